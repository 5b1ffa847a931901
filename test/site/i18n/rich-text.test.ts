import { expect, test } from 'vitest';
import { stretchesOf } from '../../../site/i18n/rich-text.ts';

const plain = (text: string) => ({ text, bold: false, href: null });

test('bold and links of a word stand among its plain text, in order', () => {
  expect(stretchesOf('**Có** tin? Gọi [113](tel:113), hay [viết](/bao-tin/).')).toEqual([
    { text: 'Có', bold: true, href: null },
    plain(' tin? Gọi '),
    { text: '113', bold: false, href: 'tel:113' },
    plain(', hay '),
    { text: 'viết', bold: false, href: '/bao-tin/' },
    plain('.'),
  ]);
});

test('values fill texts and addresses, and nothing in a value is taken for a sign', () => {
  const values = { id: 'x', name: '**to** [a](javascript:b) {id}', count: 2 };
  expect(stretchesOf('[Kế hoạch {name}](/ke-hoach/{id}/) {count} và **{name}** {name}', values)).toEqual([
    { text: `Kế hoạch ${values.name}`, bold: false, href: '/ke-hoach/x/' },
    plain(' 2 và '),
    { text: values.name, bold: true, href: null },
    plain(` ${values.name}`),
  ]);
});

test('what is no sign stays as it is written', () => {
  for (const text of ['5 * 3 ** 2', '(mục 1) [chưa rõ] (a)', '{name}', 'một\nhai', ''])
    expect(
      stretchesOf(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  expect(stretchesOf('[chưa rõ] (a)')).toEqual([plain('[chưa rõ] (a)')]);
});
