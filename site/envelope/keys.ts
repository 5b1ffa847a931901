/** Names of inbox keys: the kid that machines compare and the six digits that people compare. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/** What a phone must know of an inbox to seal a tip to it. */
export interface InboxKeys {
  id: string;
  label: string;
  oversight: string;
  recipients: [string, string];
  replyKey: string;
}

const pairHash = (recipients: readonly [string, string]) =>
  sha256(new TextEncoder().encode(`${recipients[0]}\n${recipients[1]}`));

/** The key id of a pair of recipients: the first 8 bytes of SHA-256(recipient1 LF recipient2). */
export function kidOf(recipients: readonly [string, string]): Uint8Array {
  return pairHash(recipients).slice(0, 8);
}

/** The same as 16 hex digits. */
export function kidHexOf(recipients: readonly [string, string]): string {
  return toHex(kidOf(recipients));
}

/** Six digits that stand on tip page, board and slip, so that people can compare them: bytes 8-11 modulo 10^6. */
export function fingerprintOf(recipients: readonly [string, string]): string {
  const hash = pairHash(recipients);
  const number = new DataView(hash.buffer, hash.byteOffset).getUint32(8) % 1_000_000;
  return String(number).padStart(6, '0');
}

/** Names one recipient or reply key: the first 8 bytes of SHA-256 of its text, as 16 hex digits. */
export function keyFingerprint(key: string): string {
  return toHex(sha256(new TextEncoder().encode(key)).slice(0, 8));
}
