import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layPoster, longestName } from '../../../site/print/sheets/poster.ts';
import { boldLetters, boldTypeface } from '../../../site/print/engine/font-file.ts';
import { typefaceFromMetrics } from '../../../site/print/engine/font-metrics.ts';
import { DoesNotFit } from '../../../site/print/engine/sheet.ts';
import { fileNameOf, headlineOf, nameToSet } from '../../../site/studio/poster/name.ts';

const table = boldLetters();
const byTable = typefaceFromMetrics(table);
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
