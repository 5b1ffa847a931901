import { paragraph, put, stack, textAcross, textLine, type Block } from '../engine/block.ts';
import { a4, type Faces, kitInks, writingLine } from './kit-layout.ts';
import { saySixDigits } from '../../text/groups.ts';
import { shortAddress } from '../../text/short-address.ts';
import type { Shape, Sheet } from '../engine/sheet.ts';

export interface SlipInput {
  title: string;
  /** Numbers to call; none: a line to write one on. */
  numbers: string[];
  /** Whose numbers they are. */
  whose: string;
  /** Null where no inbox is open: numbers only then. `digits` is null on a slip for no place in particular. */
  tip: { address: string; digits: string | null } | null;
}

const columns = 2;
const rows = 4;
// Printers leave an edge white, and a trial stamp needs it.
const edge = { x: 7, y: 12.5 };
const width = (a4.width - 2 * edge.x) / columns;
const height = (a4.height - 2 * edge.y) / rows;
const pad = 6;

/**
 * Eight small slips on A4 with lines to cut along. Nothing on a slip says what it is about in large letters: whoever
 * keeps one may be watched at home.
 */
export function layTipSlips(input: SlipInput, faces: Faces): Sheet {
  const slip = laySlip(input, faces);
  const places = Array.from({ length: columns * rows }, (_, at) => at);
  return {
    title: input.title,
    ...a4,
    ground: kitInks.ground,
    shapes: [
      ...cuts(),
      ...places.flatMap((at) =>
        put(slip, edge.x + (at % columns) * width, edge.y + Math.floor(at / columns) * height),
      ),
    ],
  };
}

function laySlip({ numbers, whose, tip }: SlipInput, { bold, regular }: Faces): Block {
  const code = 34;
  const left = tip ? pad + code + 3 : pad + 2;
  const across = width - left - pad;
  const said = (text: string, size = 3.05) =>
    paragraph(regular, text, { size, width: across, ink: kitInks.ink, pitch: 1.36 });
  const calls: Block[] = [
    said(whose),
    ...(numbers.length > 0
      ? numbers.map((number) => textAcross(bold, number, across, kitInks.ink, 6))
      : [{ width: across, height: 9, shapes: [writingLine(0, 8.6, across)] }]),
  ];
  if (!tip) {
    const block = stack(calls, 2.6);
    return { width, height, shapes: put(block, left, (height - block.height) / 2) };
  }
  const { address, digits } = tip;
  const number = digits === null ? null : saySixDigits(digits);
  const words = stack(
    [
      ...calls,
      stack(
        [said('Hoặc quét mã, hay gõ:'), textAcross(regular, shortAddress(address), across, kitInks.ink, 3.5)],
        1.4,
      ),
      ...(number
        ? [stack([said('Sáu số phải thấy trước khi gửi:'), textLine(bold, number, 4.4, kitInks.ink)], 1.5)]
        : []),
    ],
    3,
  );
  const hidden = paragraph(
    regular,
    'Không ai hỏi tên bạn, nội dung được khóa kín. Nhưng máy và nhà mạng vẫn biết bạn đã mở trang.',
    { size: 2.8, width: width - 2 * pad, ink: kitInks.muted, pitch: 1.36 },
  );
  const room = height - hidden.height - pad - 3;
  const shapes: Shape[] = [
    {
      kind: 'qr',
      address,
      x: pad - 2,
      y: Math.max(3, (room - code) / 2 + 1),
      size: code,
      ink: kitInks.ink,
      ground: kitInks.white,
    },
    ...put(words, left, Math.max(4, (room - words.height) / 2 + 1)),
    ...put(hidden, pad, height - hidden.height - pad + 1),
  ];
  return { width, height, shapes };
}

function cuts(): Shape[] {
  const line = (x1: number, y1: number, x2: number, y2: number): Shape => ({
    kind: 'line',
    x1,
    y1,
    x2,
    y2,
    thickness: 0.25,
    ink: kitInks.rule,
    dotted: true,
  });
  const [right, bottom] = [a4.width - edge.x, a4.height - edge.y];
  return [
    ...Array.from({ length: rows + 1 }, (_, at) =>
      line(edge.x, edge.y + at * height, right, edge.y + at * height),
    ),
    ...Array.from({ length: columns + 1 }, (_, at) =>
      line(edge.x + at * width, edge.y, edge.x + at * width, bottom),
    ),
  ];
}
