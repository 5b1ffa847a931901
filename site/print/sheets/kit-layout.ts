/** What every sheet of the kits has in common. Millimetres throughout. */
import { put, textAcross, textLine, toldAs } from '../engine/block.ts';
import type { Ink, Shape, Stroke } from '../engine/sheet.ts';
import type { Typeface } from '../engine/typeface.ts';

export const kitInks = {
  ground: '#FFFFFF',
  ink: '#17211B',
  muted: '#4A564F',
  leaf: '#0B5D3B',
  pale: '#F3F1E4',
  rule: '#7C8A82',
  red: '#B3121D',
  gold: '#FFC72C',
  white: '#FFFFFF',
} as const satisfies Record<string, Ink>;

export interface Faces {
  bold: Typeface;
  regular: Typeface;
}

export const a4 = { width: 210, height: 297 };
/** Left and right of the text. */
export const margin = 22;
/** Lines to write on are this far apart. */
export const writingPitch = 9;

/** A line to write on, from `x`, as long as `length`, at height `y`. */
export function writingLine(x: number, y: number, length: number): Stroke {
  return {
    kind: 'line',
    x1: x,
    x2: x + length,
    y1: y,
    y2: y,
    thickness: 0.25,
    ink: kitInks.rule,
    says: '……',
  };
}

/** The green and gold edge at the top of a sheet. */
export function topEdge(width: number): Shape[] {
  return [
    { kind: 'rectangle', x: 0, y: 0, width, height: 5.5, fill: kitInks.leaf },
    { kind: 'rectangle', x: 0, y: 5.5, width, height: 1.1, fill: kitInks.gold },
  ];
}

/** The line at the bottom of a page: where the sheet comes from, and which page of how many it is. */
export function foot(address: string, page: number, pages: number, { regular }: Faces): Shape[] {
  const from = textAcross(regular, address, a4.width - 2 * margin - 30, kitInks.muted, 2.9);
  const count = textLine(regular, `Trang ${page}/${pages}`, 2.9, kitInks.muted);
  const y = a4.height - 17;
  return [
    ...put(toldAs('Artifact', from), margin, y),
    ...(pages > 1 ? put(toldAs('Artifact', count), a4.width - margin - count.width, y) : []),
  ];
}
