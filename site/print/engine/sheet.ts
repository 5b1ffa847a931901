/**
 * A sheet to print: what stands where, in millimetres from the top left corner, y downwards. Plain data, so that
 * `drawSvg`, `drawPdf` and `drawPng` show the same and a browser can make one too.
 */
export interface Sheet {
  /** What the document is called; shown by readers, printed nowhere. */
  title: string;
  width: number;
  height: number;
  /** Colour of the whole sheet, and of the bleed around it; null for none: what lies behind shows through. */
  ground: Ink | null;
  /** Later ones lie above earlier ones. */
  shapes: Shape[];
}

/** `#RRGGBB`. */
export type Ink = string;

/** How heavy letters are, as CSS counts it: regular or bold. */
export type Weight = 400 | 700;

export type Shape = TextShape | Rectangle | Polygon | Path | Stroke | QrCode;

/**
 * What a text is to who hears the sheet, by the names of PDF's structure; the mark of a list's item and its text, which
 * make lists by following each other. `Artifact` is told to nobody: what stands on every page.
 */
export type Role = 'H1' | 'H2' | 'H3' | 'P' | 'Lbl' | 'LBody' | 'Artifact';

/** Told in the order of shapes, drawn nowhere. All other shapes but codes are ornament, and told to nobody. */
export interface Told {
  /** `P`, a paragraph, where it does not say so. */
  role?: Role;
  /** Goes on with the text before it, as another line or weight of the same, with this between the two. */
  continues?: ' ' | '';
}

/** One line of text in the typeface it was measured in. `x` is its left end, `y` its baseline. */
export interface TextShape extends Told {
  kind: 'text';
  text: string;
  x: number;
  y: number;
  /** Height of an em. */
  size: number;
  /** As measured; a reader without the font stretches its own letters to it. */
  width: number;
  ink: Ink;
  /** Bold where it does not say so. */
  weight?: 400;
  /** Turned about `x`, `y` by this many degrees, clockwise; upright without. */
  turn?: number;
}

export interface Rectangle {
  kind: 'rectangle';
  x: number;
  y: number;
  width: number;
  height: number;
  fill: Ink;
}

export interface Polygon {
  kind: 'polygon';
  points: (readonly [x: number, y: number])[];
  fill: Ink;
}

/** A drawing by SVG path data whose own unit is `scale` mm; its origin lies at `x`, `y`. Filled, stroked, or both. */
export interface Path {
  kind: 'path';
  data: string;
  x: number;
  y: number;
  scale: number;
  fill?: Ink;
  /** Round ends and corners; `thickness` in units of the path. */
  stroke?: { ink: Ink; thickness: number };
}

export interface Stroke extends Told {
  kind: 'line';
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  thickness: number;
  ink: Ink;
  /** Round dots instead of a stroke: a line to write on. */
  dotted?: boolean;
  /** Letters it stands for: "……" for a gap to write in. */
  says?: string;
}

/** A square code for an address, with its quiet zone: `size` is the side of the light square. */
export interface QrCode {
  kind: 'qr';
  address: string;
  x: number;
  y: number;
  size: number;
  ink: Ink;
  ground: Ink;
}

/** The text cannot be set on this sheet. The message says why, in a Vietnamese sentence for whoever typed it. */
export class DoesNotFit extends Error {}

/** Whether a shape is told as text. */
export const isSaid = (shape: Shape): shape is TextShape | Stroke =>
  (shape.kind === 'text' || (shape.kind === 'line' && shape.says !== undefined)) && shape.role !== 'Artifact';

/** How far apart the dots of a dotted line are, in thicknesses. */
export const dotPitch = 2.4;

/** The same sheet at another size; A3 is A4 by the root of two. */
export function scaleSheet(sheet: Sheet, by: number): Sheet {
  const shapes = sheet.shapes.map((shape): Shape => {
    if (shape.kind === 'polygon')
      return { ...shape, points: shape.points.map(([x, y]) => [x * by, y * by] as const) };
    if (shape.kind === 'line') {
      const { x1, y1, x2, y2, thickness } = shape;
      return { ...shape, x1: x1 * by, y1: y1 * by, x2: x2 * by, y2: y2 * by, thickness: thickness * by };
    }
    const { x, y } = shape;
    if (shape.kind === 'qr') return { ...shape, x: x * by, y: y * by, size: shape.size * by };
    if (shape.kind === 'path') return { ...shape, x: x * by, y: y * by, scale: shape.scale * by };
    if (shape.kind === 'text')
      return { ...shape, x: x * by, y: y * by, size: shape.size * by, width: shape.width * by };
    return { ...shape, x: x * by, y: y * by, width: shape.width * by, height: shape.height * by };
  });
  return { ...sheet, width: Math.round(sheet.width * by), height: Math.round(sheet.height * by), shapes };
}

/** The weights that the text of sheets is set in. */
export function weightsOf(sheets: readonly Sheet[]): Weight[] {
  const shapes = sheets.flatMap((sheet) => sheet.shapes);
  return ([700, 400] as const).filter((weight) =>
    shapes.some((shape) => shape.kind === 'text' && (shape.weight ?? 700) === weight),
  );
}

/** Contrast of two inks by WCAG 2: 1 (none) to 21 (black on white). */
export function contrastOf(one: Ink, other: Ink): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Red, green and blue, each 0 to 1. */
export function channelsOfInk(ink: Ink): [number, number, number] {
  const value = Number.parseInt(ink.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

function luminance(ink: Ink): number {
  const [red, green, blue] = channelsOfInk(ink).map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
