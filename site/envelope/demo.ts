/** Demo recipients, known by what they are and not by a flag: a build that holds one can never pass as real. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/** First 8 bytes of SHA-256 of each recipient string whose secret half lies open in test/fixtures/keys. */
export const DEMO_FINGERPRINTS: readonly string[] = [
  '83927273f9df7dcb',
  '1738538c60a0bbc9',
  '7690d7cf689f89f6',
];

/** Whether the secret half of this recipient is public knowledge. */
export function isDemoRecipient(recipient: string): boolean {
  return DEMO_FINGERPRINTS.includes(toHex(sha256(new TextEncoder().encode(recipient)).slice(0, 8)));
}
