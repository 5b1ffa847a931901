/** What the built PDFs tell who hears them, read back from the files. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { distFolder, projectRoot } from '../../site/commands/project.ts';
import { parseArticle, type Run } from '../../site/markdown/article.ts';
import { files, siteUrl } from './built-site.ts';
import {
  boundsOf,
  readPdf,
  type ReadTag,
  readTold,
  type ReadTold,
  tagsIn,
} from '../site/print/pdf-reader.ts';

const documents = files.filter((file) => /^(in|ap-phich)\/.+\.pdf$/.test(file));
const bytesOf = (file: string) => readFileSync(join(distFolder, file));
const trialWords = 'BẢN THỬ · KHÔNG TREO, KHÔNG PHÁT';
const headings = /^H\d$/;
/** Elements that hold words. */
const worded = /^(H\d|P|Lbl|LBody)$/;

interface Source {
  front: { title: string; kind: string; sheet?: string; headline: string };
  body: string;
}
function sourceOf(path: string): Source {
  const [, front = '', ...body] = readFileSync(join(projectRoot, 'content', path), 'utf8').split(/^---\n/m);
  return { front: parse(front) as Source['front'], body: body.join('---\n') };
}

const tellings = new Map<string, ReadTold>();
beforeAll(async () => {
  for (const file of documents) tellings.set(file, await readTold(bytesOf(file)));
  // Sixty documents, on a busy machine.
}, 60_000);
function toldIn(file: string): ReadTold {
  const told = tellings.get(file);
  if (!told) throw new Error(`${file} was not read`);
  return told;
}
const tagsOf = (file: string): ReadTag[] => toldIn(file).pages.flatMap(({ root }) => tagsIn(root));

test('there are documents to read', () => {
  expect(documents.length).toBeGreaterThan(60);
});

describe.each(documents)('%s', (file) => {
  test('says that it is tagged, its language and its title', () => {
    expect(toldIn(file)).toMatchObject({ isMarked: true, language: 'vi-VN', showsTitle: true });
    expect(toldIn(file).title).toEqual(expect.stringMatching(/\S/));
  });

  test('tells every word and drawing of a page, or says that it tells nobody: what stands on every page', () => {
    for (const { root, untold, loose, lost } of toldIn(file).pages) {
      expect([loose, lost]).toEqual([[], []]);
      expect(tagsIn(root).filter(({ text }) => text.trim()).length).toBeGreaterThan(1);
      expect(root.kids.map(({ role }) => role)).toEqual(['Document']);
      // Only its address and the count of pages at the foot, and the second band of a trial.
      expect(untold.join('\n')).toMatch(
        new RegExp(
          `^(${siteUrl.replace(/^https?:\/\//, '')}/in/[a-z0-9-]+/\\n)?(Trang \\d/\\d\\n)?${trialWords}$`,
        ),
      );
    }
  });

  test('has words only in headings, paragraphs and items, and no empty one', () => {
    for (const { role, text, kids, alt } of tagsOf(file)) {
      if (worded.test(role)) expect(text, role).toMatch(/[^\s]/);
      else expect(text, role).toBe('');
      if (role === 'L') expect(kids.map((kid) => kid.role).every((kid) => kid === 'LI')).toBe(true);
      if (role === 'LI') expect(kids.map((kid) => kid.role).join(' ')).toMatch(/^(Lbl )?LBody$/);
      if (role === 'Figure') expect(alt).toBe(`Mã QR: ${siteUrl}/bao-tin/`);
      expect(
        ['Root', 'Document', 'L', 'LI', 'Figure', 'Span'].includes(role) || worded.test(role),
        role,
      ).toBe(true);
    }
  });

  test('has a figure for each code that is seen', async () => {
    for (const [at, { root }] of toldIn(file).pages.entries()) {
      const { fills } = await readPdf(bytesOf(file), at + 1);
      const codes = fills.filter(({ ink, points }) => ink === '#17211b' && points.length > 50).map(boundsOf);
      expect(tagsIn(root).filter(({ role }) => role === 'Figure')).toHaveLength(codes.length);
    }
  });

  test('starts with one heading of the first level and leaves out none; a slip to hide has none', () => {
    const levels = tagsOf(file).flatMap(({ role }) => (headings.test(role) ? [Number(role.slice(1))] : []));
    if (file.startsWith('in/phieu-bao-tin/')) {
      expect(levels).toEqual([]);
      return;
    }
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, at) => expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1));
  });
});

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const plain = (runs: Run[]) =>
  oneLine(
    runs
      .map(({ text }) => text)
      .join('')
      .replace(/…{2,}/g, '…'),
  );
/** Spaces around a gap are part of the letters it stands for. */
const aroundGaps = (text: string) => oneLine(text).replace(/ ?… ?/g, '…');

const flowing = documents.flatMap((file) => {
  const [, id] = /^in\/([^/]+)\/a4\.pdf$/.exec(file) ?? [];
  if (id === undefined) return [];
  const source = sourceOf(`kits/${id}.mdx`);
  return source.front.sheet ? [] : [{ file, ...source }];
});

test.each(flowing)(
  '$file tells its text as its article has it: headings, paragraphs, items',
  ({ file, front, body }) => {
    expect(flowing.length).toBeGreaterThan(20);
    const told = tagsOf(file).flatMap(({ role, text }) =>
      worded.test(role) ? [[role, aroundGaps(text)] as const] : [],
    );
    const start = told.findIndex(([role]) => role === 'H1');
    expect(told[start]?.[1]).toBe(oneLine(front.title.normalize('NFC')));
    const article = parseArticle(body).flatMap((piece) => {
      const text = aroundGaps(plain(piece.runs));
      if (piece.kind === 'heading') return [[`H${piece.level}`, text]];
      if (piece.kind === 'paragraph') return [['P', text]];
      if (text.startsWith('☐'))
        return [
          ['Lbl', '…'],
          ['LBody', oneLine(text.slice(1))],
        ];
      return [...(piece.mark === '-' ? [] : [['Lbl', piece.mark]]), ['LBody', text]];
    });
    const words = told
      .slice(start + 1)
      .filter(([, text]) => text !== trialWords && !text.endsWith('/bao-tin/'));
    expect(words.slice(0, article.length)).toEqual(article);
  },
);

test.each(documents.filter((file) => file.startsWith('ap-phich/')))(
  '%s has its headline as its heading',
  (file) => {
    const [, group] = /^ap-phich\/(nhom-\d)\//.exec(file) ?? [];
    const { headline } = sourceOf(`posters/${group}.mdx`).front;
    const heading = tagsOf(file).find(({ role }) => role === 'H1');
    expect(aroundGaps(heading?.text ?? '')).toBe(aroundGaps(headline));
  },
);
