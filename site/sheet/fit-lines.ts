import { widthOf } from './text-width.ts';

/** A line of text and the size, in the unit of the box, at which it fills the box's width. */
export interface FittedLine {
  text: string;
  size: number;
}

/** What a line takes of the height, in sizes: Vietnamese capitals carry two marks above and a dot below. */
export const linePitch = 1.22;

/**
 * Breaks each part into lines that fill `width`, none larger than `maxSize`, so that all parts together
 * fit into `height`. Where the height is short the largest lines give way first. Of all breaks the one
 * wins whose smallest line is large and whose lines fill the width: read from ten metres, a text is as
 * good as its smallest line.
 */
export function fitParts(parts: string[][], width: number, height: number, maxSize: number): FittedLine[][] {
  const choices = parts.map((words) => words.map((_, index) => fitInto(words, index + 1, width, maxSize)));
  const sets = choices.reduce<FittedLine[][][]>(
    (all, part) => all.flatMap((set) => part.map((lines) => [...set, lines])),
    [[]],
  );
  const scored = sets
    .map((set) => capped(set, height))
    .map((set) => ({ set, score: scoreOf(set.flat(), width) }));
  return scored.reduce((best, next) => (next.score > best.score ? next : best)).set;
}

function capped(set: FittedLine[][], height: number): FittedLine[][] {
  const sizes = set
    .flat()
    .map((line) => line.size)
    .sort((a, b) => a - b);
  let room = height / linePitch;
  let cap = Infinity;
  // Smallest first: a line below the even share of what is left keeps its size, the rest share the rest.
  for (const [index, size] of sizes.entries()) {
    const share = room / (sizes.length - index);
    if (size > share) {
      cap = share;
      break;
    }
    room -= size;
  }
  return set.map((lines) => lines.map(({ text, size }) => ({ text, size: Math.min(size, cap) })));
}

function scoreOf(lines: FittedLine[], width: number): number {
  const filled =
    lines.reduce((sum, line) => sum + (widthOf(line.text) * line.size) / width, 0) / lines.length;
  return Math.min(...lines.map((line) => line.size)) * filled ** 2;
}

/** Height of fitted lines set under each other. */
export function heightOf(lines: FittedLine[]): number {
  return lines.reduce((sum, line) => sum + line.size * linePitch, 0);
}

/** Wraps text at one size into as few lines as `width` allows, then evens them out. */
export function wrapEvenly(text: string, size: number, width: number): string[] {
  const words = text.split(' ');
  let count = 1;
  while (count < words.length && breakEvenly(words, count).some((line) => widthOf(line) * size > width))
    count += 1;
  return breakEvenly(words, count);
}

function fitInto(words: string[], count: number, width: number, maxSize: number): FittedLine[] {
  return breakEvenly(words, count).map((text) => ({ text, size: Math.min(maxSize, width / widthOf(text)) }));
}

/** The most even break of `words` into `count` lines: least sum of squared widths. */
function breakEvenly(words: string[], count: number): string[] {
  const best: ({ cost: number; lines: string[] } | undefined)[][] = [[{ cost: 0, lines: [] }]];
  for (let used = 1; used <= count; used += 1) {
    const row: (typeof best)[number] = [];
    for (let end = used; end <= words.length; end += 1) {
      for (let start = used - 1; start < end; start += 1) {
        const before = best[used - 1]?.[start];
        if (!before) continue;
        const text = words.slice(start, end).join(' ');
        const cost = before.cost + widthOf(text) ** 2;
        if (cost < (row[end]?.cost ?? Infinity)) row[end] = { cost, lines: [...before.lines, text] };
      }
    }
    best.push(row);
  }
  return best[count]?.[words.length]?.lines ?? [];
}
