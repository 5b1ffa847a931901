/** What strangers may ask of one object at a time without having paid for it. In memory, for this isolate. */
import { ApiError } from './errors.ts';

/** Calls under way to one object. Each takes it a millisecond or two: a tip never has more than these before it. */
const MOST = 4;

const crowds = new Map<string, number>();

/**
 * Asks an object something that costs no proof of work. `name` is the object's.
 * @throws ApiError 429 `slow` when too many ask it already, and whatever `ask` throws.
 */
export async function unpaid<T>(name: string, ask: () => Promise<T>): Promise<T> {
  const before = crowds.get(name) ?? 0;
  if (before >= MOST) throw new ApiError(429, 'slow', 2);
  crowds.set(name, before + 1);
  try {
    return await ask();
  } finally {
    const left = (crowds.get(name) ?? 1) - 1;
    if (left > 0) crowds.set(name, left);
    else crowds.delete(name);
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
