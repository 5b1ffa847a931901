/** A line as the range of words it holds, the end not included. */
export type Break = readonly [start: number, end: number][];

/**
 * The most even breaks of words (by their widths) into 1, 2, 3 ... lines, each with the least sum of squared line
 * widths. Entry `n` has `n + 1` lines; there are as many entries as words.
 */
export function breakEvenly(widths: number[], space: number): Break[] {
  const ends = [0];
  for (const width of widths) ends.push((ends[ends.length - 1] ?? 0) + width + space);
  const across = (start: number, end: number) => (ends[end] ?? 0) - (ends[start] ?? 0) - space;
  let row: ({ cost: number; lines: Break } | undefined)[] = [{ cost: 0, lines: [] }];
  return widths.map((_, used) => {
    const next: typeof row = [];
    for (let end = used + 1; end <= widths.length; end += 1) {
      for (let start = used; start < end; start += 1) {
        const before = row[start];
        if (!before) continue;
        const cost = before.cost + across(start, end) ** 2;
        if (cost < (next[end]?.cost ?? Infinity))
          next[end] = { cost, lines: [...before.lines, [start, end]] };
      }
    }
    row = next;
    return row[widths.length]?.lines ?? [];
  });
}

/** How many lines words need when filled greedily into `room`; a word wider than that has its own. */
export function countLines(widths: number[], space: number, room: number): number {
  let lines = 1;
  let used = -space;
  for (const width of widths) {
    used += space + width;
    // Sums of widths differ in the last digits from the room made of one of them.
    if (used > room * (1 + 1e-9) && used > width) {
      lines += 1;
      used = width;
    }
  }
  return lines;
}
