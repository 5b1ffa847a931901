import { describe, expect, test } from 'vitest';
import { formatDate } from '../../../site/text/date.ts';
import { foldVietnamese, slugOf } from '../../../site/text/fold.ts';
import { asciiHeadingIds } from '../../../site/markdown/heading-ids.ts';
import { readQuantity } from '../../../site/text/number.ts';
import { isPhone, spellPhone, telHref } from '../../../site/text/phone.ts';
import { startSentence } from '../../../site/text/sentence.ts';

describe('a phone number', () => {
  test('dials as digits only', () => {
    expect(telHref('0692.509.489')).toBe('tel:0692509489');
    expect(telHref('113')).toBe('tel:113');
  });

  test('is spelled digit by digit, with a rest where a dot is printed', () => {
    expect(spellPhone('0692.509.489')).toBe('không sáu chín hai, năm không chín, bốn tám chín');
    expect(spellPhone('113')).toBe('một một ba');
    expect(spellPhone('0123.456.789')).toBe('không một hai ba, bốn năm sáu, bảy tám chín');
  });
});

describe('a whole number as it is printed', () => {
  test.each([
    '0214.3880.113',
    '024.3942.0113',
    '1800.1567',
    '1900.9068',
    '0692.509.489',
    '0769.04.04.04',
    '0912.345.678',
    '113',
    '115',
    '111',
  ])('%s', (number) => expect(isPhone(number)).toBe(true));

  test.each([
    '',
    '0',
    '12',
    '213',
    '0692509489 ',
    '0692 509 489',
    '0692-509-489',
    '0692.509.48',
    '0692.509.4890.1',
    '+84.692.509.489',
    '0214.3880.',
    '.0214.3880.113',
    '0214..3880.113',
    '0111.111.111',
    '0123.456.7890',
    '0214.3880.1134',
    '1800.156',
    '1700.1567',
    '9692.509.489',
    '0692.509.48a',
    '115.115',
    '２14.3880.113',
  ])('but not %j', (number) => expect(isPhone(number)).toBe(false));
});

describe('a date', () => {
  test('is written as far as it is known, the Vietnamese way', () => {
    expect(formatDate('2026-02-28')).toBe('28/02/2026');
    expect(formatDate('2026-02')).toBe('tháng 02/2026');
    expect(formatDate('2026')).toBe('năm 2026');
  });
});

describe('a printed number', () => {
  test('is read with dots for thousands, a comma for decimals, a slash for its whole', () => {
    expect(readQuantity('3.676')).toEqual({ count: 3676, of: null });
    expect(readQuantity('175,8')).toEqual({ count: 175.8, of: null });
    expect(readQuantity('02')).toEqual({ count: 2, of: null });
    expect(readQuantity('1.234.567,5')).toEqual({ count: 1234567.5, of: null });
    expect(readQuantity('32/99')).toEqual({ count: 32, of: 99 });
  });

  test('with words or signs is not drawn to scale', () => {
    for (const text of ['trên 20%', '> 20%', '100%', '03/03 tiêu chí', '12.34', '', 'nhiều'])
      expect(readQuantity(text), text).toBeNull();
  });
});

describe('Vietnamese text', () => {
  test('is folded from any normal form, đ included', () => {
    for (const form of ['NFC', 'NFD'] as const)
      expect(foldVietnamese('Đường dây NÓNG, tưởng vậy mà ơ'.normalize(form))).toBe(
        'duong day nong, tuong vay ma o',
      );
  });

  test('becomes an ASCII address', () => {
    expect(slugOf('Phần IV. Giải pháp “làm sạch”, 2.5')).toBe('phan-iv-giai-phap-lam-sach-2-5');
    expect(slugOf('…Đ…')).toBe('d');
  });

  test('starts a sentence with a capital, marks kept', () => {
    expect(startSentence('xã Lùng Phình')).toBe('Xã Lùng Phình');
    expect(startSentence('đặc khu')).toBe('Đặc khu');
    expect(startSentence('')).toBe('');
  });
});

describe('headings of Markdown', () => {
  test('get ASCII ids, numbered when a page repeats one', () => {
    const idsOf = (texts: string[]) => {
      const { element } = asciiHeadingIds();
      const ids: string[] = [];
      for (const text of texts)
        element.visit(
          {},
          { textContent: () => text, setProperty: (_, name, value) => ids.push(`${name} ${value}`) },
        );
      return ids;
    };
    expect(idsOf(['Mục đích', 'Yêu cầu', 'Mục đích'])).toEqual([
      'id muc-dich',
      'id yeu-cau',
      'id muc-dich-2',
    ]);
    expect(idsOf(['Mục đích'])).toEqual(['id muc-dich']);
  });
});
