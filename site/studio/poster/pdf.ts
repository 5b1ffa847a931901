/** The heavy half of the studio: the PDF library and the whole font. Comes when somebody asks for a PDF. */
import fontAddress from '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf?url';
import { drawPdf, type PrintMarks } from '../../print/engine/draw-pdf.ts';
import type { Sheet } from '../../print/engine/sheet.ts';
import { openTypeface } from '../../print/engine/typeface.ts';

/** A sheet as a PDF, with what a print shop asks for. Rejects when the font cannot be had. */
export async function pdfOf(sheet: Sheet, marks: PrintMarks): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(fontAddress);
  if (!response.ok) throw new Error(String(response.status));
  return drawPdf(sheet, openTypeface(new Uint8Array(await response.arrayBuffer())), marks);
}
