/** Text of mixed weight with gaps to write in, set in lines. Millimetres throughout. */
import type { Run } from '../../markdown/article.ts';
import { type Block, toldAs, weightIn } from '../engine/block.ts';
import { type Faces, writingLine, writingPitch } from './kit-layout.ts';
import type { Ink, Shape, TextShape, Told } from '../engine/sheet.ts';
import type { Typeface } from '../engine/typeface.ts';

type Part = { text: string; typeface: Typeface } | { gap: number };

/** What no line break may tear apart, and how wide it is at least. */
interface Word {
  parts: Part[];
  width: number;
}

export interface RunStyle {
  size: number;
  width: number;
  ink: Ink;
  /** From baseline to baseline, in sizes. Lines to write on are `writingPitch` apart whatever it is. */
  pitch?: number;
}

/** Two dots of an ellipsis or more are a gap to write in. */
const gaps = /(…{2,})/;
/** What one "…" asks for, and the most that is asked of one line. */
const gapUnit = 2.4;
const longestGap = 60;

/** Whether these runs leave room to write. */
export const hasGap = (runs: Run[]) => runs.some(({ text }) => gaps.test(text));

/**
 * Runs as lines no wider than `width`; a last line of one word takes another down to it. A row of "……" becomes a line
 * to write on: the gaps of a line share what its words leave, in the proportion of their dots.
 */
export function setRuns(runs: Run[], faces: Faces, { size, width, ink, pitch = 1.5 }: RunStyle): Block {
  const words = wordsOf(runs, faces, size);
  const space = faces.regular.measure(' ', size).width;
  const step = hasGap(runs) ? Math.max(writingPitch, size * pitch) : size * pitch;
  const lines = fillLines(words, space, width);
  // Above a line to write on stands a hand's writing, not only print.
  const first = hasGap(runs) ? step * 0.78 : size * 0.97;
  const shapes = lines.flatMap((line, at) =>
    setLine(line, { space, width, size, ink, y: first + at * step }),
  );
  const below = hasGap(runs) ? step - first : size * 0.28;
  return toldAs('P', { width, height: first + (lines.length - 1) * step + below, shapes });
}

function wordsOf(runs: Run[], { bold, regular }: Faces, size: number): Word[] {
  const words: Word[] = [];
  let joined = false;
  for (const run of runs) {
    for (const piece of run.text.split(/(\s+)/).filter(Boolean)) {
      if (/^[^\S\u00a0]+$/.test(piece)) {
        joined = false;
        continue;
      }
      const typeface = run.bold ? bold : regular;
      const parts = piece
        .split(gaps)
        .filter(Boolean)
        .map((text): Part => (gaps.test(text) ? { gap: text.length } : { text, typeface }));
      const width = parts.reduce((sum, part) => sum + widthOf(part, size), 0);
      const before = joined ? words.pop() : undefined;
      words.push({
        parts: [...(before?.parts ?? []), ...parts],
        width: (before?.width ?? 0) + width,
      });
      joined = true;
    }
  }
  return words;
}

const widthOf = (part: Part, size: number) =>
  'gap' in part ? Math.min(part.gap * gapUnit, longestGap) : part.typeface.measure(part.text, size).width;

function fillLines(words: Word[], space: number, width: number): Word[][] {
  const lines: Word[][] = [[]];
  let used = -space;
  for (const word of words) {
    used += space + word.width;
    if (used > width && lines.at(-1)?.length) {
      lines.push([]);
      used = word.width;
    }
    lines.at(-1)?.push(word);
  }
  const [before, last] = lines.slice(-2);
  if (before && last?.length === 1 && before.length > 3) {
    const moved = before.at(-1);
    if (moved && moved.width + space + (last[0]?.width ?? 0) <= width) last.unshift(...before.splice(-1));
  }
  return lines;
}

function setLine(
  line: Word[],
  { space, width, size, ink, y }: { space: number; width: number; size: number; ink: Ink; y: number },
): Shape[] {
  const asked = line.reduce((sum, word) => sum + word.width, 0) + space * (line.length - 1);
  const allGaps = line.flatMap(({ parts }) => parts.flatMap((part) => ('gap' in part ? [part] : [])));
  const dots = allGaps.reduce((sum, { gap }) => sum + gap, 0);
  const shapes: Shape[] = [];
  let x = 0;
  let open: { shape: TextShape; typeface: Typeface } | null = null;
  line.forEach(({ parts }, nth) => {
    parts.forEach((part, at) => {
      const apart = nth > 0 && at === 0;
      // Words of one weight are one text: a reader finds phrases, not scattered words.
      if (!('gap' in part) && open?.typeface === part.typeface) {
        open.shape.text += (apart ? ' ' : '') + part.text;
        open.shape.width = part.typeface.measure(open.shape.text, size).width;
        x = open.shape.x + open.shape.width;
        return;
      }
      x += apart ? space : 0;
      const told: Told = apart || shapes.length === 0 ? {} : { continues: '' };
      if ('gap' in part) {
        const length = widthOf(part, size) + ((width - asked) * part.gap) / dots;
        shapes.push({ ...writingLine(x, y + 0.9, length), ...told });
        x += length;
        open = null;
        return;
      }
      const { text, typeface } = part;
      const across = widthOf(part, size);
      const weight = weightIn(typeface);
      const shape: TextShape = { kind: 'text', text, x, y, size, width: across, ink, ...weight, ...told };
      shapes.push(shape);
      open = { shape, typeface };
      x += across;
    });
  });
  return shapes;
}
