import { Resvg } from '@resvg/resvg-js';
import jsqr from 'jsqr';
import type { Bounds, ReadFill } from './pdf-reader.ts';

/** What a code says that is printed so small, at 300 dots an inch; null when nobody could tell. */
export function readQr(drawing: string, around: Bounds, scale: number): string | null {
  const side = around.right - around.left;
  const margin = side * 0.12;
  const view = [around.left - margin, around.top - margin, side + 2 * margin, side + 2 * margin];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view.join(' ')}">${drawing}</svg>`;
  const dots = Math.round(((side + 2 * margin) * scale * 300) / 25.4);
  const picture = new Resvg(svg, {
    fitTo: { mode: 'width', value: dots },
    font: { loadSystemFonts: false },
  }).render();
  return jsqr(new Uint8ClampedArray(picture.pixels), picture.width, picture.height)?.data ?? null;
}

/** Outlines as SVG. */
export function asSvg(fills: ReadFill[]): string {
  return fills
    .map(
      ({ ink, points }) =>
        `<path fill="${ink}" d="${points.map((each) => `M${each.join('L')}z`).join('')}"/>`,
    )
    .join('');
}
