import { AGE_HEADER_SIZE } from '../contract/sizes.ts';

const HEADER = new RegExp(
  '^age-encryption\\.org/v1\\n' +
    '(?:-> mlkem768x25519 [A-Za-z0-9+/]{1494}\\n[A-Za-z0-9+/]{43}\\n){2}' +
    '--- [A-Za-z0-9+/]{43}\\n$',
);

/**
 * Whether bytes start like an age v1 file with exactly two `mlkem768x25519` stanzas of exact length. An X25519-only
 * or one-recipient file is refused, so that a broken or downgraded client cannot store a weaker tip. The shape is
 * all the Worker can judge: it has no key and no code to open a tip.
 */
export function hasTipShape(age: Uint8Array): boolean {
  return HEADER.test(new TextDecoder().decode(age.subarray(0, AGE_HEADER_SIZE)));
}
