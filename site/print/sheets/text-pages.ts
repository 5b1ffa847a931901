/** A text of any length on A4 pages: headings, paragraphs, lists, lines to write on. */
import type { Piece } from '../../markdown/article.ts';
import { baselineOf, type Block, paragraph, put, stack, textAcross, toldAs } from '../engine/block.ts';
import { a4, type Faces, foot, kitInks, margin, topEdge } from './kit-layout.ts';
import { shortAddress } from '../../text/short-address.ts';
import { hasGap, setRuns } from './set-runs.ts';
import type { Shape, Sheet, Stroke } from '../engine/sheet.ts';

export interface FlowInput {
  title: string;
  /** What sort of text it is; stands above the title. */
  sort: string;
  pieces: Piece[];
  /** Said small at the end of the last page: what the text rests on. */
  notes: string[];
  /** The page of this text. */
  address: string;
  /** An address whose code stands beside the title. */
  code: string | null;
  /** Size of the text in mm when it is short; it shrinks to `smallest` before it takes another page. */
  largest: number;
}

const smallest = 3.9;
const finest = 0.1;
const inner = a4.width - 2 * margin;
const firstTop = 19;
const nextTop = 24;
const bottom = a4.height - 22;
const codeSize = 34;

/** A block on its way to a page. */
interface Placed {
  block: Block;
  before: number;
  /** Stays on the page of what follows it. */
  leads: boolean;
}

/**
 * Sets a text on as few A4 pages as its smallest letters need, then as large as these pages allow, so that no page
 * is left for a line or two.
 */
export function layFlow(input: FlowInput, faces: Faces): Sheet[] {
  let size = smallest;
  let pages = paginate(input, size, faces);
  for (let next = input.largest; next > smallest; next -= finest) {
    const larger = paginate(input, next, faces);
    if (larger.length <= pages.length) {
      [size, pages] = [next, larger];
      break;
    }
  }
  return pages.map((shapes, at) => ({
    title: input.title,
    ...a4,
    ground: kitInks.ground,
    shapes: [
      ...topEdge(a4.width),
      ...shapes,
      ...foot(shortAddress(input.address), at + 1, pages.length, faces),
    ],
  }));
}

function paginate(input: FlowInput, size: number, faces: Faces): Shape[][] {
  const head = layHead(input, faces);
  const blocks = input.pieces.map((piece, at) => place(piece, input.pieces[at - 1], size, faces));
  const notes = layNotes(input.notes, faces);
  const start = firstTop + head.height + 7;
  const spare =
    bottom -
    notes.height -
    8 -
    start -
    blocks.reduce((sum, { block, before }) => sum + before + block.height, 0);
  const loose = blocks.filter(({ before }) => before > 0).length - 1;
  // What a single page has to spare goes between its blocks, but never so much that they fall apart.
  const more = spare > 0 && loose > 0 ? Math.min(spare / loose, size * 0.9) : 0;
  const pages: Shape[][] = [put(head, margin, firstTop)];
  let y = start;
  blocks.forEach(({ block, before }, at) => {
    // A heading goes where the first of its text goes.
    let needed = before + block.height;
    for (let next = at; blocks[next]?.leads && blocks[next + 1]; next += 1)
      needed += (blocks[next + 1]?.before ?? 0) + (blocks[next + 1]?.block.height ?? 0);
    const fresh = y + needed > bottom;
    if (fresh) {
      pages.push([]);
      y = nextTop;
    }
    y += fresh || at === 0 ? 0 : before + (before > 0 ? more : 0);
    pages.at(-1)?.push(...put(block, margin, y));
    y += block.height;
  });
  if (y + 6 + notes.height > bottom) pages.push([]);
  pages.at(-1)?.push(...put(notes, margin, bottom - notes.height));
  return pages;
}

function layHead({ sort, title, code }: FlowInput, { bold, regular }: Faces): Block {
  const width = code ? inner - codeSize - 8 : inner;
  // "Bản cam kết" above "Bản cam kết của thôn" would say it twice.
  const said = title.toLocaleLowerCase('vi').startsWith(sort.toLocaleLowerCase('vi'));
  const words = stack(
    [
      ...(said
        ? []
        : [paragraph(bold, sort.toLocaleUpperCase('vi'), { size: 3.3, width, ink: kitInks.muted })]),
      toldAs('H1', paragraph(bold, title, { size: 9, width, ink: kitInks.leaf, pitch: 1.3 })),
    ],
    4,
  );
  const bar: Shape = {
    kind: 'rectangle',
    x: 0,
    y: words.height + 4.5,
    width: 22,
    height: 1.3,
    fill: kitInks.gold,
  };
  const block = { width: inner, height: words.height + 5.8, shapes: [...words.shapes, bar] };
  if (!code) return block;
  const below = textAcross(regular, shortAddress(code), codeSize, kitInks.ink, 3.4);
  const x = inner - codeSize;
  const { ink, white: ground } = kitInks;
  return {
    width: inner,
    height: Math.max(block.height, codeSize + below.height),
    shapes: [
      ...block.shapes,
      { kind: 'qr', address: code, x, y: -4, size: codeSize, ink, ground },
      ...put(below, x + (codeSize - below.width) / 2, codeSize - 3.5),
    ],
  };
}

