import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBytes, toBase64url } from '../../../site/envelope/bytes.ts';
import { readResend, signResend } from '../../../site/envelope/resend.ts';
import {
  decodeResend,
  encodeResend,
  MAX_RESEND_NUMBERS,
  MAX_RESEND_RANGES,
  RESEND_RECORD_SIZE,
  type NumberRange,
  type ResendRequest,
} from '../../../worker/contract/resend.ts';

const seed = randomBytes(32);
const replyKey = toBase64url(ed25519.getPublicKey(seed));
const request: ResendRequest = {
  inbox: 'lung-phinh',
  to: 'unit',
  day: 20_778,
  once: randomBytes(16),
  ranges: [
    { from: 12, to: 15 },
    { from: 20, to: 20 },
  ],
};

const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const anyRange = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 2 ** 32 - 10 })),
    fc.nat(MAX_RESEND_NUMBERS / MAX_RESEND_RANGES - 1),
  )
  .map(([from, more]): NumberRange => ({ from, to: from + more }));
const anyRequest: fc.Arbitrary<ResendRequest> = fc.record({
  inbox: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
  to: fc.constantFrom('unit', 'oversight'),
  day: fc.nat(65_535),
  once: bytesOf(16),
  ranges: fc.array(anyRange, { minLength: 1, maxLength: MAX_RESEND_RANGES }),
});
const flip = (bytes: Uint8Array, at: number, by: number) =>
  bytes.map((byte, index) => (index === at ? byte ^ by : byte));

describe('a signed request to mail numbers again', () => {
  it('reads the same with the key of its signer, whatever it asks for', () => {
    fc.assert(
      fc.property(anyRequest, (asked) => {
        expect(readResend(signResend(asked, seed), replyKey)).toEqual(asked);
      }),
      { numRuns: 50 },
    );
  });

  it('is not read with another key, or with none', () => {
    const record = signResend(request, seed);
    expect(readResend(record, toBase64url(ed25519.getPublicKey(randomBytes(32))))).toBeNull();
    expect(readResend(record, 'no key')).toBeNull();
    // A key of small order, under which lax rules let anything pass.
    expect(readResend(record, toBase64url(Uint8Array.of(1, ...new Uint8Array(31))))).toBeNull();
  });

  it('is not read with any byte of it changed', { timeout: 120_000 }, () => {
    const record = signResend(request, seed);
    for (let at = 0; at < RESEND_RECORD_SIZE; at++)
      expect(readResend(flip(record, at, 1 << (at % 8)), replyKey)).toBeNull();
  });

  it('is not made for nothing, or for more than one request may ask', () => {
    const ask = (ranges: NumberRange[]) => () => signResend({ ...request, ranges }, seed);
    const singles = (length: number) => Array.from({ length }, (_, at) => ({ from: at + 1, to: at + 1 }));
    expect(ask([{ from: 12, to: 211 }])).not.toThrow();
    expect(ask(singles(20))).not.toThrow();
    expect(ask([])).toThrow(RangeError);
    expect(ask([{ from: 12, to: 212 }])).toThrow(RangeError);
    expect(ask(singles(21))).toThrow(RangeError);
    expect(ask([{ from: 0, to: 5 }])).toThrow(RangeError);
    expect(ask([{ from: 5, to: 4 }])).toThrow(RangeError);
    expect(ask([{ from: 2 ** 32, to: 2 ** 32 }])).toThrow(RangeError);
  });
});

describe('on the wire', () => {
  it('a record is what is documented, byte for byte', () => {
    const record = Buffer.from(signResend(request, seed));
    expect(record).toHaveLength(309);
    expect(record[0]).toBe(10);
    expect(record.subarray(1, 65).toString('latin1')).toBe('lung-phinh'.padEnd(64, '\0'));
    expect(record[65]).toBe(0);
    expect(record.readUInt16BE(66)).toBe(20_778);
    expect(record.subarray(68, 84).equals(request.once)).toBe(true);
    expect(record[84]).toBe(2);
    expect([85, 89, 93, 97].map((at) => record.readUInt32BE(at))).toEqual([12, 15, 20, 20]);
    expect(record.subarray(101, 245).every((byte) => byte === 0)).toBe(true);
    const message = Buffer.concat([Buffer.from('TIPA1'), record.subarray(0, 245)]);
    expect(ed25519.verify(record.subarray(245), message, ed25519.getPublicKey(seed))).toBe(true);
    expect(signResend({ ...request, to: 'oversight' }, seed)[65]).toBe(1);
  });

  it('what is written is read, and it is written in no other way', () => {
    fc.assert(
      fc.property(
        anyRequest,
        bytesOf(64),
        fc.nat(RESEND_RECORD_SIZE - 1),
        fc.integer({ min: 1, max: 255 }),
        (asked, sig, at, by) => {
          const record = encodeResend(asked, sig);
          expect(decodeResend(record)).toEqual({ ...asked, sig });
          // Another byte is another request, or none.
          const changed = flip(record, at, by);
          const read = decodeResend(changed);
          if (read) {
            expect(read).not.toEqual({ ...asked, sig });
            expect(encodeResend(read, read.sig)).toEqual(changed);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('no bytes make its reader throw, and what it reads it would write', () => {
    const record = encodeResend(request, new Uint8Array(64));
    // Random bytes alone hardly get past the inbox; so also a record with a random end, and one with random ranges.
    const ended = fc
      .tuple(fc.nat(RESEND_RECORD_SIZE), fc.uint8Array({ maxLength: 400 }))
      .map(([at, end]) => new Uint8Array([...record.subarray(0, at), ...end]));
    const ranged = fc
      .tuple(fc.nat(255), bytesOf(160))
      .map(([count, ranges]) =>
        Uint8Array.from([...record.subarray(0, 84), count, ...ranges, ...record.subarray(245)]),
      );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), bytesOf(309), ended, ranged), (bytes) => {
        const read = decodeResend(bytes);
        if (read) expect(encodeResend(read, read.sig)).toEqual(bytes);
        expect(readResend(bytes, replyKey)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });
});
