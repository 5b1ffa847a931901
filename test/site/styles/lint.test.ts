/** The styles themselves are linted by `npm run check`; here stands what its rules find. */
import stylelint from 'stylelint';
import { expect, test } from 'vitest';

async function rulesBroken(code: string, codeFilename = 'site/styles/any.css'): Promise<string[]> {
  const { results } = await stylelint.lint({ code, codeFilename });
  return results.flatMap(({ warnings }) => warnings.map(({ rule }) => rule));
}

test.each([
  'a:has(b) { margin: 0 }',
  'a:not(.b, .c) { margin: 0 }',
  'a { inset: 0 }',
  'a { aspect-ratio: 1 }',
  'a { display: flex; gap: 1px }',
  'a { margin-inline: 0 }',
  'a { height: 100dvh }',
  'a { width: clamp(1px, 2px, 3px) }',
  'a { b { margin: 0 } }',
  '@layer a { b { margin: 0 } }',
  '@container (min-width: 1px) { a { margin: 0 } }',
  '@media (width > 3em) { a { margin: 0 } }',
  'a { color: color-mix(in srgb, var(--ink), var(--leaf)) }',
])('what old phones leave out is refused: %s', async (code) => {
  expect(await rulesBroken(code)).toHaveLength(1);
});

test.each([
  'a { color: #fff }',
  'a { color: white }',
  'a { color: rgb(0, 0, 0) }',
  '#a { margin: 0 }',
  'a { margin: 0 !important }',
  '/* stylelint-disable-next-line color-no-hex */\na { color: #fff }',
])('colours outside the palette, ids and what is forced without a reason are refused: %s', async (code) => {
  expect(await rulesBroken(code)).toHaveLength(1);
});

test('a gap in a grid, a colour of the palette and the palette itself are fine', async () => {
  expect(await rulesBroken('a { display: grid; grid-gap: 1px; color: var(--ink) }')).toEqual([]);
  expect(await rulesBroken(':root { --ink: #17211b }', 'site/styles/palette.css')).toEqual([]);
});

test('styles within components are linted, too', async () => {
  const component = '---\n---\n\n<p>x</p>\n\n<style>\n  p {\n    inset: 0;\n  }\n</style>\n';
  expect(await rulesBroken(component, 'site/components/Any.astro')).toEqual(['property-disallowed-list']);
});
