import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  deriveReceipt,
  digitsOf,
  groupDigits,
  makeReceipt,
  readReceipt,
} from '../../../site/envelope/receipt.ts';

const RECEIPT = '12345678901234567888';
const receipts = fc.array(fc.nat(9), { minLength: 18, maxLength: 18 }).map((digits) => {
  const body = digits.join('');
  return body + String(98n - ((BigInt(body) * 100n) % 97n)).padStart(2, '0');
});

describe('a new receipt', () => {
  test('has 20 digits with good check digits, and is a new one each time', () => {
    const made = Array.from({ length: 200 }, makeReceipt);
    for (const receipt of made) {
      expect(receipt).toMatch(/^\d{20}$/);
      expect(BigInt(receipt) % 97n).toBe(1n);
    }
    expect(new Set(made).size).toBe(200);
  });

  test('favours no digit', () => {
    const digits = Array.from({ length: 3_000 }, () => makeReceipt().slice(0, 18)).join('');
    const counts = Array.from({ length: 10 }, (_, digit) => digits.split(String(digit)).length - 1);
    // 5,400 of each are expected, with a standard deviation of 70; a digit left out or favoured shows.
    for (const count of counts) expect(Math.abs(count - 5_400)).toBeLessThan(420);
  });
});

describe('a receipt is read', () => {
  test.each([
    ['as shown', '1234 5678 9012 3456 7888'],
    ['without spaces', RECEIPT],
    ['with dashes', '1234-5678-9012-3456-7888'],
    ['with long dashes', '1234–5678—9012‐3456‑7888'],
    ['with dots', '1234.5678.9012.3456.7888'],
    ['with no-break and thin spaces', '1234\u00a05678\u202f9012\u20093456\u30007888'],
    ['over several lines', ' 1234 5678\n9012\t3456\r\n7888 '],
    ['in full-width digits', '１２３４ ５６７８ ９０１２ ３４５６ ７８８８'],
    ['with l and I for 1', 'l234 5678 90I2 3456 7888'],
    ['with O and o for 0', '1234 5678 9O12 3456 7888'.replace('O', 'o')],
    ['with O for 0', '1234 5678 9O12 3456 7888'],
    ['in groups of any length', '1 23 456 7890 12345 67888'],
  ])('%s', (_name, typed) => expect(readReceipt(typed)).toBe(RECEIPT));

  test('in any spacing', () => {
    fc.assert(
      fc.property(
        receipts,
        fc.array(fc.constantFrom(' ', '-', '.', '\u00a0', '–', ''), { minLength: 20, maxLength: 20 }),
        (receipt, gaps) => {
          expect(readReceipt([...receipt].map((digit, index) => digit + (gaps[index] ?? '')).join(''))).toBe(
            receipt,
          );
        },
      ),
    );
  });

  test('back from how it is shown: five groups of four', () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(groupDigits(receipt).map(({ length }) => length)).toEqual([4, 4, 4, 4, 4]);
        expect(readReceipt(groupDigits(receipt).join(' '))).toBe(receipt);
      }),
    );
  });
});

test('the digits typed so far are known at every key, and anything else among them too', () => {
  for (let length = 0; length <= RECEIPT.length; length++) {
    const typed = RECEIPT.slice(0, length);
    expect(digitsOf(typed)).toBe(typed);
    expect(digitsOf(`${groupDigits(typed).join(' ')} `)).toBe(typed);
  }
  for (const other of ['12x', 'mã', '١٢', '12+3']) expect(digitsOf(other)).toBeNull();
});

describe('a receipt is refused', () => {
  test.each([
    '',
    '1234',
    '1234 5678 9012 3456 788',
    '1234 5678 9012 3456 7888 8',
    '1234 5678 9012 3456 788x',
    '٠٠٠٠٠',
    'abc',
  ])('when it is "%s"', (typed) => expect(readReceipt(typed)).toBeNull());
  test('with any one digit wrong', () => {
    fc.assert(
      fc.property(receipts, fc.nat(19), fc.integer({ min: 1, max: 9 }), (receipt, at, by) => {
        const digits = [...receipt];
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(readReceipt(digits.join(''))).toBeNull();
      }),
    );
  });
  test('with any two neighbours swapped', () => {
    fc.assert(
      fc.property(receipts, fc.nat(18), (receipt, at) => {
        const [a = '', b = ''] = receipt.slice(at, at + 2);
        fc.pre(a !== b);
        expect(readReceipt(receipt.slice(0, at) + b + a + receipt.slice(at + 2))).toBeNull();
      }),
    );
  });
});

test('everything derived from a receipt is its own, and progress is told up to the end', async () => {
  const progress: number[] = [];
  const one = await deriveReceipt(RECEIPT, (done) => progress.push(done));
  const other = await deriveReceipt(makeReceipt());
  expect([one.box, one.sid, one.thread, one.boxKey].map(({ length }) => length)).toEqual([32, 16, 16, 32]);
  expect(one.identity).toMatch(/^AGE-SECRET-KEY-PQ-1[A-Z0-9]+$/);
  const values = [one, other].flatMap(({ identity, ...rest }) => [
    identity,
    ...Object.values(rest).map(String),
  ]);
  expect(new Set(values).size).toBe(10);
  expect(progress.at(-1)).toBe(1);
  expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
});
