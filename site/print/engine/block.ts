/** Pieces of a sheet that know their size: set one, stack some, put them somewhere. Millimetres throughout. */
import { type Ink, isSaid, type Role, type Shape, type TextShape } from './sheet.ts';
import { breakEvenly, countLines } from './break-lines.ts';
import type { Typeface } from './typeface.ts';

/** Shapes in a box whose top left corner is 0, 0. */
export interface Block {
  width: number;
  height: number;
  shapes: Shape[];
}

/** One line of text, as high as its letters with their marks. */
export function textLine(typeface: Typeface, text: string, size: number, ink: Ink): Block {
  const { width, above, below } = typeface.measure(text, size);
  const shape: TextShape = { kind: 'text', text, x: 0, y: above, size, width, ink, ...weightIn(typeface) };
  return { width, height: above + below, shapes: [shape] };
}

/** One line of text as large as `width` allows, but no larger than `most`. */
export function textAcross(
  typeface: Typeface,
  text: string,
  width: number,
  ink: Ink,
  most = Infinity,
): Block {
  return textLine(typeface, text, Math.min(most, width / typeface.measure(text, 1).width), ink);
}

/** What a text says of its typeface. */
export const weightIn = ({ weight }: Typeface): Pick<TextShape, 'weight'> =>
  weight === 400 ? { weight } : {};

export interface ParagraphStyle {
  size: number;
  width: number;
  ink: Ink;
  /** From baseline to baseline, in sizes. */
  pitch?: number;
  align?: 'left' | 'centre';
}

/**
 * Text in as few lines as `width` allows, of even length, so that no word is left alone. A word wider than the
 * box is set smaller than asked. No-break spaces (U+00A0) hold words together.
 */
export function paragraph(typeface: Typeface, text: string, style: ParagraphStyle): Block {
  const { width, ink, pitch = 1.36, align = 'left' } = style;
  const words = text.split(' ').filter(Boolean);
  const widths = words.map((word) => typeface.measure(shown(word), 1).width);
  const size = Math.min(style.size, width / Math.max(...widths));
  const space = typeface.measure(' ', 1).width;
  const lines = breakEvenly(widths, space)[countLines(widths, space, width / size) - 1] ?? [];
  const shapes: Shape[] = [];
  let baseline = 0;
  let below = 0;
  for (const [start, end] of lines) {
    const line = shown(words.slice(start, end).join(' '));
    const extent = typeface.measure(line, size);
    baseline += shapes.length > 0 ? size * pitch : extent.above;
    below = extent.below;
    const x = align === 'left' ? 0 : (width - extent.width) / 2;
    const { width: across } = extent;
    shapes.push({
      kind: 'text',
      text: line,
      x,
      y: baseline,
      size,
      width: across,
      ink,
      ...weightIn(typeface),
    });
  }
  return toldAs('P', { width, height: baseline + below, shapes });
}

/** Blocks under each other with `gap` between them, each centred or at the left. */
export function stack(blocks: Block[], gap: number, align: 'left' | 'centre' = 'left'): Block {
  const width = Math.max(0, ...blocks.map((block) => block.width));
  let y = -gap;
  const shapes = blocks.flatMap((block) => {
    const top = y + gap;
    y = top + block.height;
    return put(block, align === 'left' ? 0 : (width - block.width) / 2, top);
  });
  return { width, height: Math.max(0, y), shapes };
}

/** The same told as one thing: a heading, a paragraph, an item of a list. Its lines are words apart from each other. */
export function toldAs<Some extends { shapes: Shape[] }>(role: Role, some: Some): Some {
  const first = some.shapes.find(isSaid);
  const shapes = some.shapes.map((shape): Shape => {
    if (!isSaid(shape)) return shape;
    return { ...shape, role, ...(shape !== first && { continues: shape.continues ?? ' ' }) };
  });
  return { ...some, shapes };
}

/** How far below its top the first line of a block stands; 0 without text. */
export const baselineOf = ({ shapes }: Block): number =>
  shapes.find((shape) => shape.kind === 'text')?.y ?? 0;

/** The shapes of a block with the first line of its text at `y`. */
export const putOnBaseline = (block: Block, x: number, y: number): Shape[] =>
  put(block, x, y - baselineOf(block));

/** The shapes of a block with its top left corner at `x`, `y`. */
export function put(block: Block, x: number, y: number): Shape[] {
  return block.shapes.map((shape) => {
    if (shape.kind === 'line')
      return { ...shape, x1: shape.x1 + x, x2: shape.x2 + x, y1: shape.y1 + y, y2: shape.y2 + y };
    if (shape.kind === 'polygon')
      return { ...shape, points: shape.points.map(([px, py]) => [px + x, py + y] as const) };
    return { ...shape, x: shape.x + x, y: shape.y + y };
  });
}

const shown = (text: string) => text.replace(/\u00a0/g, ' ');
