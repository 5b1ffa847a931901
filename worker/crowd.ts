/** What strangers may ask of one object at a time without having paid for it. In memory, for this isolate. */
import { ApiError } from './errors.ts';

/** Calls under way to one object. Each takes it a millisecond or two: a tip never has more than these before it. */
const MOST = 4;
/** Others wait here, so many and so long (ms). */
const MOST_WAITING = 64;
const PATIENCE = 2_000;
const LOOK = 20;

const crowds = new Map<string, number>();
let waiting = 0;

/**
 * Asks an object something that costs no proof of work. `name` is the object's.
 * @throws ApiError 429 `slow` when too many ask it already, and whatever `ask` throws.
 */
export async function unpaid<T>(name: string, ask: () => Promise<T>): Promise<T> {
  await turnAt(name);
  crowds.set(name, (crowds.get(name) ?? 0) + 1);
  try {
    return await ask();
  } finally {
    const left = (crowds.get(name) ?? 1) - 1;
    if (left > 0) crowds.set(name, left);
    else crowds.delete(name);
  }
}

async function turnAt(name: string): Promise<void> {
  const isFree = () => (crowds.get(name) ?? 0) < MOST;
  if (isFree()) return;
  if (waiting >= MOST_WAITING) throw new ApiError(429, 'slow', 2);
  waiting++;
  try {
    // Each looks for itself: no request may wake another.
    for (let waited = 0; waited < PATIENCE; waited += LOOK) {
      // eslint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      if (isFree()) return;
    }
    throw new ApiError(429, 'slow', 2);
  } finally {
    waiting--;
  }
}

/**
 * The answer to a question that everybody asks, at most `ms` old. While it is asked anew, others get the old one; who
 * finds none asks too.
 */
export class Remembered<T> {
  readonly #ms: number;
  readonly #known = new Map<string, { value: T; until: number }>();

  constructor(ms: number) {
    this.#ms = ms;
  }

  async get(name: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#known.get(name);
    const now = Date.now();
    if (known && known.until > now) return known.value;
    if (known) known.until = now + this.#ms;
    try {
      const value = await ask();
      this.#known.set(name, { value, until: Date.now() + this.#ms });
      return value;
    } catch (error) {
      if (known) this.#known.delete(name);
      throw error;
    }
  }

  forget(name: string): void {
    this.#known.delete(name);
  }
}
