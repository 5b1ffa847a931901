/** The one place that reads font files; everything else of this folder also runs in a browser. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EmbeddedFont } from './draw-svg.ts';
import { type FontMetrics, tabulate } from './font-metrics.ts';
import type { Weight } from './sheet.ts';
import { type OpenTypeface, openTypeface } from './typeface.ts';

const { resolve } = createRequire(import.meta.url);

/** Be Vietnam Pro, each weight whole and in one file: given split ones, some tools silently drop đ, ư and ắ. */
export const fontFiles: Record<Weight, string> = {
  400: resolve('@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf'),
  700: resolve('@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf'),
};

const opened: Partial<Record<Weight, OpenTypeface>> = {};

/** A weight of the typeface of everything printed. Read and parsed once. */
export function typefaceOf(weight: Weight): OpenTypeface {
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

let tabulated: FontMetrics | undefined;

/** Its measures, for the letters that `embeddedFonts` has: what is laid out by them can be drawn as any kind of file. */
export function boldLetters(): FontMetrics {
  const ranges = embeddedFonts([700]).flatMap(({ range }) => range.split(','));
  const within = (code: number) =>
    ranges.some((range) => {
      const [first = 0, last = first] = range
        .trim()
        .slice(2)
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      return code >= first && code <= last;
    });
  // Around U+2044 digits become a fraction, which no table of pairs can tell.
  tabulated ??= tabulate(
    boldTypeface(),
    boldTypeface()
      .font.characterSet.filter((code) => within(code) && code !== 0x2044)
      .map((code) => String.fromCodePoint(code))
      .filter((letter) => /[\p{L}\p{N}\p{P}\p{S} ]/u.test(letter)),
  );
  return tabulated;
}
