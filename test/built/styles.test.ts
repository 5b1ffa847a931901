/**
 * No rule without a page that uses it. Of what scripts make, only the words are known, not what stands in what: there a
 * dead combination of living words is not found.
 */
import { selectOne } from 'css-select';
import type { Document } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import postcss, { type Rule } from 'postcss';
import selectors, { type Selector } from 'postcss-selector-parser';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { allScripts, pages, read, stylesOf } from './built-site.ts';

/** Selectors that match nothing today, and why they stay. */
const EXCEPTIONS: Record<string, string> = {
  '.recording': 'for texts that somebody has recorded (audio: in content/kits and guides)',
  '.recording audio': 'the same',
};

/** What a rule can be about: the elements of a page, and the words with which its scripts make more of them. */
interface Subject {
  root: Document;
  script: Words;
}
interface Words {
  /** Classes, ids and tags stand within strings. */
  strings: Set<string>;
  /** Attributes may be names, too (`{ hidden }`, `dataset.act`). */
  names: Set<string>;
}

function wordsOf(code: string): Words {
  const [strings, names] = [new Set<string>(), new Set<string>()];
  const look = (node: ts.Node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    else if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node))
      for (const word of node.text.split(/\s+/)) strings.add(word);
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('a.js', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return { strings, names };
}

const wordsOfFile = new Map<string, Words>();
function wordsOfScripts(scripts: Iterable<string>): Words {
  const all = [...scripts].map((file) => {
    const words = wordsOfFile.get(file) ?? wordsOf(read(file));
    wordsOfFile.set(file, words);
    return words;
  });
  return {
    strings: new Set(all.flatMap(({ strings }) => [...strings])),
    names: new Set(all.flatMap(({ names }) => [...names])),
  };
}

// Of the moment, or of a browser's own parts. What a selector says without them must still be somewhere.
const PASSING =
  /::|:(before|after|hover|focus|focus-visible|checked|disabled|empty|only-of-type|last-of-type)(?![\w-])/;

/** What is left of a selector without what depends on the moment. */
function lasting(selector: Selector): string {
  const rest = selector.clone();
  rest.walkPseudos((pseudo) => void (PASSING.test(String(pseudo)) && pseudo.remove()));
  return String(rest).trim() || '*';
}

const selects = (root: Document, selector: string) => selectOne(selector, root) !== null;

function isNamed(node: selectors.Node, { strings, names }: Words): boolean {
  if (node.type === 'attribute')
    return strings.has(node.attribute) || names.has(node.attribute.replace(/^data-/, ''));
  return ['class', 'id', 'tag'].includes(node.type) && strings.has(node.value ?? '');
}

/** Scripts make or change some of the elements, as far as words tell; the others are on the page as they are. */
function isMade(selector: Selector, { root, script }: Subject): boolean {
  const parts = selector
    .split(({ type }) => type === 'combinator')
    .map((part) => part.filter(({ type }) => type !== 'combinator' && type !== 'pseudo'));
  const isOnPage = (part: selectors.Node[]) => part.length === 0 || selects(root, part.join('').trim());
  const isTouched = (part: selectors.Node[]) =>
    part.some((node) => isNamed(node, script)) &&
    part.every((node) => isNamed(node, script) || isOnPage([node]));
  return parts.some(isTouched) && parts.every((part) => isTouched(part) || isOnPage(part));
}

interface Sheet {
  name: string;
  css: string;
  subjects: Subject[];
}

/**
 * The selectors that nothing has a use for, by sheet. What several sheets share (an `@import` stands in each of them)
 * needs one page of one of them.
 */
function deadSelectors(sheets: Sheet[]): Map<string, string[]> {
  const all: { name: string; selector: string; shared: string; isUsed: boolean }[] = [];
  for (const { name, css, subjects } of sheets) {
    postcss.parse(css).walkRules((rule: Rule) => {
      if (rule.parent?.type === 'atrule' && (rule.parent as postcss.AtRule).name.endsWith('keyframes'))
        return;
      selectors((list) => {
        list.each((part) => {
          const selector = String(part).trim();
          const text = lasting(part);
          const isUsed =
            subjects.some(({ root }) => selects(root, text)) ||
            subjects.some((subject) => isMade(part, subject));
          all.push({ name, selector, shared: `${selector} of ${String(rule)}`, isUsed });
        });
      }).processSync(rule.selector);
    });
  }
  const used = new Set(all.filter(({ isUsed }) => isUsed).map(({ shared }) => shared));
  const dead = all.filter(({ shared }) => !used.has(shared));
  return new Map(
    sheets.map(({ name }) => [name, dead.filter((one) => one.name === name).map(({ selector }) => selector)]),
  );
}

function deskSheet(): Sheet {
  const html = read(deskFile);
  const [, css = ''] = /<style>([^]*?)<\/style>/.exec(html) ?? [];
  const [, code = ''] = /<script>([^]*?)<\/script>/.exec(html) ?? [];
  return {
    name: deskFile,
    css,
    subjects: [{ root: parseDocument(html.replace(code, '')), script: wordsOf(code) }],
  };
}

const subjects = new Map(
  pages.map((page) => [page, { root: parseDocument(read(page)), script: wordsOfScripts(allScripts(page)) }]),
);
const sheets = [...new Set(pages.flatMap(stylesOf))].map((name) => ({
  name,
  css: read(name),
  subjects: pages.filter((page) => stylesOf(page).includes(name)).flatMap((page) => subjects.get(page) ?? []),
}));
const dead = deadSelectors([...sheets, deskSheet()]);

test.each([...dead])('every rule of %s has a page that uses it', (_, selectorsOfIt) => {
  expect(selectorsOfIt.filter((selector) => !(selector in EXCEPTIONS))).toEqual([]);
});

test('every sheet of the site and the desk is looked at, and no exception outlives its reason', () => {
  expect(sheets.length).toBeGreaterThan(5);
  for (const { css } of [...sheets, deskSheet()]) expect(css).toContain('{');
  expect([...dead.values()].flat()).toEqual(expect.arrayContaining(Object.keys(EXCEPTIONS)));
});

describe('what these tests rest on', () => {
  const root = parseDocument('<body class="a"><p class="b">x</p><div id="c"></div></body>');
  const script = wordsOf('c.append(h(`li`, { class: "d e", hidden: true })); o.g; "h"');
  const deadIn = (css: string, others: Sheet[] = []) =>
    deadSelectors([{ name: 'it', css, subjects: [{ root, script }] }, ...others]).get('it');

  test('a rule that nothing uses is found', () => {
    expect(
      deadIn('.a > .b:hover, p::before, #c .d.e[hidden], .a li, :root, .b:not(.x) { color: red }'),
    ).toEqual([]);
    for (const selector of ['.f', '.b > .a', '#d p .x', '.g', '.a + .b', 'ul', '.d[title]'])
      expect(deadIn(`@media print { ${selector} { color: red } }`), selector).toEqual([selector]);
  });

  test('a shared rule needs one page only, and not just its selector', () => {
    const other = (css: string) => ({
      name: 'other',
      css,
      subjects: [{ root: parseDocument('<p class="f">'), script: wordsOf('') }],
    });
    expect(deadIn('.f { color: red }', [other('.f { color: red }')])).toEqual([]);
    expect(deadIn('.f { color: red }', [other('.f { margin: 0 }')])).toEqual(['.f']);
  });
});
