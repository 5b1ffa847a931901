import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Place, place as placeSchema } from '../../../site/schemas/place.ts';
import { ownPosterPlaces, posterFilePath, posterSheet, sizesOf } from '../../../site/catalog/poster-files.ts';
import { poster as posterSchema } from '../../../site/schemas/poster.ts';
import { drawPdf } from '../../../site/print/engine/draw-pdf.ts';
import { boldTypeface, fontFiles } from '../../../site/print/engine/font-file.ts';
import { posterInks } from '../../../site/print/sheets/inks.ts';
import {
  type LaidPoster,
  layPoster,
  longestName,
  type PosterInput,
  smallestHeadline,
} from '../../../site/print/sheets/poster.ts';
import { contrastOf, DoesNotFit, type TextShape } from '../../../site/print/engine/sheet.ts';
import { stampTrial } from '../../../site/print/sheets/trial-stamp.ts';
import { openTypeface } from '../../../site/print/engine/typeface.ts';
import { readFileSync } from 'node:fs';
import { boundsOf, readPdf } from '../print/pdf-reader.ts';

const typeface = boldTypeface();
const lines: [string, string] = [
  '1. Số điện thoại đường dây nóng tiếp nhận TỐ GIÁC tội phạm, tệ nạn ma túy 24/24h: {phones}',
  '2. Địa chỉ hòm thư điện tử tiếp nhận TỐ GIÁC tội phạm, tệ nạn ma túy 24/24h: {mail}',
];
const tall = { width: 800, height: 1600 };
const short = { width: 800, height: 1200 };
const a4 = { width: 210, height: 297 };
const long =
  'CẢ HỆ THỐNG CHÍNH TRỊ VÀ TOÀN DÂN QUYẾT TÂM XÂY DỰNG 100% XÃ, PHƯỜNG TRÊN ĐỊA BÀN TỈNH LÀO CAI KHÔNG MA TÚY';
const withBlank = 'XÂY DỰNG THÔN … KHÔNG MA TÚY';

const lay = (input: Partial<PosterInput>) =>
  layPoster(
    {
      title: 'Áp phích',
      headline: long,
      names: ['TỈNH LÀO CAI'],
      lines,
      phones: ['0692.509.489', '0692.506.112'],
      mails: ['pcmt@laocai.gov.vn'],
      tipAddress: 'https://la-chan.test/bao-tin/',
      size: tall,
      ...input,
    },
    typeface,
  );
const textsOf = ({ sheet }: LaidPoster) =>
  sheet.shapes.filter((shape): shape is TextShape => shape.kind === 'text');
const headlineOf = (laid: LaidPoster) => textsOf(laid).filter(({ ink }) => ink === posterInks.gold);
const blanksOf = ({ sheet }: LaidPoster) => sheet.shapes.filter((shape) => shape.kind === 'line');

/** Box of the letters of a text with all their marks. */
function inkOf({ text, x, y, size }: TextShape) {
  const { width, above, below } = typeface.measure(text, size);
  return { left: x, right: x + width, top: y - above, bottom: y + below };
}

function expectNoOverflow(laid: LaidPoster): void {
  const { sheet } = laid;
  const panel = sheet.shapes.find((shape) => shape.kind === 'rectangle' && shape.fill === posterInks.deep);
  const panelTop = panel?.kind === 'rectangle' ? panel.y : NaN;
  const edge = sheet.width * 0.05;
  let above = edge * 0.7;
  for (const shape of headlineOf(laid)) {
    const ink = inkOf(shape);
    expect(ink.left).toBeGreaterThanOrEqual(edge);
    expect(ink.right).toBeLessThanOrEqual(sheet.width - edge);
    expect(ink.top, `${shape.text} over the line above it`).toBeGreaterThanOrEqual(above);
    above = ink.bottom;
  }
  expect(above).toBeLessThanOrEqual(panelTop);
}

