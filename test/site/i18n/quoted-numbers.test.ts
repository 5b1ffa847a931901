/** Texts quote numbers by name, so that they cannot say another one than the code keeps to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findUnknownQuotes, NUMBERS, quoteAll, quoteNumbers } from '../../../site/i18n/quoted-numbers.ts';
import vi from '../../../site/i18n/vi.json' with { type: 'json' };
import { ESCALATE_DAYS, KEEP_OPENED_DAYS } from '../../../worker/contract/retention.ts';

const vietnamese = { code: 'vi', words: vi.numbers.split(' '), site: 'la-chan.test' };
const english = { code: 'en', words: [], site: 'la-chan.test' };

describe('a quoted number', () => {
  test('stands in digits, as the language prints them', () => {
    expect(quoteNumbers('xóa sau %giu-tin-da-mo% ngày', vietnamese)).toBe(`xóa sau ${KEEP_OPENED_DAYS} ngày`);
    expect(quoteNumbers('%co-vua% MB', vietnamese)).toBe('0,5 MB');
    expect(quoteNumbers('%co-vua% MB', english)).toBe('0.5 MB');
  });

  test('stands in words where asked, with a capital where the name has one', () => {
    const word = vietnamese.words[ESCALATE_DAYS] ?? '';
    expect(quoteNumbers('%len-cap-tren.chu% %Len-cap-tren.chu%', vietnamese)).toBe(
      `${word} ${word[0]?.toUpperCase()}${word.slice(1)}`,
    );
  });

  test('stands in digits where the language has no word for it', () => {
    expect(quoteNumbers('%len-cap-tren.chu%', english)).toBe(String(ESCALATE_DAYS));
  });

  test('that there is not is refused, with the names that there are', () => {
    expect(() => quoteNumbers('%giu-tin%', vietnamese)).toThrow(/“%giu-tin%”.*giu-tin-da-mo/);
    expect(() => quoteNumbers('%giu-tin-da-mo.so%', vietnamese)).toThrow(/giu-tin-da-mo\.so/);
    expect(() => quoteNumbers('%constructor%', vietnamese)).toThrow(/constructor/);
  });

  test('may be the address of the site', () => {
    expect(quoteNumbers('ở %dia-chi-trang%.', vietnamese)).toBe('ở la-chan.test.');
  });

  test('is not seen in shares and in addresses', () => {
    const text = '50%, từ 5% đến 10%, /%E1%BB%87/, {percent}%';
    expect(quoteNumbers(text, vietnamese)).toBe(text);
  });

  test('is found however deep it stands', () => {
    expect(quoteAll({ a: ['%so-anh%'], b: { c: null, d: 1 } }, vietnamese)).toEqual({
      a: [String(NUMBERS['so-anh'])],
      b: { c: null, d: 1 },
    });
  });
});

test('the handbook lists every name, and the word files quote no other', () => {
  const root = join(import.meta.dirname, '../../..');
  const handbook = readFileSync(join(root, 'content/README.md'), 'utf8');
  for (const name of Object.keys(NUMBERS)) expect(handbook).toContain(`| \`%${name}%\``);
  for (const file of readdirSync(join(root, 'site/i18n')).filter((name) => name.endsWith('.json')))
    expect(findUnknownQuotes(readFileSync(join(root, 'site/i18n', file), 'utf8')), file).toEqual([]);
});
