import { drawPdf } from './draw-pdf.ts';
import { drawPng } from './draw-png.ts';
import { drawSvg } from './draw-svg.ts';
import { embeddedFonts, typefaceOf } from './font-file.ts';
import { type Sheet, weightsOf } from './sheet.ts';

/** The kinds of file a sheet is built as, and how they are served. */
export const sheetFiles = { pdf: 'application/pdf', svg: 'image/svg+xml', png: 'image/png' } as const;
export type SheetFile = keyof typeof sheetFiles;

/** What fills the screen of a phone and survives being sent on. */
const pngWidth = 1080;

// A page tells the size of the files that other routes serve, so each is wanted twice.
const drawn = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/**
 * A sheet as a file of one kind, a PNG `pixels` wide; several sheets are the pages of one PDF, and a drawing or picture
 * shows the first. Drawn once, however often it is asked for.
 */
export function drawFile(
  sheets: Sheet | Sheet[],
  kind: SheetFile,
  pixels = pngWidth,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = `${kind} ${pixels} ${JSON.stringify(sheets)}`;
  const file = drawn.get(key) ?? draw([sheets].flat(), kind, pixels);
  drawn.set(key, file);
  return file;
}

async function draw(sheets: Sheet[], kind: SheetFile, pixels: number): Promise<Uint8Array<ArrayBuffer>> {
  const [first] = sheets;
  if (!first) throw new Error('a file needs a sheet');
  if (kind === 'pdf') return drawPdf(sheets, weightsOf(sheets).map(typefaceOf));
  if (kind === 'svg') return new TextEncoder().encode(drawSvg(first, embeddedFonts(weightsOf([first]))));
  return drawPng(first, pixels);
}