describe('a poster', () => {
  test('says every word of the headline and the lines, in order', () => {
    for (const size of [tall, short]) {
      const said = textsOf(lay({ size }))
        .map(({ text }) => text)
        .join(' ');
      expect(said).toContain(
        [
          long,
          lines[0].replace('{phones}', '0692.509.489 0692.506.112'),
          lines[1].replace('{mail}', 'pcmt@laocai.gov.vn'),
        ].join(' '),
      );
    }
  });

  test('leaves a ruled line for a name where the headline has its blank, or sets the name there', () => {
    const empty = lay({ headline: withBlank });
    expect(blanksOf(empty)).toHaveLength(1);
    expect(headlineOf(empty).map(({ text }) => text)).not.toContain('…');
    const [blank] = blanksOf(empty);
    const baselines = headlineOf(empty).map(({ y }) => y);
    const y = blank?.kind === 'line' ? blank.y1 : NaN;
    expect(baselines.some((each) => each < y) && baselines.some((each) => each > y)).toBe(true);

    const named = lay({ headline: withBlank, name: 'Na  Lốc 4' });
    expect(blanksOf(named)).toEqual([]);
    const said = headlineOf(named).map(({ text }) => text);
    expect(said.join(' ')).toBe('XÂY DỰNG THÔN NA LỐC 4 KHÔNG MA TÚY');
    expect(said).toContain('KHÔNG MA TÚY');
  });

  test('tears apart neither the name of the place nor "KHÔNG MA TÚY"', () => {
    for (const size of [tall, short, a4]) {
      const texts = headlineOf(lay({ size })).map(({ text }) => text);
      expect(texts.some((text) => text.includes('TỈNH LÀO CAI'))).toBe(true);
      expect(texts.some((text) => text.includes('KHÔNG MA TÚY'))).toBe(true);
    }
  });

  test('gives each number a line that fills the width, with the same letters at any size', () => {
    for (const size of [tall, short, a4]) {
      const laid = lay({ size });
      for (const number of ['0692.509.489', '0692.506.112']) {
        const width = textsOf(laid).find(({ text }) => text === number)?.width ?? 0;
        expect(width / size.width).toBeCloseTo(0.848, 3);
      }
      expect(laid.letters.phones / size.width).toBeGreaterThan(0.08);
    }
  });

  test('fills most of its width with every line of the headline', () => {
    for (const size of [tall, short])
      for (const { width, text } of headlineOf(lay({ size })))
        expect(width / size.width, text).toBeGreaterThan(0.6);
  });

  test('reads at the distances it states', () => {
    const laid = lay({});
    const smallest = Math.min(...headlineOf(laid).map(({ size }) => size));
    expect(laid.letters.headline).toBeCloseTo(smallest * typeface.capHeight, 6);
    expect(laid.letters.phones).toBeGreaterThan(laid.letters.mails);
  });

  test('leaves out a line whose channel the place does not have', () => {
    const said = textsOf(lay({ mails: [] })).map(({ text }) => text);
    expect(said.join(' ')).not.toContain('hòm thư');
    expect(said).toContain('0692.509.489');
  });

  test('has inks that stand out against each other', () => {
    expect(contrastOf('#000000', '#FFFFFF')).toBeCloseTo(21, 5);
    expect(contrastOf(posterInks.gold, posterInks.red)).toBeGreaterThan(4.5);
    expect(contrastOf(posterInks.gold, posterInks.ray)).toBeGreaterThan(4.5);
    expect(contrastOf(posterInks.white, posterInks.deep)).toBeGreaterThan(7);
  });

  test('has one code: that of the tip page, whatever the name', () => {
    for (const name of ['', 'Na Lốc 4']) {
      const codes = lay({ headline: withBlank, name }).sheet.shapes.filter(({ kind }) => kind === 'qr');
      expect(codes).toMatchObject([{ address: 'https://la-chan.test/bao-tin/' }]);
    }
  });
});

