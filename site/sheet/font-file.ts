/** The one place that reads font files; everything else of this folder also runs in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EmbeddedFont } from './draw-svg.ts';
import { openTypeface, type Typeface } from './typeface.ts';

const { resolve } = createRequire(import.meta.url);

/** Be Vietnam Pro Bold, whole and in one file: given split ones, some tools silently drop đ, ư and ắ. */
export const boldFile = resolve('@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf');

let opened: Typeface | undefined;

/** The typeface of everything printed. Read and parsed once. */
export function boldTypeface(): Typeface {
  opened ??= openTypeface(readFileSync(boldFile));
  return opened;
}

/** The same typeface for drawings that stand alone, small enough to be carried in each. */
export function embeddedBold(): EmbeddedFont[] {
  const subsets = JSON.parse(
    readFileSync(resolve('@fontsource/be-vietnam-pro/unicode.json'), 'utf8'),
  ) as Record<string, string>;
  return ['latin', 'vietnamese'].map((subset) => ({
    woff: readFileSync(
      resolve(`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-700-normal.woff`),
    ).toString('base64'),
    range: subsets[subset] ?? '',
  }));
}
