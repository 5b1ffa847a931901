import {
  baselineOf,
  type Block,
  paragraph,
  put,
  putOnBaseline,
  stack,
  textAcross,
  textLine,
  toldAs,
} from '../engine/block.ts';
import { a4, type Faces, kitInks, writingLine } from './kit-layout.ts';
import { saySixDigits } from '../../text/groups.ts';
import { shortAddress } from '../../text/short-address.ts';
import type { Shape, Sheet } from '../engine/sheet.ts';

/** A channel that is no number: what it is called, how to use it. */
export interface BoardRow {
  name: string;
  text: string;
}

export interface BoardInput {
  title: string;
  place: string;
  /** What stands above the numbers, the last in bold: whose they are, or that there are none. */
  whose: string[];
  numbers: string[];
  /** Said below the numbers; for 113, that no plan names it. */
  below: string | null;
  /** Whether to leave a line for a number that this place has and the site does not know. */
  writeIn: boolean;
  rows: BoardRow[];
  /** How to send a tip online; null where no inbox is open: no code and no digits then. */
  tip: { address: string; reader: string; digits: string } | null;
  source: string;
}

const side = 18;
const inner = a4.width - 2 * side;
const footHeight = 29.5;

/**
 * The board of a place on A4, to scale up with `scaleSheet`: whose numbers, the numbers as large as the sheet allows,
 * what to tell, other ways, the code with the digits of the inbox's keys.
 */
export function layNoticeBoard(input: BoardInput, faces: Faces): Sheet {
  const head = layHead(input.place, faces);
  const foot = layFoot(input.source, faces);
  const roomy = input.rows.length === 0 && !input.tip;
  const lower = stack(
    [
      roomy ? layAsksLarge(faces) : layAsks(faces),
      ...(input.rows.length > 0 ? [layRows(input.rows, faces)] : []),
      ...(input.tip ? [layTip(input.tip, faces)] : []),
    ],
    5.5,
  );
  const top = head.height;
  const bottom = a4.height - footHeight - (roomy ? 14 : 4);
  const lowerTop = bottom - lower.height;
  const numbers = layNumbers(input, lowerTop - top - 14, faces);
  return {
    title: input.title,
    ...a4,
    ground: kitInks.ground,
    shapes: [
      ...head.shapes,
      ...put(numbers, side, top + (lowerTop - top - numbers.height) / 2),
      ...put(lower, side, lowerTop),
      ...put(foot, 0, a4.height - footHeight),
    ],
  };
}

function layHead(place: string, { bold, regular }: Faces): Block {
  const size = Math.max(8, Math.min(15, inner / bold.measure(place, 1).width));
  const words = stack(
    [
      textLine(regular, 'Bảng đường dây nóng phòng, chống ma túy', 5, kitInks.gold),
      paragraph(bold, place, { size, width: inner, ink: kitInks.white, pitch: 1.25 }),
    ],
    3.5,
  );
  const height = Math.max(40, 15 + words.height + 8);
  return {
    width: a4.width,
    height,
    shapes: [
      { kind: 'rectangle', x: 0, y: 0, width: a4.width, height, fill: kitInks.leaf },
      { kind: 'rectangle', x: 0, y: height, width: a4.width, height: 1.4, fill: kitInks.gold },
      ...put(toldAs('H1', words), side, (height + 10 - words.height) / 2),
    ],
  };
}

function layNumbers(
  { whose, numbers, below, writeIn }: BoardInput,
  height: number,
  { bold, regular }: Faces,
): Block {
  const words = (text: string, size: number, typeface = regular) =>
    paragraph(typeface, text, { size, width: inner, ink: kitInks.ink });
  const above = stack(
    whose.map((text, at) => words(text, 5.8, at === whose.length - 1 ? bold : regular)),
    3,
  );
  const rest = [...(below === null ? [] : [words(below, 5.4)]), ...(writeIn ? [layWriteIn(regular)] : [])];
  const gap = 6;
  const left = [above, ...rest].reduce((room, block) => room - block.height - gap, height);
  const most = (left - (numbers.length - 1) * gap) / numbers.length / bold.capHeight;
  return stack(
    [
      above,
      ...numbers.map((number) => textAcross(bold, number, inner, kitInks.red, Math.min(most, 62))),
      ...rest,
    ],
    gap,
  );
}

function layWriteIn(regular: Faces['regular']): Block {
  const words = textLine(regular, 'Công an ở đây đã công bố số thì ghi:', 4.6, kitInks.ink);
  const line = writingLine(words.width + 3, 10.4, inner - words.width - 3);
  return toldAs('P', {
    width: inner,
    height: 11,
    shapes: [...put(words, 0, 11 - words.height - 0.6), { ...line, thickness: 0.4 }],
  });
}

const asks = [
  ['Việc gì', 'mua bán, tụ tập dùng, cất giấu, trồng cây'],
  ['Ở đâu', 'xóm, đường, số nhà hay chỗ dễ nhận ra'],
  ['Lúc nào', 'ngày, giờ, hay lặp lại vào buổi nào'],
] as const;

