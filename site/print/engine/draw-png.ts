import { Resvg } from '@resvg/resvg-js';
import { drawSvg } from './draw-svg.ts';
import { fontFiles } from './font-file.ts';
import type { Sheet } from './sheet.ts';

/** A sheet as a picture `width` pixels wide, as messages and posts want it. */
export function drawPng(sheet: Sheet, width: number): Uint8Array<ArrayBuffer> {
  const drawing = new Resvg(drawSvg(sheet), {
    fitTo: { mode: 'width', value: width },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(fontFiles),
      defaultFontFamily: 'Be Vietnam Pro',
    },
  });
  return new Uint8Array(drawing.render().asPng());
}
