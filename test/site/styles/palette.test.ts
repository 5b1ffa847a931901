import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const coloursOf = (block: string) =>
  Object.fromEntries(
    [...block.matchAll(/--([\w-]+): (#\w+);/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
const [light, dark] = ['styles/palette.css', 'desk/tints.css']
  .map((file) =>
    readFileSync(new URL(`../../../site/${file}`, import.meta.url), 'utf8').split(/@media [^{]*{/),
  )
  .reduce(
    ([allLight, allDark], [ownLight = '', ownDark = '']) => [
      { ...allLight, ...coloursOf(ownLight) },
      { ...allDark, ...coloursOf(ownDark) },
    ],
    [{}, {}] as [Record<string, string>, Record<string, string>],
  );
const schemes = { light, dark: { ...light, ...dark } };

/** WCAG's relative luminance of `#rgb` or `#rrggbb`. */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? hex.replace(/\w/g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0] = (digits.match(/\w\w/g) ?? [])
    .map((part) => parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const AA = 4.5;
const AAA = 7;
const pairs: [text: string, ground: string, least: number][] = [
  ...['ink', 'muted', 'leaf', 'call'].flatMap((text) =>
    ['ground', 'raised'].map((ground): [string, string, number] => [text, ground, AAA]),
  ),
  ['ink', 'leaf-wash', AAA],
  ['muted', 'leaf-wash', AAA],
  ['ink', 'call-wash', AAA],
  ['call', 'call-wash', AAA],
  ['on-gold', 'gold', AAA],
  // Numbers in the list of tips, and the words of buttons.
  ['leaf', 'leaf-wash', AA],
  ['on-fill', 'leaf-fill', AA],
  ['on-fill', 'call-fill', AA],
];

describe.each(Object.entries(schemes))('in the %s scheme', (_, colours) => {
  test.each(pairs)('%s on %s is read at a contrast of at least %d', (text, ground, least) => {
    expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(least);
  });
});

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777', '#fff')).toBeCloseTo(4.48, 2);
});
