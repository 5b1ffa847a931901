/** What one inbox takes: larger classes pause first, text last. That is what really bounds a flood. */
import { SIZE_CLASSES, type SizeClassIndex } from '../contract/sizes.ts';

const MAX_LARGER_BYTES = 50 * 1_048_576;
const MAX_TEXTS = 20_000;
/** A store holds 10 GB (Cloudflare's limit): beyond this only texts, then nothing, so that it never stands still. */
const MAX_STORE = 8_000_000_000;
const STORE_OF_TEXTS = 1_000_000_000;

/** Texts, and all that is larger. */
type Pool = 'texts' | 'larger';
const poolOf = (sizeClass: SizeClassIndex): Pool => (sizeClass === 0 ? 'texts' : 'larger');

/**
 * What an inbox takes in a day, in bytes of age files: a mailbox keeps what it gets, and a flood must not fill it. It
 * comes evenly hour by hour, and half a day's share can be saved. Photos for a day are more than a commune ever sends.
 */
const DAILY: Readonly<Record<Pool, number>> = {
  texts: 2 * MAX_TEXTS * SIZE_CLASSES[0].age,
  larger: 200 * 1_048_576,
};
export const BUDGET_HOURS = 24;

/** Numbers of tips by size class. */
export interface Waiting {
  due: [number, number, number];
  apart: [number, number, number];
}

/** How many tips of one class were accepted in one hour since epoch. */
export interface Accepted {
  hour: number;
  sizeClass: SizeClassIndex;
  count: number;
}

/** What one inbox may still take. In memory; begun anew, as if nothing had been saved a day ago. */
export class Budgets {
  readonly #left = { texts: 0, larger: 0 };
  #hour: number;

  /** `accepted` in the 24 hours before `thisHour` and in it. */
  constructor(thisHour: number, accepted: readonly Accepted[]) {
    this.#hour = thisHour - BUDGET_HOURS;
    for (const { hour, sizeClass, count } of [...accepted].sort((a, b) => a.hour - b.hour))
      this.take(hour, sizeClass, count);
  }

  /** So many tips of a class were accepted in this hour. */
  take(hour: number, sizeClass: SizeClassIndex, count = 1): void {
    this.#refill(hour);
    this.#left[poolOf(sizeClass)] -= count * SIZE_CLASSES[sizeClass].age;
  }

  /** Bytes that may be taken in this hour. */
  left(pool: Pool, hour: number): number {
    this.#refill(hour);
    return this.#left[pool];
  }

  // A clock that goes back gives nothing.
  #refill(hour: number): void {
    const hours = Math.max(0, hour - this.#hour);
    this.#hour += hours;
    for (const pool of ['texts', 'larger'] as const)
      this.#left[pool] = Math.min(DAILY[pool] / 2, this.#left[pool] + (hours * DAILY[pool]) / BUDGET_HOURS);
  }
}

/** How an inbox stands: what waits for its unit, what its store takes on disk (bytes), what it may still take. */
export interface Standing {
  waiting: Waiting;
  storeSize: number;
  left: Readonly<Record<Pool, number>>;
}

/** Whether one more tip of a larger class is refused. A class that no mailbox takes stops itself, and no other. */
export function isPaused(
  { waiting: { due, apart }, storeSize, left }: Standing,
  sizeClass: SizeClassIndex,
): boolean {
  const { age } = SIZE_CLASSES[sizeClass];
  const before = due[1] * SIZE_CLASSES[1].age + due[2] * SIZE_CLASSES[2].age + apart[sizeClass] * age;
  return before + age > MAX_LARGER_BYTES || storeSize > MAX_STORE || left.larger < age;
}

/** Whether every tip is refused. */
export function isFull({ waiting: { due, apart }, storeSize, left }: Standing): boolean {
  return (
    due[0] + apart[0] >= MAX_TEXTS ||
    storeSize > MAX_STORE + STORE_OF_TEXTS ||
    left.texts < SIZE_CLASSES[0].age
  );
}
