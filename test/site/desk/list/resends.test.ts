import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Gap } from '../../../../site/desk/list/list.ts';
import { isAskable, nextRanges } from '../../../../site/desk/list/resends.ts';

const gap = (from: number, to = from): Gap => ({ from, to });
const singles = (count: number) => Array.from({ length: count }, (_, index) => gap(index * 2 + 1));

describe('asking to have numbers mailed again', () => {
  it('is offered for the own inbox and for what oversight gets, not for the unit of another', () => {
    expect(isAskable({ inbox: 'lung-phinh', to: 'unit' }, 'lung-phinh')).toBe(true);
    expect(isAskable({ inbox: 'lung-phinh', to: 'oversight' }, 'lao-cai')).toBe(true);
    expect(isAskable({ inbox: 'lung-phinh', to: 'unit' }, 'lao-cai')).toBe(false);
  });

  it('asks for all that is missing where that fits', () => {
    expect(nextRanges([gap(12, 15), gap(20)], 0)).toEqual([gap(12, 15), gap(20)]);
  });

  it('asks for the lowest 200 numbers first', () => {
    expect(nextRanges([gap(12, 611)], 0)).toEqual([gap(12, 211)]);
    expect(nextRanges([gap(1, 150), gap(160, 260), gap(300)], 0)).toEqual([gap(1, 150), gap(160, 209)]);
    expect(nextRanges([gap(1, 200), gap(300)], 0)).toEqual([gap(1, 200)]);
  });

  it('asks for the lowest 20 ranges first', () => {
    expect(nextRanges(singles(21), 0)).toEqual(singles(20));
  });

  it('goes on with the next time, and begins anew after the last', () => {
    const gaps = [gap(12, 411), gap(500)];
    expect(nextRanges(gaps, 211)).toEqual([gap(212, 411)]);
    expect(nextRanges(gaps, 411)).toEqual([gap(500)]);
    expect(nextRanges(gaps, 500)).toEqual([gap(12, 211)]);
  });

  it('fits one request and asks for missing numbers only, whatever is missing', () => {
    const anyGaps = fc
      .array(fc.tuple(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 300 })), { minLength: 1 })
      .map((steps) => {
        let at = 0;
        return steps.map(([step, length]) => {
          const from = at + step;
          at = from + length;
          return gap(from, at);
        });
      });
    fc.assert(
      fc.property(anyGaps, fc.nat(20_000), (gaps, asked) => {
        const ranges = nextRanges(gaps, asked);
        const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
        expect(count).toBeGreaterThan(0);
        expect(count).toBeLessThanOrEqual(200);
        expect(ranges.length).toBeLessThanOrEqual(20);
        for (const { from, to } of ranges)
          expect(gaps.some((one) => one.from <= from && from <= to && to <= one.to)).toBe(true);
      }),
    );
  });
});
