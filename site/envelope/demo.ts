/** Demo keys, known by what they are and not by a flag: a build that holds one can never pass as real. */
import { keyFingerprint } from './keys.ts';

/** First 8 bytes of SHA-256 of each recipient and reply key whose secret half lies open in test/fixtures/keys. */
export const DEMO_FINGERPRINTS: readonly string[] = [
  '83927273f9df7dcb',
  '1738538c60a0bbc9',
  '7690d7cf689f89f6',
  'e6cba32949e967ee',
  '51827e3a7a7fd145',
  '8731366e71767676',
];

/** Whether the secret half of this recipient or reply key is public knowledge. */
export function isDemoKey(key: string): boolean {
  return DEMO_FINGERPRINTS.includes(keyFingerprint(key));
}
