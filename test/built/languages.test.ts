import { describe, expect, test } from 'vitest';
import { addressIn, splitAddress } from '../../site/i18n/addresses.ts';
import en from '../../site/i18n/en.json' with { type: 'json' };
import tipEn from '../../site/i18n/tip.en.json' with { type: 'json' };
import tipVi from '../../site/i18n/tip.vi.json' with { type: 'json' };
import vi from '../../site/i18n/vi.json' with { type: 'json' };
import { say, sayWhole } from '../../site/i18n/words.ts';
import { pages, read, resolveFile, siteUrl, tags } from './built-site.ts';

describe('a language that has three words', () => {
  const three = { language: 'Thử', home: 'Nhà', planOf: 'Sách: {issuer}' };

  test('says its own words as its own', () => {
    expect(say(three, 'home')).toEqual({ text: 'Nhà', lang: null });
    expect(say(three, 'planOf', { issuer: 'UBND' })).toEqual({ text: 'Sách: UBND', lang: null });
  });

  test('says every other word in Vietnamese, and marks it as Vietnamese', () => {
    expect(say(three, 'exit')).toEqual({ text: vi.exit, lang: 'vi' });
    expect(say(three, 'mailOf', { place: 'xã Thử' })).toEqual({
      text: 'Thư điện tử của xã Thử',
      lang: 'vi',
    });
  });

  test('a value that is missing leaves its hole to be seen', () => {
    expect(say(three, 'planOf').text).toBe('Sách: {issuer}');
  });

  test('has the interface pages and those long texts that are translated', () => {
    expect(addressIn('thu', '/bao-tin/tra-loi/', [])).toBe('/thu/bao-tin/tra-loi/');
    expect(addressIn('thu', '/an-toan/', [])).toBeNull();
    expect(addressIn('thu', '/an-toan/', ['an-toan'])).toBe('/thu/an-toan/');
    expect(addressIn('thu', '/kien-thuc/bai/', ['bai'])).toBe('/thu/kien-thuc/bai/');
    expect(addressIn('thu', '/ke-hoach/', ['an-toan'])).toBeNull();
    expect(addressIn('vi', '/ke-hoach/', [])).toBe('/ke-hoach/');
  });

  test('is known by the first part of an address, and only when it is a language', () => {
    expect(splitAddress('/thu/an-toan/', ['vi', 'thu'])).toEqual({ code: 'thu', page: '/an-toan/' });
    expect(splitAddress('/thu/', ['vi', 'thu'])).toEqual({ code: 'thu', page: '/' });
    expect(splitAddress('/tim/', ['vi', 'thu'])).toEqual({ code: 'vi', page: '/tim/' });
    expect(splitAddress('/', ['vi', 'thu'])).toEqual({ code: 'vi', page: '/' });
  });

  test('shows the tip form in Vietnamese as a whole until every string of it is there', () => {
    const { danger, ...rest } = tipEn;
    expect(sayWhole({ danger }, tipVi)).toEqual({ strings: tipVi, lang: 'vi' });
    expect(sayWhole(rest, tipVi).lang).toBe('vi');
    expect(sayWhole({ ...tipEn, status: { held: 'x' } }, tipVi).lang).toBe('vi');
    expect(sayWhole(undefined, tipVi).lang).toBe('vi');
    expect(sayWhole(tipEn, tipVi)).toEqual({ strings: tipEn, lang: null });
  });
});

describe('English', () => {
  const holesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).toSorted();
  const flat = (group: object, path = ''): [string, string][] =>
    Object.entries(group).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value]] : flat(value as object, `${path}${key}.`),
    );

  test.each([
    ['interface', en, vi],
    ['tip form', tipEn, tipVi],
  ])('%s: no string that Vietnamese does not have, and the same holes in each', (_name, own, full) => {
    const vietnamese = new Map(flat(full));
    for (const [key, text] of flat(own)) {
      expect(vietnamese.has(key), key).toBe(true);
      expect(holesOf(text), key).toEqual(holesOf(vietnamese.get(key) ?? ''));
    }
  });

  const english = pages.filter((page) => page.startsWith('en/'));

  test('has home, hotlines, tip, practice, reply, safety and how to report', () => {
    expect(english.toSorted()).toEqual([
      'en/an-toan/index.html',
      'en/bao-tin/index.html',
      'en/bao-tin/thu/index.html',
      'en/bao-tin/tra-loi/index.html',
      'en/duong-day-nong/index.html',
      'en/index.html',
      'en/kien-thuc/bao-tin-bang-cach-nao/index.html',
    ]);
  });

  test.each(english)('%s says that it is English, and switches to the same page and back', (page) => {
    const original = page.slice('en/'.length);
    const switchOf = (file: string, code: string) =>
      tags(read(file), 'a').find(({ hreflang, lang }) => hreflang === code && lang === code)?.href ?? '';
    expect(read(page)).toMatch(/<html lang="en">/);
    expect(read(original)).toMatch(/<html lang="vi">/);
    expect(resolveFile(switchOf(page, 'vi'), page)).toBe(original);
    expect(resolveFile(switchOf(original, 'en'), original)).toBe(page);
    const alternates = (file: string) =>
      tags(read(file), 'link')
        .filter(({ rel }) => rel === 'alternate')
        .map(({ hreflang, href }) => [hreflang, href]);
    expect(alternates(page)).toEqual([
      ['vi', `${siteUrl}/${original.replace('index.html', '')}`],
      ['en', `${siteUrl}/${page.replace('index.html', '')}`],
    ]);
    expect(alternates(original)).toEqual(alternates(page));
  });

  test.each(english)('%s leaves no word of the interface in Vietnamese', (page) => {
    const missing = flat(vi).filter(
      ([key, text]) => !(key in en) && text.length > 3 && read(page).includes(`>${text}<`),
    );
    expect(missing).toEqual([]);
  });

  test('only pages that exist in both languages name each other', () => {
    const plan = pages.find((page) => page.startsWith('ke-hoach/l')) ?? '';
    expect(tags(read(plan), 'link').filter(({ rel }) => rel === 'alternate')).toEqual([]);
  });
});