describe('a name', () => {
  const letters =
    'AĂẮẰẲẴẶÂẤẦẨẪẬBCDĐEÉẸÊẾỀỂỄỆGHIỊKLMNOÔỐỔỘƠỚỜỞỠỢPQRSTUƯỨỪỬỮỰVXYÝỲỶỸỴaăâbcdđeêghiklmnoôơpqrstuưvxyỵỹ';
  const nameOf = (spaces: number) =>
    fc
      .string({
        unit: fc.constantFrom(...letters, ...'0123456789.-/,', ...' '.repeat(spaces)),
        minLength: 1,
        maxLength: 120,
        // Without it, hardly any has more than ten.
        size: 'max',
      })
      .filter((text) => text.trim() !== '');
  // Words as people write them, and words that go on and on.
  const name = fc.oneof(nameOf(30), nameOf(2));

  test('of 1 to 120 letters fits above the smallest size, or is refused with a reason', () => {
    let fitted = 0;
    let refused = 0;
    fc.assert(
      fc.property(name, fc.constantFrom(tall, short, a4), (text, size) => {
        try {
          const laid = lay({ headline: withBlank, name: text, size });
          expectNoOverflow(laid);
          expect(laid.letters.headline).toBeGreaterThanOrEqual(smallestHeadline * 0.848 * size.width);
          fitted += 1;
        } catch (error) {
          if (!(error instanceof DoesNotFit)) throw error;
          expect(error.message).toMatch(/Tên này dài quá: chữ chỉ còn cao \d+ mm/);
          refused += 1;
        }
      }),
      { numRuns: 150, seed: 1 },
    );
    // Were all refused, or none, the test would have tried half of it.
    expect(fitted).toBeGreaterThan(40);
    expect(refused).toBeGreaterThan(5);
  });

  test('that is long but real fits, on the shortest sheet too', () => {
    const school = 'Trường Phổ thông Dân tộc Bán trú Trung học cơ sở số 2 Lùng Phình';
    expectNoOverflow(
      lay({ headline: 'CƠ SỞ … KINH DOANH LÀNH MẠNH, AN TOÀN, KHÔNG MA TÚY', name: school, size: a4 }),
    );
    expectNoOverflow(
      lay({ headline: 'XÂY DỰNG … KHÔNG TỘI PHẠM VÀ TỆ NẠN MA TÚY', name: school, size: short }),
    );
  });

  test.each([
    ['A'.repeat(longestName + 1), /dài hơn 120 ký tự/],
    ['W'.repeat(100), /dài quá/],
    ['Na Lốc 中', /không có ký tự “中”/],
  ])('%s is refused', (text, reason) => {
    expect(() => lay({ headline: withBlank, name: text })).toThrow(reason);
    expect(() => lay({ headline: withBlank, name: text })).toThrow(DoesNotFit);
  });

  test('comes out of the PDF as it went in, composed, with every Vietnamese letter', async () => {
    const text = 'ẮẰẲẴẶ ẤẦẨẪẬ ỚỜỞỠỢ ỨỪỬỮỰ ẾỀỂỄỆ ỐỒỔỖỘ ỲÝỶỸỴ ĐẢÃẠỈĨỊ';
    const laid = lay({ headline: withBlank, name: text.normalize('NFD') });
    const said = (await readPdf(await drawPdf(laid.sheet, typeface))).texts
      .map((each) => each.text)
      .join(' ');
    expect(said).toContain(`XÂY DỰNG THÔN ${text} KHÔNG MA TÚY`);
  });
});

