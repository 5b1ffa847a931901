/** What one inbox takes: larger classes pause first, text last. That is what really bounds a flood. */
import { SIZE_CLASSES, type SizeClassIndex } from './contract.ts';
import type { Waiting } from './storage/inbox-store.ts';

const MAX_LARGER_BYTES = 50 * 1_048_576;
const MAX_TEXTS = 20_000;
/** A store holds 10 GB (Cloudflare's limit): beyond this only texts, then nothing, so that it never stands still. */
const MAX_STORE = 8_000_000_000;
const STORE_OF_TEXTS = 1_000_000_000;

/** Whether one more tip of a larger class is refused. A class that no mailbox takes stops itself, and no other. */
export function isPaused({ due, apart }: Waiting, sizeClass: SizeClassIndex, storeSize = 0): boolean {
  const { age } = SIZE_CLASSES[sizeClass];
  const before = due[1] * SIZE_CLASSES[1].age + due[2] * SIZE_CLASSES[2].age + apart[sizeClass] * age;
  return before + age > MAX_LARGER_BYTES || storeSize > MAX_STORE;
}

/** Whether every tip is refused. `storeSize` is what the store takes on disk, in bytes. */
export function isFull({ due, apart }: Waiting, storeSize = 0): boolean {
  return due[0] + apart[0] >= MAX_TEXTS || storeSize > MAX_STORE + STORE_OF_TEXTS;
}
