/** A tip at its exact size again, whatever mail programs put around it or did to its line breaks. */
import { decodeMailedHead, MAILED_HEAD_SIZE } from '../../../../worker/contract/mailed-file.ts';
import { AGE_HEADER_SIZE, SIZE_CLASSES } from '../../../../worker/contract/sizes.ts';
import { ageOfMailed } from '../../../envelope/mailed-file.ts';
import { join } from './part.ts';

const [LF, CR] = [0x0a, 0x0d];

const LARGEST = SIZE_CLASSES[2].age + MAILED_HEAD_SIZE;

/** A tip as it may have been mailed, and the age file in it. */
export interface Form {
  mailed: Uint8Array;
  age: Uint8Array;
}

/**
 * The exact forms that a tip may have had which now begins so, the likeliest first: cut where something stands behind
 * it, with the line break that was taken for the end of a text, with every CRLF an LF again. Each has the size and the
 * header of a sealed tip; whether it is one, a signed hash or the key must say.
 */
export function* exactForms(bytes: Uint8Array): Generator<Form> {
  for (const plain of bytes.subarray(0, LARGEST).includes(CR) ? [bytes, withoutCr(bytes)] : [bytes]) {
    const head = decodeMailedHead(plain) ? MAILED_HEAD_SIZE : 0;
    // Before megabytes are decrypted.
    if (!hasTipHeader(ageOfMailed(plain.subarray(0, head + AGE_HEADER_SIZE)))) continue;
    for (const mailed of ofExactSize(plain, head)) yield { mailed, age: ageOfMailed(mailed) };
  }
}

function* ofExactSize(bytes: Uint8Array, head: number): Generator<Uint8Array> {
  const sizes = SIZE_CLASSES.map(({ age }) => age + head).reverse();
  for (const size of sizes) {
    if (size <= bytes.length) yield bytes.subarray(0, size);
    if (size === bytes.length + 1) yield join([bytes, Uint8Array.of(LF)]);
    if (size === bytes.length + 2) yield join([bytes, Uint8Array.of(CR, LF)]);
  }
}

/** Every CRLF as LF: what undoes the change of every LF to CRLF, and nothing else. */
function withoutCr(all: Uint8Array): Uint8Array {
  // More than the largest tip of line breaks alone cannot be one.
  const bytes = all.subarray(0, 2 * LARGEST);
  const plain = new Uint8Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; at++)
    if (bytes[at] !== CR || bytes[at + 1] !== LF) plain[size++] = bytes[at] ?? 0;
  return plain.subarray(0, size);
}

/** A sealed tip has two recipients, so that its MAC ends at a known place. Others would cost time for each of theirs. */
function hasTipHeader(age: Uint8Array): boolean {
  const tail = String.fromCharCode(...age.subarray(AGE_HEADER_SIZE - 49, AGE_HEADER_SIZE));
  return /^\n--- [A-Za-z0-9+/]{43}\n$/.test(tail);
}
