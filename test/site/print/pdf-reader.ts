/** What stands on a page of a PDF, read back by another library than the one that wrote it. */
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf';

export interface ReadText {
  text: string;
  x: number;
  /** Baseline, from the top. */
  y: number;
  size: number;
  width: number;
}

/** A filled outline, in millimetres from the top left corner. */
export interface ReadFill {
  ink: string;
  points: [number, number][][];
}

/** A stroke from one point to another, in millimetres from the top left corner. */
export type ReadLine = [from: [number, number], to: [number, number]];

export interface ReadPdf {
  pages: number;
  title: unknown;
  width: number;
  height: number;
  texts: ReadText[];
  fills: ReadFill[];
  lines: ReadLine[];
  fonts: { name: string; embedded: boolean }[];
  /** Names of the drawing operators that occur. */
  operators: Set<string>;
}

type Matrix = [number, number, number, number, number, number];
const millimetres = 25.4 / 72;

/** Reads a page of a PDF as `drawPdf` makes it: one transformation, outlines of straight lines. */
export async function readPdf(bytes: Uint8Array, number = 1): Promise<ReadPdf> {
  const { OPS } = await getResolvedPDFJS();
  const names = new Map(Object.entries(OPS).map(([name, code]) => [code, name]));
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const page = await pdf.getPage(number);
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
  const { items } = await page.getTextContent();
  const texts = items.flatMap((item): ReadText[] => {
    // The reader adds spaces of its own where it sees a gap.
    if (!('str' in item) || item.str.trim() === '') return [];
    const [, , , size, x, y] = item.transform as Matrix;
    return [
      {
        text: item.str,
        x: (x - left) * millimetres,
        y: (top - y) * millimetres,
        size: size * millimetres,
        width: item.width * millimetres,
      },
    ];
  });
  const { fnArray, argsArray } = await page.getOperatorList();
  const operators = new Set<string>();
  const fills: ReadFill[] = [];
  const lines: ReadLine[] = [];
  const fonts = new Map<string, { name: string; embedded: boolean }>();
  let ink = '#000000';
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  fnArray.forEach((code, at) => {
    const name = names.get(code) ?? String(code);
    const args = argsArray[at] as unknown[];
    operators.add(name);
    if (name === 'setFillRGBColor') ink = String(args[0]);
    if (name === 'transform') matrix = args as Matrix;
    if (name === 'setFont') {
      const font = page.commonObjs.get(String(args[0])) as { name: string; missingFile: boolean };
      fonts.set(font.name, { name: font.name, embedded: !font.missingFile });
    }
    if (name === 'constructPath') {
      const [path] = args[1] as [ArrayLike<number>];
      const place = ([x, y]: [number, number]): [number, number] => [
        (matrix[0] * x + matrix[4] - left) * millimetres,
        (top - (matrix[3] * y + matrix[5])) * millimetres,
      ];
      const points = outlinesOf(path).map((outline) => outline.map(place));
      if (args[0] === OPS.fill) fills.push({ ink, points });
      else for (const [from, to] of points) if (from && to) lines.push([from, to]);
    }
  });
  const { info } = await pdf.getMetadata();
  return {
    pages: pdf.numPages,
    title: (info as Record<string, unknown>).Title,
    width: (right - left) * millimetres,
    height: (top - bottom) * millimetres,
    texts,
    fills,
    lines,
    fonts: [...fonts.values()],
    operators,
  };
}

/** The reader's own packing: 0 x y moves, 1 x y draws a line, 2 and three points a curve, of which the last is kept, 4 closes. */
function outlinesOf(path: ArrayLike<number>): [number, number][][] {
  const outlines: [number, number][][] = [];
  for (let at = 0; at < path.length;) {
    const code = path[at];
    if (code === 4) {
      at += 1;
      continue;
    }
    if (code === 2) at += 4;
    else if (code !== 0 && code !== 1) throw new Error(`an outline of something else (${code})`);
    if (code === 0) outlines.push([]);
    outlines.at(-1)?.push([path[at + 1] ?? NaN, path[at + 2] ?? NaN]);
    at += 3;
  }
  return outlines;
}

export interface Bounds {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest box around a filled outline. */
export function boundsOf({ points }: ReadFill): Bounds {
  const all = points.flat();
  const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}
