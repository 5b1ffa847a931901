import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layPoster, longestName } from '../../../site/print/sheets/poster.ts';
import { boldLetters, boldTypeface } from '../../../site/print/engine/font-file.ts';
import { typefaceOf } from '../../../site/print/engine/font-metrics.ts';
import { DoesNotFit } from '../../../site/print/engine/sheet.ts';
import { fileNameOf, headlineOf, nameToSet } from '../../../site/studio/poster/name.ts';
import { allScripts, files, gzipSize, read, scriptsBeforeUse } from '../../built/built-site.ts';

const table = boldLetters();
const byTable = typefaceOf(table);
const vietnamese = 'AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬĐEÈẺẼÉẸÊỀỂỄẾỆIÌỈĨÍỊOÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢUÙỦŨÚỤƯỪỬỮỨỰYỲỶỸÝỴ';

describe('the table of letters', () => {
  test('measures as the font itself does, with kerning and joined letters', () => {
    const single = table.letters.filter((letter) => [...letter].length === 1);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...single, 'office', 'AV', 'Tố'), { maxLength: 40 }),
        (letters) => {
          const text = letters.join('');
          const [ours, fonts] = [byTable.measure(text, 1), boldTypeface().measure(text, 1)];
          for (const side of ['width', 'above', 'below'] as const)
            expect(ours[side], text).toBeCloseTo(fonts[side], 9);
        },
      ),
      { numRuns: 300 },
    );
    expect(byTable.capHeight).toBeCloseTo(boldTypeface().capHeight, 3);
  });

  test('has every Vietnamese letter, and neither loose marks nor foreign letters', () => {
    expect(byTable.lacks(vietnamese + vietnamese.toLocaleLowerCase('vi') + '0123456789 &.,-/()“”')).toEqual(
      [],
    );
    expect(byTable.lacks('a\u0301中🙂⁄')).toEqual(['\u0301', '中', '🙂', '⁄']);
    expect(boldTypeface().lacks('x\u0301')).toEqual(['\u0301']);
  });

  test('gives the same poster as the font', () => {
    const poster = {
      title: 'Áp phích',
      headline: 'XÂY DỰNG THÔN … KHÔNG MA TÚY',
      name: 'Bản Phố',
      names: [],
      lines: ['Gọi: {phones}', 'Thư: {mail}'],
      phones: ['0692.509.489'],
      mails: ['office@laocai.gov.vn'],
      tipAddress: 'https://la-chan.test/bao-tin/',
      size: { width: 800, height: 1600 },
    };
    const rounded = (value: unknown) =>
      JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? each.toFixed(6) : each));
    expect(rounded(layPoster(poster, byTable).sheet)).toBe(rounded(layPoster(poster, boldTypeface()).sheet));
  });
});

