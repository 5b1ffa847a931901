import { put, textLine, toldAs } from '../engine/block.ts';
import type { Ink, Shape, Sheet } from '../engine/sheet.ts';
import type { Typeface } from '../engine/typeface.ts';

const words = 'BẢN THỬ · KHÔNG TREO, KHÔNG PHÁT';
const white: Ink = '#FFFFFF';
const red: Ink = '#B3121D';

/** The sheet with a band at its upper and lower edge that says it is a trial: its code leads to demo keys. */
export function stampTrial(sheet: Sheet, typeface: Typeface): Sheet {
  const { width, height, ground } = sheet;
  const band = Math.min(width, height) * 0.05;
  const [fill, ink] = ground === white ? [red, white] : [white, red];
  const text = textLine(typeface, words, band * 0.66, ink);
  const bands = [0, height - band].flatMap((y): Shape[] => [
    { kind: 'rectangle', x: 0, y, width, height: band, fill },
    // Told once.
    ...put(y === 0 ? text : toldAs('Artifact', text), (width - text.width) / 2, y + (band - text.height) / 2),
  ]);
  return { ...sheet, shapes: [...sheet.shapes, ...bands] };
}
