import { qrRuns } from './qr.ts';
import { dotPitch, type Shape, type Sheet, type Weight } from './sheet.ts';

/** What text is set in where the typeface itself is not at hand. */
const family = "'Be Vietnam Pro',Arial,sans-serif";

/** Fonts for a drawing that must look right by itself: files as base64, each with the letters it holds. */
export interface EmbeddedFont {
  weight: Weight;
  woff: string;
  /** CSS `unicode-range`. */
  range: string;
}

/** A sheet as a document of its own, true to size, its text as text. */
export function drawSvg(sheet: Sheet, fonts: EmbeddedFont[] = []): string {
  const { title, width, height } = sheet;
  const faces = fonts.map(
    ({ weight, woff, range }) =>
      `@font-face{font-family:'Be Vietnam Pro';font-weight:${weight};src:url(data:font/woff;base64,${woff}) format('woff');unicode-range:${range}}`,
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
export const drawShapes = (sheet: Sheet): string => written(shapesOf(sheet));

/** An element, for text or, where the policy of the page forbids to read markup, for the document itself. */
export interface SvgElement {
  name: 'g' | 'path' | 'text';
  attributes: Record<string, string | number>;
  inside: SvgElement[] | string;
}

/** The same as `drawShapes`, before it is written down. */
export function shapesOf({ width, height, ground, shapes }: Sheet): SvgElement {
  const sheet: Shape[] =
    ground === null ? [] : [{ kind: 'rectangle', x: 0, y: 0, width, height, fill: ground }];
  return {
    name: 'g',
    attributes: { 'font-family': family, 'font-weight': 700 },
    inside: [...sheet, ...shapes].map(elementOf),
  };
}

const written = ({ name, attributes, inside }: SvgElement): string => {
  const listed = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const content = typeof inside === 'string' ? escaped(inside) : inside.map(written).join('');
  return `<${name}${listed.join('')}${content ? `>${content}</${name}>` : '/>'}`;
};

const path = (attributes: SvgElement['attributes']): SvgElement => ({ name: 'path', attributes, inside: [] });

function elementOf(shape: Shape): SvgElement {
  if (shape.kind === 'rectangle') {
    const { x, y, width, height, fill } = shape;
    return path({ fill, d: `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z` });
  }
  if (shape.kind === 'polygon') {
    const corners = shape.points.map(([x, y]) => `${short(x)} ${short(y)}`);
    return path({ fill: shape.fill, d: `M${corners.join('L')}z` });
  }
  if (shape.kind === 'path') {
    const { data, x, y, scale, fill = 'none', stroke } = shape;
    const pen = stroke && {
      stroke: stroke.ink,
      'stroke-width': stroke.thickness,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    };
    return path({ transform: `translate(${short(x)} ${short(y)}) scale(${scale})`, fill, ...pen, d: data });
  }
  if (shape.kind === 'line') {
    const { x1, y1, x2, y2, thickness, ink, dotted } = shape;
    return path({
      stroke: ink,
      'stroke-width': short(thickness),
      ...(dotted && { 'stroke-linecap': 'round', 'stroke-dasharray': `0 ${short(thickness * dotPitch)}` }),
      d: `M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`,
    });
  }
  if (shape.kind === 'text') {
    const { text, x, y, size, width, ink, weight, turn } = shape;
    return {
      name: 'text',
      attributes: {
        ...(turn === undefined ? {} : { transform: `rotate(${short(turn)} ${short(x)} ${short(y)})` }),
        x: short(x),
        y: short(y),
        'font-size': short(size),
        textLength: short(width),
        lengthAdjust: 'spacingAndGlyphs',
        fill: ink,
        ...(weight && { 'font-weight': weight }),
      },
      inside: text,
    };
  }
  const { address, x, y, size, ink, ground } = shape;
  const { side, runs } = qrRuns(address);
  const dark = runs.map((run) => `M${run.x} ${run.y}h${run.length}v1h-${run.length}z`).join('');
  // In modules, so that the same code on another sheet is the same text and compresses away.
  return {
    name: 'g',
    attributes: {
      transform: `translate(${short(x)} ${short(y)}) scale(${size / side})`,
      'shape-rendering': 'crispEdges',
    },
    inside: [path({ fill: ground, d: `M0 0h${side}v${side}H0z` }), path({ fill: ink, d: dark })],
  };
}

/** Hundredths of a millimetre are finer than any press. */
const short = (millimetres: number) => String(Math.round(millimetres * 100) / 100);

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
