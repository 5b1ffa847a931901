/** The vector of PROTOCOL.md, "Receipt". Its receipt must never be used for real. */
import { createHash } from 'node:crypto';
import { identityToRecipient } from 'age-encryption';
import { expect, test } from 'vitest';
import { toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { deriveReceipt, readReceipt } from '../../site/envelope/receipt.ts';

test('the receipt 12345678901234567888 gives the identity, box, box key and recipient of the protocol', async () => {
  const receipt = readReceipt('1234 5678 9012 3456 7888');
  const secrets = await deriveReceipt(receipt ?? '');
  expect(secrets.identity).toBe(
    'AGE-SECRET-KEY-PQ-1980UYCQVP7KGTM682ARMATXPQRZLVPCKXUPNVSNWEL9RRUSDG92SQ40RJ9',
  );
  expect(toBase64url(secrets.box)).toBe('2A-ryHww8eNFU8t1bbs42CaWR8yc7jN4v5r3Nlir2m0');
  expect(toHex(secrets.boxKey)).toBe('d0b472ebb94b853e9e01c938d2c6ed56d90111dd540cbeb1e220dd90f090b54c');
  const recipient = await identityToRecipient(secrets.identity);
  expect(createHash('sha256').update(recipient).digest('hex')).toBe(
    'f630232cca93a6b402218ac881cda60d4737479592775a6ea0add72ed7b5b629',
  );
});
