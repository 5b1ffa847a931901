/** The one place that reads font files; everything else of this folder also runs in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EmbeddedFont } from './draw-svg.ts';
import type { Weight } from './sheet.ts';
import { openTypeface, type Typeface } from './typeface.ts';

const { resolve } = createRequire(import.meta.url);

/** Be Vietnam Pro, each weight whole and in one file: given split ones, some tools silently drop đ, ư and ắ. */
export const fontFiles: Record<Weight, string> = {
  400: resolve('@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf'),
  700: resolve('@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf'),
};

const opened: Partial<Record<Weight, Typeface>> = {};

/** A weight of the typeface of everything printed. Read and parsed once. */
export function typefaceOf(weight: Weight): Typeface {
  opened[weight] ??= openTypeface(readFileSync(fontFiles[weight]));
  return opened[weight];
}

export const boldTypeface = () => typefaceOf(700);

/** The same typeface for drawings that stand alone, small enough to be carried in each. */
export function embeddedFonts(weights: Weight[]): EmbeddedFont[] {
  const subsets = JSON.parse(
    readFileSync(resolve('@fontsource/be-vietnam-pro/unicode.json'), 'utf8'),
  ) as Record<string, string>;
  return weights.flatMap((weight) =>
    ['latin', 'vietnamese'].map((subset) => ({
      weight,
      woff: readFileSync(
        resolve(`@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-${weight}-normal.woff`),
      ).toString('base64'),
      range: subsets[subset] ?? '',
    })),
  );
}
