/**
 * Whether the pages say what the documents say: every fact that `test/fixtures/facts/extract.ts` found in a plan, the
 * channels of a province only on its own pages, and nothing that was never meant for the public.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../../site/commands/project.ts';
import type { Place } from '../../site/schemas/place.ts';
import type { Plan } from '../../site/schemas/plan.ts';
import type { Fact } from '../fixtures/facts/extract.ts';
import { files, pages, read } from './built-site.ts';

const factsFolder = join(projectRoot, 'test/fixtures/facts');
const readJson = (file: string) => JSON.parse(readFileSync(join(factsFolder, file), 'utf8'));
const exclusions: { slug: string; value: string; reason: string }[] = readJson('exclusions.json');
const slugs = readdirSync(factsFolder)
  .filter((file) => file.endsWith('.json') && file !== 'exclusions.json')
  .map((file) => file.replace('.json', ''));

/** Front matter of every entry of a content folder, by id. */
function entries<T>(folder: string): Map<string, T> {
  const root = join(projectRoot, 'content', folder);
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mdx'),
  );
  return new Map(
    names.map((name) => {
      const [, head = ''] = readFileSync(join(root, name), 'utf8').split(/^---$/m);
      return [name.replace(/\.mdx$/, ''), parse(head) as T];
    }),
  );
}
const places = entries<Place>('places');
const plans = entries<Plan>('plans');
const provinceOf = (place: string) => place.replace(/\/.*/, '');

const entities: Record<string, string> = { quot: '"', lt: '<', gt: '>', amp: '&', nbsp: ' ' };
const decode = (html: string) =>
  html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = '') =>
    code ? String.fromCodePoint(Number(code)) : (entities[name] ?? whole),
  );

/** Lower case, single spaces, and no zero before a day or a month ("24/08/2025" and "24/8/2025" are one date). */
const fold = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/(?<![\d.,])0(?=\d\/\d)|(?<=\d\/)0(?=\d(?!\d))|(?<=tháng )0(?=\d)/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** What a reader sees in the main part of a page. Inline tags join what they stand between, others part it. */
function mainText(page: string): string {
  const [main = ''] = /<main[\s\S]*<\/main>/.exec(read(page)) ?? [];
  return fold(
    decode(main.replace(/<\/?(?:b|i|em|strong|sub|sup|a|span)\b[^>]*>/g, '').replace(/<[^>]+>/g, ' ')),
  );
}

/** Whole words and whole numbers only: "32" is not found in "132" or "32/99". */
function says(text: string, value: string): boolean {
  const literal = fold(value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\d]|\\d[.,/])${literal}(?![\\p{L}\\d]|[.,/]\\d)`, 'u').test(text);
}

describe('every fact of the documents', () => {
  test('is looked for in every plan', () => {
    expect(slugs.sort()).toEqual([...plans.keys()].sort());
  });

  test.each(slugs)('%s: stands on the page of its plan, or is left out for a reason', (slug) => {
    const facts: Fact[] = readJson(`${slug}.json`);
    expect(facts.length).toBeGreaterThan(30);
    const text = mainText(`ke-hoach/${slug}/index.html`);
    const missing = facts.filter(({ value }) => !says(text, value));
    const excused = exclusions.filter((each) => each.slug === slug);
    expect(
      missing.filter(({ value }) => !excused.some((each) => each.value === value)),
      'missing without a reason',
    ).toEqual([]);
    expect(
      excused.filter(({ value }) => !missing.some((each) => each.value === value)),
      'excused, but on the page',
    ).toEqual([]);
  });

  test('what is left out has its reason', () => {
    for (const { slug, reason } of exclusions) {
      expect(slugs).toContain(slug);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});

describe('channels', () => {
  const channels = [...places].flatMap(([place, { channels: own }]) =>
    [
      ...(own?.phones ?? []).map(({ number }) => number),
      ...(own?.mails ?? []).map(({ address }) => address),
      ...(own?.zalo ?? []).map(({ name }) => name),
    ].map((channel) => ({ province: provinceOf(place), channel })),
  );
  /** However it is written: a number with dots, spaces or neither. */
  const written = (channel: string) =>
    /^[\d.]+$/.test(channel)
      ? new RegExp(channel.replaceAll('.', '[. ]?'))
      : new RegExp(channel.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');

  /** Pages and calendars about one province: its localities, their plans and their duties. */
  const about = files.flatMap((file) => {
    const [, kind, rest = ''] = /^(dia-ban|viec|ke-hoach)\/(.+?)(?:\/index\.html|\.ics)$/.exec(file) ?? [];
    const place = kind === 'ke-hoach' ? plans.get(rest)?.place : rest;
    const province = place && provinceOf(place);
    return province && places.has(province) ? [{ file, province }] : [];
  });

  test('there are channels, and pages of several provinces, to compare', () => {
    expect(channels.length).toBeGreaterThan(2);
    expect(new Set(about.map(({ province }) => province)).size).toBeGreaterThan(3);
    const own = about.filter(({ file, province }) =>
      channels.some((each) => each.province === province && written(each.channel).test(decode(read(file)))),
    );
    expect(own.length).toBeGreaterThan(3);
  });

  test.each(about)('$file shows no number, mail or Zalo of another province', ({ file, province }) => {
    const text = decode(read(file));
    const foreign = channels.filter((each) => each.province !== province && written(each.channel).test(text));
    expect(foreign).toEqual([]);
  });
});

describe('nothing internal is published', () => {
  const mobile = /(?<!\d)(?:0|\+?84)[. ]?[35789](?:[. -]?\d){8}(?!\d)/g;
  const mailbox = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
  const published = new Set(
    [...places.values()].flatMap((place) => (place.channels?.mails ?? []).map((mail) => mail.address)),
  );
  const texts = [...new Set([...pages, ...files.filter((file) => /\.(ics|json|txt|xml|svg)$/.test(file))])];

  test.each(texts)('%s names no mobile phone and no mailbox but those for tips', (file) => {
    // The numbers of a drawing are no phone's, nor those within a hash.
    const text = decode(read(file).replace(/\sd="[^"]*"|\b[0-9a-f]{40,}\b/g, ''));
    expect(text.match(mobile) ?? []).toEqual([]);
    expect((text.match(mailbox) ?? []).filter((address) => !published.has(address))).toEqual([]);
  });

  test('the patterns find what they are made for', () => {
    for (const number of ['0912345678', '0912.345.678', '098 765 4321', '+84 912 345 678', '0349-123-456'])
      expect(number.match(mobile), number).toHaveLength(1);
    for (const other of ['0692.509.489', '0692506112', '2025-2030', '1234567890'])
      expect(other.match(mobile), other).toBeNull();
    expect('gửi ai-do@noi-bo.example.vn nhé'.match(mailbox)).toEqual(['ai-do@noi-bo.example.vn']);
  });
});
