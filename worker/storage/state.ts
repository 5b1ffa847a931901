/** How an inbox fares, as its operator may learn it: in buckets, never in counts. */
import { isFull, isPaused, type Standing, type Waiting } from './capacity.ts';
import type { MailState } from '../contract/operator.ts';

/** Of a mailbox of which nothing can be learned. */
export const UNKNOWN: MailState = { waiting: 'unknown', oldest: 'unknown', mail: 'unknown', fault: null };

/** How much waits; for the unit also what the inbox therefore takes no more. */
export function limitBucket(standing: Standing): MailState['waiting'] {
  if (isFull(standing)) return 'full';
  return isPaused(standing, 1) ? 'paused' : countBucket(standing.waiting);
}

/** How much waits: up to 10, up to 100, more. */
export function countBucket({ due, apart }: Waiting): MailState['waiting'] {
  const count = [...due, ...apart].reduce((sum, n) => sum + n, 0);
  if (count === 0) return 'none';
  return count <= 10 ? 'few' : count <= 100 ? 'some' : 'many';
}

/** How long ago, in days of `dayOf`. */
export function ageBucket(since: number | null, today: number): MailState['oldest'] {
  if (since === null) return 'none';
  return today - since <= 1 ? 'day' : today - since <= 7 ? 'week' : 'longer';
}
