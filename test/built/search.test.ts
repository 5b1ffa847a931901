import { describe, expect, test } from 'vitest';
import { makeFind } from '../../site/browser/find.ts';
import type { ListedPage } from '../../site/catalog/listing.ts';
import { allScripts, gzipSize, pages, read, resolveFile } from './built-site.ts';

const index = 'tim/muc-luc.json';
const listed = JSON.parse(read(index)) as ListedPage[];

const page = (title: string, more: Partial<ListedPage> = {}): ListedPage => ({
  title,
  kind: 'Lời khuyên',
  address: `/${title}/`,
  summary: '',
  place: '',
  headings: [],
  words: '',
  ...more,
});

const small = [
  page('Đường dây nóng', { words: 'hotline, số điện thoại' }),
  page('Thuốc lá điện tử, shisha'),
  page('Ma túy trá hình trong đồ ăn'),
  page('Bóng cười là gì', { summary: 'Không phải ma túy trong danh mục, vẫn hại.' }),
  page('Tỉnh Đắk Lắk', { kind: 'Địa bàn' }),
  page('Nói chuyện với con', { headings: ['Dấu hiệu ma túy ở con'] }),
];
const find = makeFind(small);
const titles = (query: string) => find(query).map(({ title }) => title);

describe('search', () => {
  test.each([
    ['duong day nong', 'Đường dây nóng'],
    ['ĐƯỜNG DÂY NÓNG', 'Đường dây nóng'],
    ['đường dây nóng'.normalize('NFD'), 'Đường dây nóng'],
    ['duong day non', 'Đường dây nóng'],
    ['hotlien', 'Đường dây nóng'],
    ['dien thoai', 'Đường dây nóng'],
    ['thuoc la dien tu', 'Thuốc lá điện tử, shisha'],
    ['thuoc la dein tu', 'Thuốc lá điện tử, shisha'],
    ['sisha', 'Thuốc lá điện tử, shisha'],
    ['dak', 'Tỉnh Đắk Lắk'],
    ['Đăk', 'Tỉnh Đắk Lắk'],
    ['  bóng...cười?! ', 'Bóng cười là gì'],
  ])('“%s” finds %s first', (query, first) => {
    expect(titles(query)[0]).toBe(first);
  });

  test('the title comes before the headings, the headings of a page are found too', () => {
    const found = titles('ma tuy');
    expect(found[0]).toBe('Ma túy trá hình trong đồ ăn');
    expect(found).toContain('Nói chuyện với con');
    expect(found).not.toContain('Đường dây nóng');
  });

  test('pages with some of the words come only when none has all', () => {
    expect(titles('bong cuoi')).toEqual(['Bóng cười là gì']);
    expect(titles('bong cuoi dak')).toEqual(expect.arrayContaining(['Bóng cười là gì', 'Tỉnh Đắk Lắk']));
  });

  test.each(['', '   ', '\n', '?!', '\u0301'])('an empty query %j finds nothing', (query) => {
    expect(find(query)).toEqual([]);
  });

  test('what nobody wrote about is not found', () => {
    expect(find('xyzzyqqq')).toEqual([]);
  });

  test('10,000 characters are answered at once', () => {
    for (const long of ['ma túy '.repeat(1429), 'a'.repeat(10_000), '\u0301'.repeat(10_000)]) {
      const start = performance.now();
      expect(find(long).length).toBeLessThanOrEqual(20);
      expect(performance.now() - start).toBeLessThan(1000);
    }
    expect(titles('ma túy '.repeat(1429))[0]).toBe('Ma túy trá hình trong đồ ăn');
  });
});

describe('the real index', () => {
  const findReal = makeFind(listed);

  test.each([
    ['duong day nong', '/duong-day-nong/'],
    ['lung phinh', '/dia-ban/lao-cai/lung-phinh/'],
    ['thuoc la dien tu', '/kien-thuc/thuoc-la-dien-tu-shisha/'],
    ['bong cuoi', '/kien-thuc/bong-cuoi-la-gi/'],
    ['0692509489', '/dia-ban/lao-cai/'],
    ['ap phich', '/ap-phich/'],
    ['cai nghien', '/kien-thuc/cai-nghien-tai-nha/'],
    ['gui tin an danh', '/bao-tin/'],
  ])('“%s” finds %s first', (query, address) => {
    expect(findReal(query)[0]?.address).toBe(address);
  });

  test('“ma tuy” and “dak” are answered', () => {
    expect(findReal('ma tuy')).toHaveLength(20);
    expect(findReal('ma tuy')[0]?.title).toContain('a túy');
    // No locality published so far is written with Đắk; the answer may be empty, not an error.
    expect(findReal('dak').every(({ title }) => title !== '')).toBe(true);
  });

  test('lists every page once, each with a kind', () => {
    const addresses = listed.map(({ address }) => address);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(listed.filter(({ title, kind }) => !title || !kind)).toEqual([]);
    expect(addresses.filter((address) => !resolveFile(address, 'index.html'))).toEqual([]);
  });

  test('the same pages stand as plain links at /tim/', () => {
    const html = read('tim/index.html');
    expect(listed.filter(({ address }) => !html.includes(`href="${address}"`))).toEqual([]);
  });

  test('library, code and index weigh at most 40 KB, and none of it comes before the field is used', () => {
    const home = 'index.html';
    expect(pages).toContain(home);
    const parts = [...allScripts(home)];
    expect(parts).toContainEqual(expect.stringMatching(/find\.[\w-]+\.js$/));
    expect(gzipSize([...parts, index])).toBeLessThanOrEqual(40 * 1024);
    expect(read(home)).not.toContain('find.');
  });
});