describe('a name', () => {
  test('typed with loose marks and spaces is composed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...vietnamese, ' '), { maxLength: longestName }), (letters) => {
        const text = letters.join('');
        const name = nameToSet(text.normalize('NFD'), 'THÔN');
        expect(name).toBe(text.replace(/ +/g, ' ').trim());
        expect(nameToSet(name, 'THÔN')).toBe(name);
      }),
    );
  });

  test.each([
    ['Bản Phố', 'THÔN', 'Bản Phố'],
    ['thôn Bản Phố', 'THÔN', 'Bản Phố'],
    ['tổ  dân phố 3'.normalize('NFD'), 'TỔ DÂN PHỐ', '3'],
    ['Trường PTDTBT TH&THCS Lùng Phình', 'TRƯỜNG', 'PTDTBT TH&THCS Lùng Phình'],
    ['Bảng', 'BẢN', 'Bảng'],
    ['Hợp tác xã Hoa Ban', 'DOANH NGHIỆP', 'Hợp tác xã Hoa Ban'],
    ['Trường Mầm non xã Hoa', 'TRƯỜNG', 'Mầm non xã Hoa'],
    ['   ', 'BẢN', ''],
  ])('"%s" after %s is set as "%s"', (typed, kind, name) => {
    expect(nameToSet(typed, kind)).toBe(name);
  });

  test.each([
    ['xã Lùng Phình', 'THÔN', 'xã Lùng Phình'],
    ['Bản Phố xã Lùng Phình', 'THÔN', 'xã Lùng Phình'],
    ['Số 3, PHƯỜNG Cốc Lếu', 'TỔ DÂN PHỐ', 'PHƯỜNG Cốc Lếu'],
    ['Mầm non Hoa, xã Lùng Phình', 'TRƯỜNG', 'xã Lùng Phình'],
  ])('that tells a commune is refused: "%s" after %s', (typed, kind, part) => {
    expect(() => nameToSet(typed, kind)).toThrow(DoesNotFit);
    expect(() => nameToSet(typed, kind)).toThrow(`Hãy bỏ phần “${part}”`);
  });

  test('with a mark that belongs to no letter is refused, and told where', () => {
    expect(() => nameToSet('Bản Px\u0301ố', 'THÔN')).toThrow(/ở “x\u0301”/);
  });

  test('makes an ASCII file name that says what the file is', () => {
    const name = (text: string) => fileNameOf('nhom-2', { kind: 'THÔN', name: text, size: '0.8x1.6' }, 'pdf');
    expect(name('Bản Phố')).toBe('ap-phich-nhom-2-thon-ban-pho-0.8x1.6.pdf');
    expect(name('')).toBe('ap-phich-nhom-2-thon-0.8x1.6.pdf');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(name(text)).toMatch(/^ap-phich-nhom-2-[a-z0-9-]{4,60}-0\.8x1\.6\.pdf$/);
      }),
    );
  });
});

test('the headline keeps one kind of its list, and a list that is not there is an error', () => {
  const headline = 'XÂY DỰNG THÔN/ BẢN … KHÔNG MA TÚY';
  expect(headlineOf(headline, ['THÔN', 'BẢN'], 'BẢN')).toBe('XÂY DỰNG BẢN … KHÔNG MA TÚY');
  expect(headlineOf('CƠ SỞ … AN TOÀN', ['CƠ SỞ'], 'CƠ SỞ')).toBe('CƠ SỞ … AN TOÀN');
  expect(() => headlineOf(headline, ['BẢN', 'THÔN'], 'BẢN')).toThrow(/BẢN\/ THÔN/);
});

describe('gzip budgets of the studio', () => {
  const page = 'ap-phich/nhom-2/index.html';
  const scripts = [...allScripts(page)];
  const part = (name: RegExp) => scripts.filter((file) => name.test(file));
  const KB = 1024;

  test('nothing of it comes with the page but what wakes it', () => {
    expect([...scriptsBeforeUse(page)].filter((file) => /\/(poster-studio|pdf)\./.test(file))).toEqual([]);
    expect(part(/\/poster-studio\./)).toHaveLength(1);
    expect(part(/\/pdf\./)).toHaveLength(1);
  });

  test('typing a name brings at most 16 KB, a PDF at most 270 KB more, a drawing 26 KB', () => {
    const before = scriptsBeforeUse(page);
    const later = scripts.filter((file) => !before.has(file) && !/fetch-ahead|\/pdf\.|sw\.js/.test(file));
    expect(gzipSize([...later, 'ap-phich/phong-chu/so-do.json'])).toBeLessThanOrEqual(16 * KB);
    const fonts = files.filter((file) => file.endsWith('.ttf'));
    expect(fonts).toHaveLength(1);
    expect(gzipSize([...part(/\/pdf\./), ...fonts])).toBeLessThanOrEqual(270 * KB);
    expect(gzipSize(['ap-phich/phong-chu/kem-theo.json'])).toBeLessThanOrEqual(26 * KB);
  });

  test('only groups with a blank have it', () => {
    for (const group of [1, 2, 3, 4, 5, 6]) {
      const has = read(`ap-phich/nhom-${group}/index.html`).includes('data-studio=');
      expect(has, `group ${group}`).toBe(group !== 1 && group !== 6);
    }
  });
});
