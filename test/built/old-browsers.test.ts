/** What the tip pages and the studio of the poster pages can ever load runs in a WebView of Chrome 80 and in Safari 13: nothing in it is newer. */
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { allScripts, pages, isTipPage, read, stylesOf } from './built-site.ts';

const quiet = pages.filter((page) => isTipPage(page) || /(^|\/)an-toan\//.test(page));
const studio = 'ap-phich/nhom-2/index.html';
const scripts = [...new Set([...quiet, studio].flatMap((page) => [...allScripts(page)]))];
const styles = [...new Set(quiet.flatMap(stylesOf))];

const NEWER_TOKENS = new Map([
  [ts.SyntaxKind.QuestionQuestionEqualsToken, '??='],
  [ts.SyntaxKind.BarBarEqualsToken, '||='],
  [ts.SyntaxKind.AmpersandAmpersandEqualsToken, '&&='],
  [ts.SyntaxKind.QuestionDotToken, '?.'],
  [ts.SyntaxKind.QuestionQuestionToken, '??'],
  [ts.SyntaxKind.PrivateIdentifier, '#private'],
  [ts.SyntaxKind.PropertyDeclaration, 'a class field'],
  [ts.SyntaxKind.ClassStaticBlockDeclaration, 'a static block'],
]);

/** Syntax that Chrome 80 or Safari 13 cannot read: one such piece, and the whole script is lost. */
function newerSyntax(code: string): string[] {
  const found = new Set<string>();
  const look = (node: ts.Node, within: 'module' | 'function') => {
    const name = NEWER_TOKENS.get(node.kind);
    if (name) found.add(name);
    if (ts.isAwaitExpression(node) && within === 'module') found.add('top-level await');
    if (ts.isNumericLiteral(node) && node.getText().includes('_')) found.add('1_000');
    if (ts.isRegularExpressionLiteral(node) && /\(\?<[=!]|\/[a-z]*[dv][a-z]*$/.test(node.text))
      found.add(node.text);
    const inner = ts.isFunctionLike(node) ? 'function' : within;
    ts.forEachChild(node, (child) => look(child, inner));
  };
  look(ts.createSourceFile('a.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS), 'module');
  return [...found];
}

// Where a script asks first whether the browser has it, that stands before the name: `x.at?`, `typeof structuredClone`.
const NEWER_CALLS =
  /\.(?:at|findLast|findLastIndex|replaceAll|toSorted|toReversed|toSpliced|replaceChildren|randomUUID|isWellFormed|toWellFormed|canParse|showPicker|checkVisibility|requestSubmit)\(|\b(?:structuredClone|reportError)\(|\bAbortSignal\.(?:timeout|any)\b|\bPromise\.(?:any|withResolvers|try)\b|\bObject\.groupBy\b|\bArray\.fromAsync\b|\bnew (?:WeakRef|FinalizationRegistry|AggregateError)\b/g;

describe('scripts', () => {
  test('all of them are looked at: pages, workers, keys, the studio and what is brought in later', () => {
    for (const part of [/mount-tip/, /-worker/, /^khoa\//, /ExposureCheck/, /\/poster-studio\./, /\/pdf\./]) {
      expect(scripts).toContainEqual(expect.stringMatching(part));
    }
  });

  test.each(scripts)('%s holds no newer syntax', (script) => {
    expect(newerSyntax(read(script))).toEqual([]);
  });

  // The workers run whole in a simulated old browser (tip-old.spec.ts), and their libraries ask before they use.
  test.each(scripts.filter((script) => !script.includes('-worker')))('%s calls nothing newer', (script) => {
    expect(read(script).match(NEWER_CALLS) ?? []).toEqual([]);
  });

  test('newer things would be found', () => {
    for (const code of [
      'a ??= 1',
      'a?.b',
      'a ?? b',
      'class A { #b }',
      'class A { b = 1 }',
      'await a',
      'x = 1_000',
      'x = /(?<!a)b/',
      'x = /a/v',
      'class A { static { b() } }',
    ]) {
      expect(newerSyntax(code), code).not.toEqual([]);
    }
    expect(newerSyntax('async () => { await a }; x = /(?<name>a)/u; y = 1000; `?.`')).toEqual([]);
    expect('a.at(-1)'.match(NEWER_CALLS)).not.toBeNull();
    expect('state.at===b'.match(NEWER_CALLS)).toBeNull();
  });
});

/** What Chrome 80 leaves out, where leaving it out breaks the page and does not merely make it plainer. */
function newerStyle(css: string): string[] {
  const found =
    css.match(
      /@(?:layer|container|scope)\b|:(?:has|is|where)\(|[;{](?:inset|aspect-ratio|translate|scale|rotate):|\d(?:[dsl]v[hw])\b/g,
    ) ?? [];
  const blocks = css.match(/{[^{}]*}/g) ?? [];
  // Between flex items there is no gap before Chrome 84.
  return [
    ...found,
    ...blocks.filter(
      (block) => /display:(?:inline-)?flex/.test(block) && /[;{](?:row-|column-)?gap:/.test(block),
    ),
  ];
}

test.each(styles)('%s needs nothing newer', (style) => {
  expect(newerStyle(read(style))).toEqual([]);
});

test('newer styles would be found', () => {
  for (const css of [
    'a:has(b){c:d}',
    'a{inset:0}',
    'a{b:c;aspect-ratio:1}',
    'a{display:flex;gap:1px}',
    '@layer a{}',
  ]) {
    expect(newerStyle(css), css).not.toEqual([]);
  }
  expect(newerStyle('a{display:grid;gap:1px}b{display:flex}')).toEqual([]);
});