function layAsks({ bold, regular }: Faces): Block {
  const head = toldAs('H2', textLine(bold, 'Chỉ cần nói ba điều', 5.4, kitInks.leaf));
  const gap = 5;
  const across = (inner - 2 * gap) / 3;
  const columns = asks.map(([what, how]) =>
    underEachOther(
      bold.measure('Ở', 7).above,
      textLine(bold, what, 7, kitInks.ink),
      paragraph(regular, how, { size: 4, width: across - 4, ink: kitInks.ink, pitch: 1.35 }),
    ),
  );
  const height = Math.max(...columns.map((column) => column.height));
  const top = head.height + 4;
  return {
    width: inner,
    height: top + height,
    shapes: [
      ...head.shapes,
      ...columns.flatMap((column, at): Shape[] => [
        { kind: 'rectangle', x: at * (across + gap), y: top, width: 1.1, height, fill: kitInks.gold },
        ...put(toldAs('LBody', column), at * (across + gap) + 4, top),
      ]),
    ],
  };
}

/** The same for a board with room: one under the other. */
function layAsksLarge({ bold, regular }: Faces): Block {
  const head = toldAs('H2', textLine(bold, 'Chỉ cần nói ba điều', 6.4, kitInks.leaf));
  const pitch = 17;
  const top = head.height + 6;
  const left = 48;
  const height = top + (asks.length - 1) * pitch + 11;
  return {
    width: inner,
    height,
    shapes: [
      ...head.shapes,
      { kind: 'rectangle', x: 0, y: top, width: 1.3, height: height - top, fill: kitInks.gold },
      ...asks.flatMap(([what, how], at): Shape[] => {
        const y = top + at * pitch + 8.4;
        const label = textLine(bold, what, 9, kitInks.ink);
        const words = textAcross(regular, how, inner - left, kitInks.ink, 5.4);
        const row = [...putOnBaseline(label, 6, y), ...putOnBaseline(words, left, y)];
        return toldAs('LBody', { shapes: row }).shapes;
      }),
    ],
  };
}

/** A headline with its baseline `above` below the top, and a text under it, so that neighbours stand in line. */
function underEachOther(above: number, headline: Block, text: Block): Block {
  const top = above + 7;
  return {
    width: text.width,
    height: top - baselineOf(text) + text.height,
    shapes: [...putOnBaseline(headline, 0, above), ...putOnBaseline(text, 0, top)],
  };
}

function layRows(rows: BoardRow[], { bold, regular }: Faces): Block {
  const name = Math.max(...rows.map((row) => bold.measure(row.name, 4).width)) + 5;
  return stack(
    rows.map(({ name: called, text }) => {
      const label = textLine(bold, called, 4, kitInks.leaf);
      const words = paragraph(regular, text, {
        size: 3.8,
        width: inner - name,
        ink: kitInks.ink,
        pitch: 1.35,
      });
      const baseline = Math.max(baselineOf(label), baselineOf(words));
      return toldAs('P', {
        width: inner,
        height: baseline - baselineOf(words) + words.height,
        shapes: [...putOnBaseline(label, 0, baseline), ...putOnBaseline(words, name, baseline)],
      });
    }),
    2.6,
  );
}

function layTip(
  { address, reader, digits }: NonNullable<BoardInput['tip']>,
  { bold, regular }: Faces,
): Block {
  const code = 38;
  const edge = 2;
  const height = code + 2 * edge;
  const left = code + 2 * edge + 4;
  const across = inner - left - 4;
  const said = (text: string, size = 4.2) =>
    paragraph(regular, text, { size, width: across, ink: kitInks.ink, pitch: 1.35 });
  const key = textLine(bold, saySixDigits(digits), 8, kitInks.leaf);
  const keyWords = textLine(regular, 'Sáu số của hộp thư:', 4.2, kitInks.ink);
  const keyLine = toldAs('P', {
    width: across,
    height: key.height,
    shapes: [
      ...putOnBaseline(keyWords, 0, key.height),
      ...putOnBaseline(key, keyWords.width + 4, key.height),
    ],
  });
  const words = stack(
    [
      toldAs('H2', textLine(bold, 'Gửi tin ẩn danh', 6.6, kitInks.leaf)),
      said(`Quét mã, hoặc gõ ${shortAddress(address)}. Người đọc tin: ${reader}.`),
      keyLine,
      said('Trước khi gửi, trang cho xem sáu số. Phải giống số này. Khác thì đừng gửi, hãy gọi.'),
    ],
    2.2,
  );
  return {
    width: inner,
    height,
    shapes: [
      { kind: 'rectangle', x: 0, y: 0, width: inner, height, fill: kitInks.pale },
      // The heading first.
      ...put(words, left, (height - words.height) / 2),
      { kind: 'qr', address, x: edge, y: edge, size: code, ink: kitInks.ink, ground: kitInks.white },
    ],
  };
}

function layFoot(source: string, { bold, regular }: Faces): Block {
  const strip = 13;
  const call = textAcross(bold, 'Nguy hiểm ngay lúc này: gọi 113', inner, kitInks.white, 6.2);
  const small = textAcross(regular, source, inner, kitInks.muted, 2.7);
  return {
    width: a4.width,
    height: footHeight,
    shapes: [
      ...put(small, side, 0),
      { kind: 'rectangle', x: 0, y: 5, width: a4.width, height: strip, fill: kitInks.red },
      ...put(call, (a4.width - call.width) / 2, 5 + (strip - call.height) / 2),
    ],
  };
}
