/** The measures of a font as a small table, so that a phone can lay a sheet out without the font and its library. */
import type { OpenTypeface, Typeface } from './typeface.ts';

/** Lengths are in units of the font. */
export interface FontMetrics {
  unitsPerEm: number;
  capHeight: number;
  /** Letters, and the pairs of them that the font sets as one ("fi"). What follows is in the same order. */
  letters: string[];
  widths: number[];
  above: number[];
  below: number[];
  /** How much nearer two letters stand: `kerns[before[first]][after[second]]`. */
  before: number[];
  after: number[];
  kerns: number[][];
}

/** Measures every letter of `wanted`, and every two of them side by side: a second or two for three hundred. */
export function tabulate({ font, capHeight, lacks }: OpenTypeface, wanted: string[]): FontMetrics {
  const { unitsPerEm } = font;
  const set = remember((text) => {
    const { advanceWidth, glyphs } = font.layout(text);
    return { width: advanceWidth, glyphs: glyphs.length, box: glyphs[0]?.bbox };
  });
  const missing = new Set(lacks(wanted.join('')));
  const single = wanted.filter((letter) => !missing.has(letter));
  const joined = (text: string) => set(text).glyphs === 1;
  const pairs = single.flatMap((first) => single.map((second) => first + second).filter(joined));
  const triples = single.flatMap((first) => pairs.map((pair) => first + pair).filter(joined));
  const letters = [...single, ...pairs, ...triples];
  const rows = letters.map((first) =>
    letters.map((second) => {
      const both = set(first + second);
      // Where the two would join otherwise they never stand side by side.
      return both.glyphs === 2 ? both.width - set(first).width - set(second).width : 0;
    }),
  );
  const before = classes(rows);
  const after = classes(letters.map((_, column) => rows.map((row) => row[column] ?? 0)));
  // The box of a space is infinite.
  const reach = (value = 0) => (Number.isFinite(value) ? Math.max(0, value) : 0);
  const boxes = letters.map((letter) => set(letter).box);
  return {
    unitsPerEm,
    capHeight: Math.round(capHeight * unitsPerEm),
    letters,
    widths: letters.map((letter) => set(letter).width),
    above: boxes.map((box) => reach(box?.maxY)),
    below: boxes.map((box) => reach(box && -box.minY)),
    before,
    after,
    kerns: firstOfEach(before).map((row) => firstOfEach(after).map((column) => rows[row]?.[column] ?? 0)),
  };
}

/** A typeface that measures by the table, to the same numbers as the font itself. `measure` takes only its letters. */
export function typefaceFromMetrics(table: FontMetrics): Typeface {
  const { unitsPerEm, letters, widths, before, after, kerns } = table;
  const places = new Map(letters.map((letter, at) => [letter, at]));
  const longest = Math.max(...letters.map((letter) => letter.length));
  const split = (text: string): number[] => {
    const found: number[] = [];
    for (let at = 0; at < text.length;) {
      let length = longest;
      while (length > 1 && !places.has(text.slice(at, at + length))) length -= 1;
      const place = places.get(text.slice(at, at + length));
      if (place === undefined) throw new Error(`no such letter in the table: ${text.slice(at, at + 1)}`);
      found.push(place);
      at += length;
    }
    return found;
  };
  return {
    measure(text, size) {
      const set = split(text);
      const em = size / unitsPerEm;
      const width = set.reduce((sum, place, at) => {
        const last = at > 0 ? set[at - 1] : undefined;
        const kern = last === undefined ? 0 : (kerns[before[last] ?? 0]?.[after[place] ?? 0] ?? 0);
        return sum + (widths[place] ?? 0) + kern;
      }, 0);
      const furthest = (reach: number[]) => Math.max(0, ...set.map((place) => reach[place] ?? 0));
      return { width: width * em, above: furthest(table.above) * em, below: furthest(table.below) * em };
    },
    capHeight: table.capHeight / unitsPerEm,
    // Only the bold one is ever tabulated.
    weight: 700,
    lacks: (text) => [...new Set(text)].filter((letter) => !places.has(letter)),
  };
}

function remember<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const value = known.get(text) ?? make(text);
    known.set(text, value);
    return value;
  };
}

/** Number of the class of each row; equal rows are of one class. */
function classes(rows: number[][]): number[] {
  const known = new Map<string, number>();
  return rows.map((row) => {
    const key = row.join();
    const number = known.get(key) ?? known.size;
    known.set(key, number);
    return number;
  });
}

const firstOfEach = (numbers: number[]) => [...new Set(numbers)].map((number) => numbers.indexOf(number));
