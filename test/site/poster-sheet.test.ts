import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PosterInput, layPoster } from '../../site/sheet/poster.ts';
import { widthOf } from '../../site/sheet/text-width.ts';

const lines: [string, string] = [
  '1. Số điện thoại đường dây nóng tiếp nhận TỐ GIÁC tội phạm, tệ nạn ma túy 24/24h: {phones}',
  '2. Địa chỉ hòm thư điện tử tiếp nhận TỐ GIÁC tội phạm, tệ nạn ma túy 24/24h: {mail}',
];
const tall = { width: 0.8, height: 1.6 };
const short = { width: 0.8, height: 1.2 };
const long =
  'CẢ HỆ THỐNG CHÍNH TRỊ VÀ TOÀN DÂN QUYẾT TÂM XÂY DỰNG 100% XÃ, PHƯỜNG TRÊN ĐỊA BÀN TỈNH LÀO CAI KHÔNG MA TÚY';

const lay = (input: Partial<PosterInput>) =>
  layPoster({
    headline: long,
    names: ['TỈNH LÀO CAI'],
    lines,
    phones: ['0692.509.489', '0692.506.112'],
    mails: ['pcmt@laocai.gov.vn'],
    size: tall,
    ...input,
  });
const headlineOf = (sheet: ReturnType<typeof lay>) => sheet.texts.filter(({ ink }) => ink === 'gold');

describe('a poster', () => {
  test('has the proportions asked for, in millimetres', () => {
    expect(lay({ size: short })).toMatchObject({ width: 800, height: 1200 });
  });

  test('says every word of the headline and the lines, in order', () => {
    for (const size of [tall, short]) {
      const { texts } = lay({ size });
      expect(texts.map(({ text }) => text).join(' ')).toBe(
        [
          long,
          lines[0].replace('{phones}', '0692.509.489 0692.506.112'),
          lines[1].replace('{mail}', 'pcmt@laocai.gov.vn'),
        ].join(' '),
      );
    }
  });

  test('leaves a dotted line for a name where the headline has its blank', () => {
    const sheet = lay({ headline: 'XÂY DỰNG TRƯỜNG/ CƠ SỞ … KHÔNG TỘI PHẠM VÀ TỆ NẠN MA TÚY', size: short });
    expect(sheet.blanks).toHaveLength(1);
    const [blank = { y: 0 }] = sheet.blanks;
    const baselines = headlineOf(sheet).map(({ y }) => y);
    expect(
      headlineOf(sheet)
        .map(({ text }) => text)
        .join(' '),
    ).not.toContain('…');
    expect(baselines.some((y) => y < blank.y) && baselines.some((y) => y > blank.y)).toBe(true);
  });

  test('tears apart neither the name of the place nor "KHÔNG MA TÚY"', () => {
    for (const size of [tall, short]) {
      const texts = headlineOf(lay({ size })).map(({ text }) => text);
      expect(texts.some((text) => text.includes('TỈNH LÀO CAI'))).toBe(true);
      expect(texts.some((text) => text.includes('KHÔNG MA TÚY'))).toBe(true);
    }
  });

  test('gives each number and address a line that fills the width', () => {
    const { texts } = lay({});
    for (const contact of ['0692.509.489', '0692.506.112', 'pcmt@laocai.gov.vn'])
      expect(texts.find(({ text }) => text === contact)?.width).toBeCloseTo(664, 0);
  });

  test('keeps every line on the sheet, none over another, whatever the name', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY'),
      minLength: 1,
      maxLength: 12,
    });
    const headline = fc.array(fc.oneof(word, fc.constant('…')), { minLength: 1, maxLength: 16 });
    fc.assert(
      fc.property(headline, fc.constantFrom(tall, short), (words, size) => {
        fc.pre(words.filter((each) => each === '…').length <= 1 && words.some((each) => each !== '…'));
        const sheet = lay({ headline: words.join(' '), size });
        for (const { width, size: letters, y } of sheet.texts) {
          expect(width).toBeLessThanOrEqual(sheet.width * 0.84);
          expect(letters).toBeGreaterThan(0);
          expect(y - letters).toBeGreaterThanOrEqual(0);
          expect(y + letters * 0.25).toBeLessThanOrEqual(sheet.height);
        }
        const baselines = sheet.texts.map(({ y }) => y);
        expect(baselines).toEqual([...baselines].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe('the width of a text', () => {
  test('does not change with tone marks or the normal form, but ơ, ư and đ are letters of their own', () => {
    expect(widthOf('TÚY')).toBe(widthOf('TUY'));
    expect(widthOf('ĐƯỜNG'.normalize('NFD'))).toBe(widthOf('ĐƯỜNG'));
    expect(widthOf('đ')).not.toBe(widthOf('d'));
  });
});
