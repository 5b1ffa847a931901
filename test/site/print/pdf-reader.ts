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

/** An element of a structure tree with its kids, and its own text, in which "…" is a drawing that stands for letters. */
export interface ReadTag {
  role: string;
  alt?: string;
  text: string;
  kids: ReadTag[];
}

/** What a page tells a reader that speaks. */
export interface ReadTags {
  root: ReadTag;
  /** Texts told to nobody. */
  untold: string[];
  /** Drawings and texts that are neither in the tree nor told to nobody. */
  loose: string[];
  /** Parts of the page that the tree lacks or has twice, or that it names and the page lacks. */
  lost: string[];
}

export interface ReadTold {
  title: unknown;
  language: unknown;
  isMarked: boolean;
  showsTitle: boolean;
  pages: ReadTags[];
}

/** Reads the structure tree of a PDF, each page's part of it, with the letters as they are coded, spaces and all. */
export async function readTold(bytes: Uint8Array): Promise<ReadTold> {
  const { OPS } = await getResolvedPDFJS();
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const pages: ReadTags[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { fnArray, argsArray } = await page.getOperatorList();
    const parts = new Map<string, string>();
    const [untold, loose, open]: [string[], string[], string[]] = [[], [], []];
    fnArray.forEach((code, at) => {
      const args = argsArray[at] as unknown[];
      if (code === OPS.beginMarkedContent || code === OPS.beginMarkedContentProps) {
        const [tag, part] = args as [string | { name: string }, number | null | undefined];
        const name = typeof tag === 'string' ? tag : tag.name;
        open.push(typeof part === 'number' ? `mc${part}` : name);
        if (typeof part === 'number') parts.set(`mc${part}`, '');
      }
      if (code === OPS.endMarkedContent) open.pop();
      if (code !== OPS.showText && code !== OPS.constructPath) return;
      const glyphs = code === OPS.showText ? (args[0] as (number | { unicode: string })[]) : [];
      const text = glyphs.map((glyph) => (typeof glyph === 'number' ? '' : glyph.unicode)).join('');
      const [part, ...within] = open;
      if (part === undefined || within.length > 0) loose.push(text || 'a drawing');
      else if (part === 'Artifact') untold.push(text);
      else parts.set(part, `${parts.get(part) ?? ''}${text}`);
    });
    const lost = new Set(parts.keys());
    const told = (node: unknown): ReadTag => {
      const { role, alt, children } = node as { role: string; alt?: string; children: unknown[] };
      const tag: ReadTag = { role, ...(alt !== undefined && { alt }), text: '', kids: [] };
      for (const child of children) {
        const { type, id = '' } = child as { type?: string; id?: string };
        if (type !== 'content') {
          const kid = told(child);
          tag.kids.push(kid);
          if (kid.role === 'Span') tag.text += '…';
        } else {
          const part = id.replace(/^.*_/, '');
          if (!lost.delete(part)) lost.add(`${part} again`);
          tag.text += parts.get(part) ?? '';
        }
      }
      return tag;
    };
    const root = told(await page.getStructTree());
    pages.push({ root, untold: untold.filter(Boolean), loose, lost: [...lost] });
  }
  const { info } = await pdf.getMetadata();
  const { Title, Language } = info as Record<string, unknown>;
  const preferences: { DisplayDocTitle?: boolean } | null = await pdf.getViewerPreferences();
  const marks = (await pdf.getMarkInfo()) as { Marked?: boolean } | null;
  return {
    title: Title,
    language: Language,
    isMarked: marks?.Marked === true,
    showsTitle: preferences?.DisplayDocTitle === true,
    pages,
  };
}

/** All elements of a tree, as one hears them. */
export const tagsIn = (tag: ReadTag): ReadTag[] => [tag, ...tag.kids.flatMap(tagsIn)];

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
