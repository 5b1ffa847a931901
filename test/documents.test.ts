/** The documents of the house: what they link to is there. Articles have a test of their own (built/links.test.ts). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../site/commands/project.ts';

const inside = ['.github', 'content', 'site', 'test', 'worker'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `${folder}/${name}`,
  ),
);
const documents = ['README.md', ...inside.filter((name) => name.endsWith('.md'))];
const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');

/** The addresses of the headings of a document, as GitHub makes them. */
const headingsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** What a document links to within the house, but for examples: a file as it stands from the root, and a heading in it. */
const linksOf = (document: string) =>
  [
    ...read(document)
      .replace(/```[^]*?```|`[^`\n]*`/g, '')
      .matchAll(/\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)/g),
  ].map(([, path = '', heading]) => ({
    file: path ? join(dirname(document), decodeURI(path)) : document,
    heading: heading && decodeURI(heading),
  }));

test('there are some, and they link to each other', () => {
  expect(documents).toContain('worker/OPERATING.md');
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(100);
});

describe('every link leads somewhere', () => {
  test.each(documents)('in %s', (document) => {
    for (const { file, heading } of linksOf(document)) {
      expect(existsSync(join(projectRoot, file)), `${document}: ${file}`).toBe(true);
      if (heading) expect(headingsOf(file), `${document}: ${file}`).toContain(heading);
    }
  });
});
