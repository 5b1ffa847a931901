import { paragraph, put, stack, textAcross, textLine, toldAs, type Block } from '../engine/block.ts';
import { a4, type Faces, kitInks, writingLine, writingPitch } from './kit-layout.ts';
import type { Shape, Sheet } from '../engine/sheet.ts';

const side = 20;
const inner = a4.width - 2 * side;

/** The label of a ballot box, A4: what it is for, what to write, and lines for who opens it and when. */
export function layBoxLabel(title: string, { bold, regular }: Faces): Sheet {
  const said = (text: string, size: number, typeface = regular) =>
    paragraph(typeface, text, { size, width: inner, ink: kitInks.ink, pitch: 1.4 });
  const name = stack(
    [textAcross(bold, 'HÒM THƯ', inner, kitInks.white), textAcross(bold, 'TỐ GIÁC', inner, kitInks.white)],
    8,
  );
  const headHeight = 20 + name.height + 12;
  const head: Shape[] = [
    { kind: 'rectangle', x: 0, y: 0, width: a4.width, height: headHeight, fill: kitInks.leaf },
    { kind: 'rectangle', x: 0, y: headHeight, width: a4.width, height: 1.6, fill: kitInks.gold },
    ...put(toldAs('H1', name), side, 20),
  ];
  const words = stack(
    [
      textAcross(bold, 'Việc gì · Ở đâu · Lúc nào', inner, kitInks.leaf, 13),
      said('Viết ra giấy, gấp lại, bỏ vào khe. Không cần ghi tên. Chỉ viết điều mình thấy.', 7.4),
      said('Việc gấp thì đừng viết, hãy gọi số ở bảng. Nguy hiểm ngay: gọi 113.', 7.4, bold),
      said('113 là số khẩn cấp quốc gia, không phải số trong kế hoạch.', 4),
    ],
    9,
  );
  const lines = stack(
    ['Ai mở hòm:', 'Mở vào ngày nào:', 'Hòm đặt từ ngày:'].map((label) => writingRow(label, regular)),
    0,
  );
  const top = headHeight + 12;
  const room = a4.height - 18 - top;
  const gap = (room - words.height - lines.height) / 2;
  return {
    title,
    ...a4,
    ground: kitInks.ground,
    shapes: [...head, ...put(words, side, top + gap / 2), ...put(lines, side, a4.height - 18 - lines.height)],
  };
}

function writingRow(label: string, regular: Faces['regular']): Block {
  const words = textLine(regular, label, 4.6, kitInks.ink);
  const height = writingPitch * 1.2;
  return toldAs('P', {
    width: inner,
    height,
    shapes: [
      ...put(words, 0, height - words.height - 0.8),
      writingLine(words.width + 3, height - 0.8, inner - words.width - 3),
    ],
  });
}
