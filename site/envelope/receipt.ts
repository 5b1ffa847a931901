/** The receipt: 20 digits from which every secret of one tip's sender is derived (PROTOCOL.md, "Receipt"). */
import { hkdf } from '@noble/hashes/hkdf.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bech32 } from '@scure/base';
import { randomBytes } from './bytes.ts';

/** What a receipt opens. `identity` is an age identity, the rest raw bytes (32, 16, 16, 32). */
export interface ReceiptSecrets {
  identity: string;
  box: Uint8Array;
  sid: Uint8Array;
  thread: Uint8Array;
  boxKey: Uint8Array;
}

export const RECEIPT_LENGTH = 20;

/** A new receipt: 18 uniform random digits and two ISO 7064 MOD 97-10 check digits. */
export function makeReceipt(): string {
  let digits = '';
  while (digits.length < 18) {
    for (const byte of randomBytes(32)) {
      // 250 is the largest multiple of 10 in a byte: a plain `% 10` would favour 0 to 5.
      if (byte < 250 && digits.length < 18) digits += byte % 10;
    }
  }
  const check = 98 - mod97(`${digits}00`);
  return digits + String(check).padStart(2, '0');
}

/**
 * The digits of a receipt as someone typed them so far, or null when there is anything else among them.
 * Full-width digits, spaces, dots and dashes are forgiven, O is read as 0, l and I as 1.
 */
export function digitsOf(typed: string): string | null {
  const digits = typed
    .normalize('NFKC')
    .replace(/[\s.\-\u2010-\u2015]/g, '')
    .replace(/[oO]/g, '0')
    .replace(/[lI]/g, '1');
  return /^\d*$/.test(digits) ? digits : null;
}

/** The 20 digits of a receipt as someone typed it, or null when they are not one (wrong length or check digits). */
export function readReceipt(typed: string): string | null {
  const digits = digitsOf(typed);
  return digits?.length === RECEIPT_LENGTH && mod97(digits) === 1 ? digits : null;
}

/** Digits in groups of four, as a receipt is shown and copied; the last group may be shorter. */
export function groupDigits(digits: string): string[] {
  return digits.match(/.{1,4}/g) ?? [];
}

/**
 * Derives every secret of a receipt. Takes about a second on a slow phone, so run it in a worker;
 * `onProgress` is told a fraction from 0 to 1.
 */
export async function deriveReceipt(
  receipt: string,
  onProgress?: (done: number) => void,
): Promise<ReceiptSecrets> {
  const ascii = new TextEncoder();
  const secret = await scryptAsync(ascii.encode(receipt), ascii.encode('tip/v1/receipt'), {
    N: 32_768,
    r: 8,
    p: 1,
    dkLen: 32,
    ...(onProgress ? { onProgress } : {}),
  });
  const derive = (info: string, size: number) =>
    hkdf(sha256, secret, ascii.encode('tip/v1'), ascii.encode(info), size);
  const box = derive('mailbox', 32);
  return {
    identity: bech32.encodeFromBytes('AGE-SECRET-KEY-PQ-', derive('age-pq-identity', 32)).toUpperCase(),
    box,
    sid: derive('submission/0', 16),
    thread: derive('thread', 16),
    boxKey: sha256(box),
  };
}

function mod97(digits: string): number {
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
}