describe('a PDF', () => {
  const { sheet } = lay({});

  test('is the same bytes each time, also from a font that has drawn other sheets', async () => {
    const fresh = openTypeface(readFileSync(fontFiles[700]));
    expect(await drawPdf(sheet, fresh)).toEqual(await drawPdf(sheet, typeface));
  });

  test('with bleed and crop marks is larger by both, with the ground drawn over the bleed', async () => {
    const plain = await readPdf(await drawPdf(sheet, typeface));
    expect([plain.width, plain.height].map(Math.round)).toEqual([800, 1600]);
    const marked = await readPdf(await drawPdf(sheet, typeface, { bleed: 3, cropMarks: true }));
    expect([marked.width, marked.height].map(Math.round)).toEqual([820, 1620]);
    expect(marked.operators).toContain('constructPath');
    const [ground] = marked.fills;
    expect(ground && boundsOf(ground)).toMatchObject({
      left: expect.closeTo(7, 1) as number,
      right: expect.closeTo(813, 1) as number,
    });
    const [word] = marked.texts;
    expect((word?.x ?? 0) - (plain.texts[0]?.x ?? 0)).toBeCloseTo(10, 1);
  });

  test('of a trial says so at both edges', async () => {
    const { texts } = await readPdf(await drawPdf(stampTrial(sheet, typeface), typeface));
    const stamps = texts.filter(({ text }) => text.includes('BẢN THỬ'));
    expect(stamps.map(({ y }) => Math.round(y / 100))).toEqual([0, 16]);
  });
});

describe('which sheets there are', () => {
  const source = { plan: 'lao-cai-2026', section: '1' };
  const placeOf = (name: string, parent: string | null, numbers: string[]): Place =>
    placeSchema.parse({
      name,
      level: parent ? 'xa' : 'tinh',
      parent,
      channels: { phones: numbers.map((number) => ({ number, label: 'Trực ban', hours: null, source })) },
      reviewed: '2026-11-22',
    });
  const province = placeOf('tỉnh Lào Cai', null, ['0692.509.489']);
  province.channels.mails = [{ address: 'pcmt@laocai.gov.vn', label: 'Hòm thư', source }];
  const commune = placeOf('xã Lùng Phình', 'lao-cai', ['0214.000.111']);
  const places = [
    { id: 'lao-cai', data: province },
    { id: 'lao-cai/lung-phinh', data: commune },
    { id: 'lao-cai/khac', data: placeOf('xã khác', 'lao-cai', []) },
    { id: 'hai-phong/x', data: placeOf('xã X', 'hai-phong', ['0225.000.111']) },
  ];
  const poster = posterSchema.parse({
    group: 2,
    title: 'Thôn',
    plan: 'lao-cai-2026',
    place: 'lao-cai',
    hangsAt: ['Thôn'],
    headline: withBlank,
    blank: { kinds: ['THÔN'], names: 'Tên thôn' },
    sizes: [{ width: 0.8, height: 1.6 }],
    material: 'Bạt',
    lines,
    section: '1',
    reviewed: '2026-11-22',
  });

  test('a place under the province with a number of its own has its own, nobody else', () => {
    expect(ownPosterPlaces(poster, places).map(({ id }) => id)).toEqual(['lao-cai/lung-phinh']);
    const [size] = sizesOf(poster);
    if (!size) throw new Error('a poster without a size');
    const entry = { id: 'nhom-2', data: poster };
    expect(posterFilePath(entry, 'lao-cai/lung-phinh', size, 'pdf')).toBe(
      '/ap-phich/nhom-2/lung-phinh/0.8x1.6.pdf',
    );
    expect(posterFilePath(entry, 'lao-cai', size, 'svg')).toBe('/ap-phich/nhom-2/0.8x1.6.svg');
    const setting = {
      place: commune,
      parent: province,
      campaign: province,
      siteUrl: 'https://la-chan.test',
      trial: false,
    };
    const said = textsOf(posterSheet(poster, size, setting, typeface)).map(({ text }) => text);
    expect(said).toContain('0214.000.111');
    expect(said).not.toContain('0692.509.489');
    expect(said.join(' ')).not.toContain('BẢN THỬ');
    // The commune has no mailbox, so it shows the province's, labelled as the province's.
    expect(said).toContain('pcmt@laocai.gov.vn');
    expect(said.filter((text) => text === '(của tỉnh Lào Cai)')).toHaveLength(1);
  });
});
