import { describe, expect, test } from 'vitest';
import { dutiesOf } from '../../../site/catalog/duties.ts';
import { sharedBases } from '../../../site/catalog/legal-bases.ts';
import type { Place } from '../../../site/schemas/place.ts';
import { type Plan, plan as planSchema } from '../../../site/schemas/plan.ts';
import { dayAfter, firstOccurrence, lastDayOf, monthAfter } from '../../../site/catalog/recurrence.ts';

const written = {
  title: 'Kế hoạch thử',
  summary: 'Một kế hoạch để thử.',
  place: 'thu',
  issuer: 'UBND xã Thử',
  signatory: { name: 'Nguyễn Văn Thử', role: 'Chủ tịch' },
  number: null,
  issued: '2026-02',
  period: { text: 'Năm 2026', from: null, to: '2026' },
  essentials: ['một', 'hai', 'ba', 'bốn', 'năm'],
  figures: [],
  targets: [],
  criteria: null,
  roadmap: [],
  tasks: [{ agency: 'Công an xã', items: [{ text: 'Tuần tra', section: 'V.1' }] }],
  legal: [],
  notes: [],
  reviewed: '2026-11-21',
};
const planWith = (fields: object): Plan => planSchema.parse({ ...written, ...fields });
const places = [{ id: 'thu', data: { name: 'xã Thử' } as Place }];
const dutiesWith = (tasks: object[]) => dutiesOf([{ id: 'thu-2026', data: planWith({ tasks }) }], places);

describe('a recurrence', () => {
  test.each([
    ['FREQ=MONTHLY;BYMONTHDAY=19', '2026-03-01', '2026-03-19', '2026-03-20'],
    ['FREQ=MONTHLY;BYMONTHDAY=19', '2026-03-19', '2026-03-19', '2026-03-20'],
    ['FREQ=MONTHLY;BYMONTHDAY=19', '2026-03-20', '2026-04-19', '2026-04-20'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', '2026-02-01', '2026-02-28', '2026-03-01'],
    ['FREQ=WEEKLY;BYDAY=MO', '2026-11-22', '2026-11-23', '2026-11-24'],
    ['FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=26', '2026-07-01', '2027-06-26', '2027-06-27'],
    ['FREQ=YEARLY;BYMONTH=6', '2026-03-01', '2026-06-01', '2026-07-01'],
    ['FREQ=YEARLY;BYMONTH=12', '2026-03-01', '2026-12-01', '2027-01-01'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2026-03-01', '2028-02-29', '2028-03-01'],
  ])('%s from %s starts on %s', (rule, from, start, end) => {
    expect(firstOccurrence(rule, from)).toMatchObject({ start, end });
  });

  test('of a form nobody needs is refused, by the schema and by the code', () => {
    for (const rule of ['FREQ=DAILY', 'FREQ=MONTHLY', 'FREQ=YEARLY', 'FREQ=MONTHLY;BYMONTHDAY=19;COUNT=3']) {
      const items = [{ text: 'a', section: 'I', recurs: { text: 'hằng tháng', rule } }];
      expect(() => planWith({ tasks: [{ agency: 'a', items }] })).toThrow();
      expect(() => firstOccurrence(rule, '2026-01-01')).toThrow();
    }
  });

  test('that names a day no month has is refused', () => {
    expect(() => firstOccurrence('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01')).toThrow();
  });

  test('days, months and years follow each other', () => {
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
    expect([monthAfter('2026-12'), monthAfter('2026-02-28'), monthAfter('2026')]).toEqual([
      '2027-01-01',
      '2026-03-01',
      '2026-02-01',
    ]);
    expect([lastDayOf('2030'), lastDayOf('2028-02'), lastDayOf('2026-03-05')]).toEqual([
      '2030-12-31',
      '2028-02-29',
      '2026-03-05',
    ]);
  });
});

describe('duties', () => {
  test('have ids of their own that their wording does not change', () => {
    const items = ['Tuần tra', 'Canh gác'].map((text) => ({ text, section: 'V.1' }));
    const reworded = [{ text: 'Đi tuần', section: 'V.1' }, items[1]];
    const ids = (list: object[]) => dutiesWith([{ agency: 'Công an xã', items: list }]).map(({ id }) => id);
    expect(ids(items)).toEqual(['thu-2026-cong-an-xa-v-1', 'thu-2026-cong-an-xa-v-1-2']);
    expect(ids(reworded as object[])).toEqual(ids(items));
  });

  test('carry an agency that fits in an address, cut after a whole word', () => {
    const items = [{ text: 'a', section: 'I' }];
    const agencies = ['UBND cấp xã (xã, phường)', 'Sở Xây dựng; VEC', `Hội ${'phụ nữ '.repeat(12)}`];
    const slugs = dutiesWith(agencies.map((agency) => ({ agency, items }))).map((duty) => duty.agencySlug);
    expect(slugs.slice(0, 2)).toEqual(['ubnd-cap-xa', 'so-xay-dung']);
    expect(slugs[2]).toMatch(/^hoi(-phu-nu)+(-phu)?$/);
    expect(slugs[2]?.length).toBeLessThanOrEqual(60);
  });

  test('of two agencies that would share an address are refused', () => {
    const items = [{ text: 'a', section: 'I' }];
    expect(() =>
      dutiesWith([
        { agency: 'Sở Y tế', items },
        { agency: 'Sở Y tế (mới)', items },
      ]),
    ).toThrow('so-y-te');
  });
});

describe('a legal base', () => {
  const base = (number: string | null, date: string | null) => ({
    kind: 'Kế hoạch',
    number,
    date,
    issuer: 'UBND',
    section: 'I',
  });
  const alsoIn = (a: object, b: object) =>
    sharedBases('a', [
      { id: 'a', data: planWith({ legal: [a] }) },
      { id: 'b', data: planWith({ legal: [b] }) },
    ])[0]?.alsoIn;

  test('is the same in two plans however its number is printed, and when one leaves out the date', () => {
    const printed = base('03/CTrPH-BCA-BGDĐT', '2024-01-22');
    expect(alsoIn(printed, base('03/CTrPH/BCA-BGDĐT', '2024-01-22'))).toEqual(['b']);
    expect(alsoIn(printed, base('03/CTrPH-BCA-BGDĐT', null))).toEqual(['b']);
  });

  test('is another when the date differs, and without a number it is nobody else’s', () => {
    expect(alsoIn(base('45/KH-UBND', '2025-08-24'), base('45/KH-UBND', '2026-01-02'))).toEqual([]);
    expect(alsoIn(base(null, null), base(null, null))).toEqual([]);
  });
});

test('figures that do not add up to their whole are refused, so that no drawing can lie', () => {
  const group = (whole: string) => ({
    title: 'Xã, phường',
    items: [
      { label: 'đạt', value: '32/99', section: 'I' },
      { label: 'còn lại', value: '67', section: 'I' },
    ],
    parts: [{ whole, unit: 'xã, phường', labels: ['đạt', 'còn lại'] }],
  });
  expect(() => planWith({ figures: [group('99')] })).not.toThrow();
  expect(() => planWith({ figures: [group('100')] })).toThrow();
});
