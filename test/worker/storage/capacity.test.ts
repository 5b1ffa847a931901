import { describe, expect, test } from 'vitest';
import { Budgets } from '../../../worker/storage/capacity.ts';
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import { limitBucket } from '../../../worker/storage/state.ts';

const MIB = 1_048_576;
const HOUR = 500_000;
const texts = (budgets: Budgets, hour: number) =>
  Math.floor(budgets.left('texts', hour) / SIZE_CLASSES[0].age);
const largest = (budgets: Budgets, hour: number) =>
  Math.floor(budgets.left('larger', hour) / SIZE_CLASSES[2].age);

describe('what an inbox takes in a day', () => {
  test('begins with half a day: 20,000 texts and 100 MiB of what is larger', () => {
    const budgets = new Budgets(HOUR, []);
    expect(budgets.left('larger', HOUR)).toBe(100 * MIB);
    expect(texts(budgets, HOUR)).toBe(20_000);
  });

  test('comes back hour by hour, and no more than half a day is saved', () => {
    const budgets = new Budgets(HOUR, [{ hour: HOUR, sizeClass: 2, count: 33 }]);
    expect(largest(budgets, HOUR)).toBe(0);
    expect(largest(budgets, HOUR + 1)).toBe(3);
    expect(budgets.left('larger', HOUR + 25)).toBe(100 * MIB);
  });

  test('is never more than the share of each day, and what was saved before', () => {
    const budgets = new Budgets(HOUR, []);
    const taken = { 1: 0, 2: 0 };
    for (let hour = HOUR; hour < HOUR + 72; hour++)
      for (const sizeClass of [1, 2] as const)
        while (budgets.left('larger', hour) >= SIZE_CLASSES[sizeClass].age) {
          budgets.take(hour, sizeClass);
          taken[sizeClass]++;
        }
    const bytes = taken[1] * SIZE_CLASSES[1].age + taken[2] * SIZE_CLASSES[2].age;
    expect(bytes).toBeGreaterThan((100 + 3 * 200 - 10) * MIB);
    expect(bytes).toBeLessThan((100 + 3 * 200 + 10) * MIB);
  });

  test('of texts is not touched by photos, nor the other way', () => {
    const budgets = new Budgets(HOUR, [{ hour: HOUR, sizeClass: 1, count: 190 }]);
    expect(texts(budgets, HOUR)).toBe(20_000);
    for (let count = 0; count < 100; count++) budgets.take(HOUR, 0);
    expect(texts(budgets, HOUR)).toBe(19_900);
    expect(Math.floor(budgets.left('larger', HOUR) / SIZE_CLASSES[1].age)).toBe(8);
  });
});

describe('what an operator learns of it', () => {
  const told = (ofTexts: number, ofLarger: number, waits = 0) =>
    limitBucket({
      waiting: { due: [waits, 0, 0], apart: [0, 0, 0] },
      storeSize: 0,
      left: { texts: ofTexts * SIZE_CLASSES[0].age, larger: ofLarger * SIZE_CLASSES[1].age },
    });

  test('is that photos are refused, or that everything is', () => {
    expect([told(1, 1), told(1, 1, 5)]).toEqual(['none', 'few']);
    expect([told(1, 0.9), told(1, 0.9, 5)]).toEqual(['paused', 'paused']);
    expect([told(0.9, 1), told(0.9, 0), told(1, 1, 20_000)]).toEqual(['full', 'full', 'full']);
  });
});
