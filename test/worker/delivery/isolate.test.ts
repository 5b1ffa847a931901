import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeliveryResult } from '../../../worker/delivery/mail.ts';
import { sendDigest } from '../../../worker/delivery/isolate.ts';

interface Told {
  gaveUp: number[];
  mailed: number[];
  deferred: number[];
  refused: number[];
  apart: number[];
  mails: number;
}

/** Sends the tips 1..`count`, at most `size` in a mail, to a mailbox that answers so. A probe is an empty mail. */
async function digest(
  count: number,
  answer: (tips: readonly number[]) => DeliveryResult,
  size = 31,
  most = Infinity,
): Promise<Told> {
  const waiting = Array.from({ length: count }, (_, index) => index + 1);
  const told: Told = { mailed: [], deferred: [], refused: [], apart: [], mails: 0, gaveUp: [] };
  let isShut = false;
  const send = (tips: readonly number[]) => {
    told.mails++;
    return Promise.resolve(answer(tips));
  };
  await sendDigest<number>({
    next: () => waiting.splice(0, size),
    send,
    probe: () => send([]),
    isOfMail: (result) => 'rejected' in result,
    isOpen: () => !isShut && told.mails < most,
    giveUp: (smallest) => told.gaveUp.push(smallest),
    settle(tips, outcome, result) {
      told[outcome].push(...tips);
      isShut ||= (outcome === 'deferred' || outcome === 'refused') && result !== null;
    },
  });
  told.deferred.push(...waiting);
  return told;
}
const taken = { id: 'x' };
const rejected = { rejected: '554' };
const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

describe('a digest', () => {
  test('sets apart exactly the tips that a mailbox refuses, however they lie', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 90 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 5 }),
        async (count, baits) => {
          const answer = (tips: readonly number[]) =>
            tips.some((tip) => baits.includes(tip)) ? rejected : taken;
          const { mailed, apart, deferred, mails } = await digest(count, answer);
          expect(sorted(apart)).toEqual(sorted(baits.filter((bait) => bait <= count)));
          expect(mailed.length + apart.length).toBe(count);
          expect(deferred).toEqual([]);
          expect(mails).toBeLessThanOrEqual(64 + 1);
        },
      ),
    ));

  test('sets nothing apart where nothing at all is taken, and soon gives up', async () => {
    const told = await digest(90, () => rejected);
    expect(told.apart).toEqual([]);
    // Others go first the next time.
    expect(told.refused).toEqual([1, 2, 3]);
    expect(sorted([...told.refused, ...told.deferred])).toEqual(
      Array.from({ length: 90 }, (_, index) => index + 1),
    );
    expect(told.mails).toBeLessThan(15);
  });

  test('believes other tips before a morning mail that is always refused for its words', async () => {
    const answer = (tips: readonly number[]) => (tips.length === 0 || tips.includes(1) ? rejected : taken);
    expect(await digest(40, answer)).toMatchObject({ apart: [1], deferred: [] });
  });

  test('whose time is over before a slow refusal is found says how far it came', async () => {
    const answer = (tips: readonly number[]) => (tips.includes(1) ? rejected : taken);
    expect(await digest(31, answer, 31, 3)).toMatchObject({ mailed: [], apart: [], gaveUp: [8] });
    expect(await digest(31, answer, 31, 20)).toMatchObject({ apart: [1], gaveUp: [] });
  });

  test('ends with the first fault of the mailbox itself: the rest waits untried', async () => {
    let mails = 0;
    const told = await digest(90, () => (++mails > 1 ? { retry: '451' } : taken));
    expect(told.mailed).toHaveLength(31);
    expect(told.deferred).toHaveLength(59);
    expect(told.mails).toBe(2);
  });
});
