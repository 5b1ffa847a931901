import { qrRuns } from './qr.ts';
import { dotPitch, type Shape, type Sheet } from './sheet.ts';

/** What text is set in where the typeface itself is not at hand. */
const family = "'Be Vietnam Pro',Arial,sans-serif";

/** Fonts for a drawing that must look right by itself: files as base64, each with the letters it holds. */
export interface EmbeddedFont {
  woff: string;
  /** CSS `unicode-range`. */
  range: string;
}

/** A sheet as a document of its own, true to size, its text as text. */
export function drawSvg(sheet: Sheet, fonts: EmbeddedFont[] = []): string {
  const { title, width, height } = sheet;
  const faces = fonts.map(
    ({ woff, range }) =>
      `@font-face{font-family:'Be Vietnam Pro';font-weight:700;src:url(data:font/woff;base64,${woff}) format('woff');unicode-range:${range}}`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}" xml:lang="vi">`,
    `<title>${escaped(title)}</title>`,
    ...(faces.length > 0 ? [`<style>${faces.join('')}</style>`] : []),
    drawShapes(sheet),
    '</svg>\n',
  ].join('\n');
}

/** The shapes of a sheet as SVG elements, for a `<svg>` whose user unit is the millimetre. Nothing inline but attributes. */
export function drawShapes({ width, height, ground, shapes }: Sheet): string {
  const sheet: Shape = { kind: 'rectangle', x: 0, y: 0, width, height, fill: ground };
  return `<g font-family="${family}" font-weight="700">${[sheet, ...shapes].map(drawShape).join('')}</g>`;
}

function drawShape(shape: Shape): string {
  switch (shape.kind) {
    case 'rectangle':
      return `<path fill="${shape.fill}" d="M${short(shape.x)} ${short(shape.y)}h${short(shape.width)}v${short(shape.height)}h${short(-shape.width)}z"/>`;
    case 'polygon':
      return `<path fill="${shape.fill}" d="M${shape.points.map(([x, y]) => `${short(x)} ${short(y)}`).join('L')}z"/>`;
    case 'line': {
      const { thickness, ink, dotted } = shape;
      const dots = dotted
        ? ` stroke-linecap="round" stroke-dasharray="0 ${short(thickness * dotPitch)}"`
        : '';
      return `<path stroke="${ink}" stroke-width="${short(thickness)}"${dots} d="M${short(shape.x1)} ${short(shape.y1)}L${short(shape.x2)} ${short(shape.y2)}"/>`;
    }
    case 'text':
      return `<text x="${short(shape.x)}" y="${short(shape.y)}" font-size="${short(shape.size)}" textLength="${short(shape.width)}" lengthAdjust="spacingAndGlyphs" fill="${shape.ink}">${escaped(shape.text)}</text>`;
    case 'qr': {
      const { side, runs } = qrRuns(shape.address);
      const dark = runs.map(({ x, y, length }) => `M${x} ${y}h${length}v1h-${length}z`).join('');
      // In modules, so that the same code on another sheet is the same text and compresses away.
      return `<g transform="translate(${short(shape.x)} ${short(shape.y)}) scale(${shape.size / side})" shape-rendering="crispEdges"><path fill="${shape.ground}" d="M0 0h${side}v${side}H0z"/><path fill="${shape.ink}" d="${dark}"/></g>`;
    }
  }
}

/** Hundredths of a millimetre are finer than any press. */
const short = (millimetres: number) => String(Math.round(millimetres * 100) / 100);

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
