/** What strangers may ask of one object at a time without having paid for it. In memory, for this isolate. */
import { ApiError } from '../http/errors.ts';

/** Calls under way to one object. Each takes it a millisecond or two: a tip never has more than these before it. */
const MOST = 4;
/** Others wait here, so many and so long (ms). */
const MOST_WAITING = 64;
const PATIENCE = 2_000;
const LOOK = 20;

/** A call whose connection breaks may never come to its end: after so long (ms) it counts no more. */
const FORGOTTEN = 10_000;

/** Calls that began and have not ended. */
class Calls {
  readonly #most: number;
  readonly #began = new Set<{ at: number }>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Begins one and returns what ends it; null when as many as may be are under way. */
  begin(): (() => void) | null {
    const now = Date.now();
    for (const call of this.#began) if (call.at <= now - FORGOTTEN) this.#began.delete(call);
    if (this.#began.size >= this.#most) return null;
    const call = { at: now };
    this.#began.add(call);
    return () => void this.#began.delete(call);
  }
}

/** One for each object of this line, no more. */
const crowds = new Map<string, Calls>();
const waiting = new Calls(MOST_WAITING);

/**
 * Asks an object something that costs no proof of work. `name` is the object's.
 * @throws ApiError 429 `slow` when too many ask it already, and whatever `ask` throws.
 */
export async function unpaid<T>(name: string, ask: () => Promise<T>): Promise<T> {
  const calls = crowds.get(name) ?? new Calls(MOST);
  crowds.set(name, calls);
  const end = calls.begin() ?? (await turnIn(calls));
  try {
    return await ask();
  } finally {
    end();
  }
}

async function turnIn(calls: Calls): Promise<() => void> {
  const leave = waiting.begin();
  if (!leave) throw new ApiError(429, 'slow', 2);
  try {
    const until = Date.now() + PATIENCE;
    // Each looks for itself: no request may wake another. On a busy machine a look takes longer.
    for (let waited = 0; waited < PATIENCE && Date.now() < until; waited += LOOK) {
      // eslint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      const end = calls.begin();
      if (end) return end;
    }
    throw new ApiError(429, 'slow', 2);
  } finally {
    leave();
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
