import { drawPdf } from './draw-pdf.ts';
import { drawPng } from './draw-png.ts';
import { drawSvg } from './draw-svg.ts';
import { boldTypeface, embeddedBold } from './font-file.ts';
import type { Sheet } from './sheet.ts';

/** The kinds of file a sheet is built as, and how they are served. */
export const sheetFiles = { pdf: 'application/pdf', svg: 'image/svg+xml', png: 'image/png' } as const;
export type SheetFile = keyof typeof sheetFiles;

/** What fills the screen of a phone and survives being sent on. */
const pngWidth = 1080;

// A page tells the size of the files that other routes serve, so each is wanted twice.
const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** A sheet as a file of one kind, a PNG `pixels` wide. Drawn once, however often it is asked for. */
export function drawFile(sheet: Sheet, kind: SheetFile, pixels = pngWidth): Promise<Uint8Array<ArrayBuffer>> {
  const key = `${kind} ${pixels} ${JSON.stringify(sheet)}`;
  const file = drawn.get(key) ?? draw(sheet, kind, pixels);
  drawn.set(key, file);
  return file;
}

async function draw(sheet: Sheet, kind: SheetFile, pixels: number): Promise<Uint8Array<ArrayBuffer>> {
  if (kind === 'pdf') return drawPdf(sheet, boldTypeface());
  if (kind === 'svg') return new TextEncoder().encode(drawSvg(sheet, embeddedBold()));
  return drawPng(sheet, pixels);
}