function place(piece: Piece, previous: Piece | undefined, size: number, faces: Faces): Placed {
  const same = previous?.kind === piece.kind;
  const writes = hasGap(piece.runs);
  if (piece.kind === 'heading') {
    const large = piece.level === 2;
    const block = setRuns(
      piece.runs.map((run) => ({ ...run, bold: true })),
      faces,
      {
        size: size * (large ? 1.28 : 1.08),
        width: inner,
        ink: large ? kitInks.leaf : kitInks.ink,
        pitch: 1.3,
      },
    );
    return { block: toldAs(large ? 'H2' : 'H3', block), before: size * (same ? 0.7 : 1.5), leads: true };
  }
  if (piece.kind === 'paragraph') {
    const block = setRuns(piece.runs, faces, { size, width: inner, ink: kitInks.ink });
    const tight = writes && previous !== undefined && hasGap(previous.runs);
    // "Chọn hai câu:" belongs to the list below it.
    const leads = piece.runs.at(-1)?.text.trimEnd().endsWith(':') ?? false;
    return { block, before: tight ? 0 : size * (previous?.kind === 'heading' ? 0.45 : 0.75), leads };
  }
  return { block: layItem(piece, size, faces), before: size * (same ? 0.4 : 0.6), leads: false };
}

/** An item hangs from its mark: a gold leaf, its number, or a box to tick where its text starts with "☐". */
function layItem({ mark, runs }: Extract<Piece, { kind: 'item' }>, size: number, faces: Faces): Block {
  const [first, ...rest] = runs;
  const ticks = first?.text.startsWith('☐') ?? false;
  const words = first && ticks ? [{ ...first, text: first.text.slice(1).trimStart() }, ...rest] : runs;
  const indent = size * (mark === '-' && !ticks ? 1.25 : 1.9);
  const text = setRuns(words, faces, { size, width: inner - indent, ink: kitInks.ink });
  const shapes: Shape[] = [];
  const baseline = baselineOf(text) || size;
  if (ticks) shapes.push(...tickBox(0, baseline - size * 0.86, size * 1.05));
  else if (mark === '-') shapes.push(leaf(size * 0.36, baseline - size * 0.36, size * 0.24));
  else shapes.push(...put(numeral(mark, size, faces), 0, baseline));
  return { width: inner, height: text.height, shapes: [...shapes, ...put(toldAs('LBody', text), indent, 0)] };
}

function numeral(mark: string, size: number, { bold }: Faces): Block {
  const width = bold.measure(mark, size).width;
  const shape: Shape = {
    kind: 'text',
    text: mark,
    x: 0,
    y: 0,
    size,
    width,
    ink: kitInks.leaf,
    role: 'Lbl',
  };
  return { width, height: size, shapes: [shape] };
}

function leaf(x: number, y: number, reach: number): Shape {
  const points = [
    [x - reach, y],
    [x, y - reach],
    [x + reach, y],
    [x, y + reach],
  ] as const;
  return { kind: 'polygon', points: [...points], fill: kitInks.gold };
}

/** A square to tick by hand. */
function tickBox(x: number, y: number, side: number): Shape[] {
  const line = (x1: number, y1: number, x2: number, y2: number): Stroke => ({
    kind: 'line',
    x1,
    y1,
    x2,
    y2,
    thickness: 0.35,
    ink: kitInks.leaf,
  });
  return [
    { ...line(x, y, x + side, y), role: 'Lbl', says: '☐' },
    line(x + side, y, x + side, y + side),
    line(x + side, y + side, x, y + side),
    line(x, y + side, x, y),
  ];
}

function layNotes(notes: string[], { regular }: Faces): Block {
  return stack(
    notes.map((note) =>
      setRuns(
        [{ text: note, bold: false }],
        { bold: regular, regular },
        {
          size: 2.7,
          width: inner,
          ink: kitInks.muted,
          pitch: 1.4,
        },
      ),
    ),
    1,
  );
}
