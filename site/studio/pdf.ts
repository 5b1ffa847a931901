/** The heavy half of the studio: the PDF library and the whole font. Comes when somebody asks for a PDF. */
import fontAddress from '@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf?url';
import { drawPdf } from '../sheet/draw-pdf.ts';
import type { Sheet } from '../sheet/sheet.ts';
import { openTypeface } from '../sheet/typeface.ts';

/** A sheet as a PDF. Rejects when the font cannot be had. */
export async function pdfOf(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(fontAddress);
  if (!response.ok) throw new Error(String(response.status));
  return drawPdf(sheet, openTypeface(new Uint8Array(await response.arrayBuffer())));
}
