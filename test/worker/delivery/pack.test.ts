import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAILED_HEAD_SIZE } from '../../../worker/contract/mailed-file.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../../../worker/contract/sizes.ts';
import { fits, pack, type Candidate } from '../../../worker/delivery/pack.ts';

const candidates = (...classes: SizeClassIndex[]): Candidate[] =>
  classes.map((sizeClass, index) => ({ tip: index + 1, sizeClass }));
const packed = (classes: SizeClassIndex[], limits: { attachments: number; bytes: number }) =>
  pack(candidates(...classes), limits).map(({ tip }) => tip);
const MEBI = 1_048_576;

test('the signed note is one of the attachments that a carrier counts', () => {
  const texts = Array.from({ length: 100 }, () => 0 as const);
  expect(packed(texts, { attachments: 32, bytes: 5 * MEBI })).toHaveLength(31);
});

test('what does not fit any more is passed over, and what comes behind it still goes', () => {
  expect(packed([1, 2, 0, 1], { attachments: 32, bytes: 2 * MEBI })).toEqual([1, 3, 4]);
});

test('the first goes even where it is too large, so that nothing waits behind it, and alone', () => {
  expect(packed([2, 0, 1], { attachments: 32, bytes: MEBI })).toEqual([1]);
  expect(fits(2, { attachments: 32, bytes: MEBI })).toBe(false);
  expect(fits(2, { attachments: 32, bytes: 4.5 * MEBI })).toBe(true);
});

test('no mail is ever larger than its limits, whatever waits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<SizeClassIndex>(0, 0, 0, 1, 2), { maxLength: 60 }),
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 50_000, max: 12 * MEBI }),
      (classes, attachments, bytes) => {
        const mail = pack(candidates(...classes), { attachments, bytes });
        expect(mail.length).toBe(new Set(mail).size);
        if (mail.length < 2) return;
        expect(mail.length).toBeLessThan(attachments);
        const lines = mail.map(({ sizeClass }) =>
          Math.ceil((SIZE_CLASSES[sizeClass].age + MAILED_HEAD_SIZE) / 57),
        );
        expect(lines.reduce((sum, count) => sum + count * 78, 0)).toBeLessThan(bytes);
      },
    ),
  );
});
