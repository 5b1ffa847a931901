import { breakEvenly } from './break-lines.ts';
import type { Typeface } from './typeface.ts';

/** A line of text, the size at which it is set, and the room it takes above and below its baseline at that size. */
export interface FittedLine {
  text: string;
  size: number;
  width: number;
  above: number;
  below: number;
}

/** Air between the marks of one line and those of the next, in sizes of the lower one. */
export const lineGap = 0.1;

// Lines without a dot below or a hat above still get some of its room: the eye counts from capital to capital.
const leastAbove = 0.97;
const leastBelow = 0.13;

// More lines than this are too small to read on any sheet we print.
const mostLines = 12;

/**
 * Breaks each part into lines that fill `width`, none larger than `maxSize`, so that all parts together fit into
 * `height` with `lineGap` between them. Where the height is short the largest lines give way first. Of all breaks
 * the one wins whose smallest line is large and whose lines fill the width: read from ten metres, a text is as good
 * as its smallest line. Breaks with a line below `minSize` are taken only when there are no others. No-break spaces (U+00A0) hold words together.
 */
export function fitParts(
  typeface: Typeface,
  parts: string[],
  box: { width: number; height: number; minSize: number; maxSize: number },
): FittedLine[][] {
  const sets = parts
    .map((part) => choices(typeface, part))
    .reduce<string[][][]>((all, part) => all.flatMap((set) => part.map((lines) => [...set, lines])), [[]]);
  const scored = sets.map((set) => fitSet(typeface, set, box));
  const legible = scored.filter(({ smallest }) => smallest >= box.minSize);
  return (legible.length > 0 ? legible : scored).reduce((best, next) =>
    next.score > best.score ? next : best,
  ).set;
}

function choices(typeface: Typeface, part: string): string[][] {
  const words = part.split(' ').filter(Boolean);
  const widths = words.map((word) => typeface.measure(shown(word), 1).width);
  return breakEvenly(widths, typeface.measure(' ', 1).width)
    .slice(0, mostLines)
    .map((lines) => lines.map(([start, end]) => shown(words.slice(start, end).join(' '))));
}

function fitSet(
  typeface: Typeface,
  set: string[][],
  { width, height, maxSize }: { width: number; height: number; maxSize: number },
): { set: FittedLine[][]; smallest: number; score: number } {
  const ems = set.map((lines) =>
    lines.map((text) => {
      const { width: across, above, below } = typeface.measure(text, 1);
      return { text, width: across, above: Math.max(above, leastAbove), below: Math.max(below, leastBelow) };
    }),
  );
  const wanted = ems.flat().map((line) => ({
    size: Math.min(maxSize, width / line.width),
    pitch: line.above + line.below + lineGap,
  }));
  const cap = capFor(wanted, height);
  const fitted = ems.map((lines) =>
    lines.map((line) => {
      const size = Math.min(maxSize, cap, width / line.width);
      return {
        text: line.text,
        size,
        width: line.width * size,
        above: line.above * size,
        below: line.below * size,
      };
    }),
  );
  const all = fitted.flat();
  const filled = all.reduce((sum, line) => sum + line.width / width, 0) / all.length;
  const smallest = Math.min(...all.map((line) => line.size));
  return { set: fitted, smallest, score: smallest * filled ** 2 };
}

/** The largest size at which lines, each no larger than it wants to be, fit into `height`. */
function capFor(lines: { size: number; pitch: number }[], height: number): number {
  let room = height;
  let pitches = lines.reduce((sum, line) => sum + line.pitch, 0);
  // Smallest first: a line below the even share of what is left keeps its size, the rest share the rest.
  for (const { size, pitch } of [...lines].sort((a, b) => a.size - b.size)) {
    if (size * pitches > room) return room / pitches;
    room -= size * pitch;
    pitches -= pitch;
  }
  return Infinity;
}

const shown = (text: string) => text.replace(/\u00a0/g, ' ');
