import type { PrintMarks } from '../../print/engine/draw-pdf.ts';
import { drawSvg, type EmbeddedFont } from '../../print/engine/draw-svg.ts';
import type { Sheet } from '../../print/engine/sheet.ts';
import pdfAddress from './pdf.ts?script';

/** The kinds of file the studio makes, and what they are to the browser. */
const types = { pdf: 'application/pdf', svg: 'image/svg+xml' } as const;
export type FileKind = keyof typeof types;

/**
 * Makes a file of a sheet on this device; only a PDF takes marks. What it takes is fetched once. Rejects on a dead line,
 * or where the library fails.
 */
export async function makeFile(sheet: Sheet, kind: FileKind, marks: PrintMarks): Promise<Blob> {
  const content =
    kind === 'pdf' ? await (await library()).pdfOf(sheet, marks) : drawSvg(sheet, await fonts());
  // oxlint-disable-next-line no-restricted-globals -- shared with the photo frames, blobOf would be a script of its own
  return new Blob([content], { type: types[kind] });
}

let failures = 0;

async function library(): Promise<typeof import('./pdf.ts')> {
  // Most browsers in use remember a failure for the address as long as the page lives (whatwg/html#6768).
  const address = failures > 0 ? `${pdfAddress}?${failures}` : pdfAddress;
  try {
    return (await import(/* @vite-ignore */ address)) as typeof import('./pdf.ts');
  } catch (error) {
    failures += 1;
    throw error;
  }
}

async function fonts(): Promise<EmbeddedFont[]> {
  const response = await fetch('/ap-phich/phong-chu/kem-theo.json');
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as EmbeddedFont[];
}

/** Hands a file to the browser to keep. */
export function keepFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Safari begins to read it only after the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
