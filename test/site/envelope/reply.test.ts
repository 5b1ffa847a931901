import { ed25519 } from '@noble/curves/ed25519.js';
import {
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
  Encrypter,
} from 'age-encryption';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomBytes, toBase64url } from '../../../site/envelope/bytes.ts';
import { openReply, REPLY_LIMIT, sealReply, type ReplyReader } from '../../../site/envelope/reply.ts';
import { cleanText } from '../../../site/envelope/tip.ts';
import { dayOf, dayText } from '../../../worker/contract/day.ts';
import {
  decodeMailbox,
  decodeReply,
  encodeMailbox,
  encodeReply,
  MAILBOX_ANSWER_SIZE,
  REPLY_AGE_SIZE,
  REPLY_RECORD_SIZE,
  replyMessage,
  SLOT_SIZE,
  type AddressedReply,
} from '../../../worker/contract/reply.ts';

const INBOX = 'lung-phinh';
const DAY = 20_778;
const seed = randomBytes(32);
const box = randomBytes(32);
let replyTo: string;
let reader: ReplyReader;
beforeAll(async () => {
  const identity = await generateHybridIdentity();
  replyTo = await identityToRecipient(identity);
  reader = { identity, box, replyKey: toBase64url(ed25519.getPublicKey(seed)) };
});

const seal = (text: string, address: Partial<AddressedReply> = {}) =>
  sealReply(text, replyTo, { inbox: INBOX, box, day: DAY, ...address }, seed);

/** A signed reply whose age file holds these bytes instead of a frame. */
async function sealBytes(plain: Uint8Array, recipient = replyTo): Promise<AddressedReply> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const ct = await encrypter.encrypt(plain);
  const address = { inbox: INBOX, box, day: DAY };
  return { ...address, ct, sig: ed25519.sign(replyMessage(address, sha256(ct)), seed) };
}

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 900 }),
  fc.string({ unit: 'grapheme', maxLength: 900 }),
  fc.string({
    unit: fc.constantFrom('ế', 'ữ', 'đ', 'a', '\n', ' ', '𠀀', '\uD800', '\u0301', '‮'),
    maxLength: 2_000,
  }),
);

describe('a reply', () => {
  test('of any text comes back as it was once cleaned, and is always of the same size', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (text) => {
        const sealed = await seal(text);
        expect(sealed.ct).toHaveLength(3_707);
        expect(await openReply(sealed, reader)).toEqual({ text: cleanText(text, REPLY_LIMIT) });
      }),
      { numRuns: 60 },
    );
  });

  test('as long as its limit fits in any script, and one letter more is cut', async () => {
    for (const letter of ['ế', '中', '\uFFFD', 'x']) {
      expect(await openReply(await seal(letter.repeat(REPLY_LIMIT + 1)), reader)).toEqual({
        text: letter.repeat(REPLY_LIMIT),
      });
    }
  });

  test('says nothing to another key', async () => {
    const stranger = { ...reader, identity: await generateHybridIdentity() };
    expect(await openReply(await seal('Đã nhận.'), stranger)).toEqual({ fault: 'damaged' });
  });

  test('is not sealed to a recipient that is no hybrid one, or none', async () => {
    const classic = await identityToRecipient(await generateX25519Identity());
    const address = { inbox: INBOX, box, day: DAY };
    await expect(sealReply('Đã nhận.', classic, address, seed)).rejects.toThrow();
    await expect(sealReply('Đã nhận.', `${replyTo.slice(0, -1)}!`, address, seed)).rejects.toThrow();
    await expect(sealReply('Đã nhận.', '', address, seed)).rejects.toThrow();
  });

  test('that another inbox signed is forged', async () => {
    const other = await sealReply('Đến gặp tôi.', replyTo, { inbox: INBOX, box, day: DAY }, randomBytes(32));
    expect(await openReply(other, reader)).toEqual({ fault: 'forged' });
  });

  test('moved to another inbox, another mailbox or another day is forged', async () => {
    const sealed = await seal('Đã nhận.');
    expect(await openReply({ ...sealed, inbox: 'lao-cai' }, reader)).toEqual({ fault: 'forged' });
    expect(await openReply({ ...sealed, day: DAY + 1 }, reader)).toEqual({ fault: 'forged' });
    expect(await openReply(sealed, { ...reader, box: randomBytes(32) })).toEqual({ fault: 'forged' });
    expect(await openReply(await seal('Đã nhận.', { box: randomBytes(32) }), reader)).toEqual({
      fault: 'forged',
    });
  });

  test('with one bit of anything that is bound changed is forged', { timeout: 120_000 }, async () => {
    const sealed = await seal('Đã nhận.');
    const flips = (bytes: Uint8Array, bit: number) =>
      bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    for (let bit = 0; bit < 256; bit++) {
      expect(await openReply(sealed, { ...reader, box: flips(box, bit) })).toEqual({ fault: 'forged' });
    }
    for (let bit = 0; bit < 16; bit++) {
      expect(await openReply({ ...sealed, day: DAY ^ (1 << bit) }, reader)).toEqual({ fault: 'forged' });
    }
    for (let bit = 0; bit < 512; bit++) {
      expect(await openReply({ ...sealed, sig: flips(sealed.sig, bit) }, reader)).toEqual({
        fault: 'forged',
      });
    }
    for (let bit = 0; bit < INBOX.length * 8; bit++) {
      const inbox = String.fromCharCode(...flips(new TextEncoder().encode(INBOX), bit));
      expect(await openReply({ ...sealed, inbox }, reader)).toEqual({ fault: 'forged' });
    }
    // Bytes of the age file here and there, each time another bit: all 29,656 would only take longer.
    for (let at = 0; at < REPLY_AGE_SIZE; at += 101) {
      expect(await openReply({ ...sealed, ct: flips(sealed.ct, at * 8 + (at % 8)) }, reader)).toEqual({
        fault: 'forged',
      });
    }
  });

  test('that is signed but no reply inside is damaged', async () => {
    const frame = (length: number, text: string, size = 2_048) => {
      const bytes = new Uint8Array(size);
      new DataView(bytes.buffer).setUint16(0, length);
      bytes.set(new TextEncoder().encode(text), 2);
      return bytes;
    };
    expect(await openReply(await sealBytes(frame(2, 'ok')), reader)).toEqual({ text: 'ok' });
    for (const plain of [
      frame(1, 'ok'),
      frame(2_047, 'ok'),
      frame(65_535, 'ok'),
      frame(2, 'ok', 2_047),
      frame(2, 'ok', 2_049),
      frame(1, 'ế'),
      new Uint8Array(0),
      new Uint8Array(1),
    ]) {
      expect(await openReply(await sealBytes(plain), reader)).toEqual({ fault: 'damaged' });
    }
  });
});

describe('on the wire', () => {
  test('a record holds a reply and its box, byte for byte as documented', async () => {
    const sealed = await seal('Đã nhận.');
    const record = Buffer.from(encodeReply(sealed));
    expect(record).toHaveLength(REPLY_RECORD_SIZE);
    expect(REPLY_RECORD_SIZE).toBe(3_870);
    expect(record.subarray(0, 32).equals(box)).toBe(true);
    expect(record[32]).toBe(INBOX.length);
    expect(record.subarray(33, 97).toString('latin1')).toBe(INBOX.padEnd(64, '\0'));
    expect(record.readUInt16BE(97)).toBe(DAY);
    expect(record.subarray(99, 163).equals(sealed.sig)).toBe(true);
    expect(record.subarray(163).equals(sealed.ct)).toBe(true);
    expect(decodeReply(new Uint8Array(record))).toEqual(sealed);
  });

  test('a record with another length, inbox length or inbox is none', async () => {
    const record = encodeReply(await seal('Đã nhận.'));
    const changed = (at: number, value: number) => record.map((byte, index) => (index === at ? value : byte));
    expect(decodeReply(record.subarray(1))).toBeNull();
    expect(decodeReply(new Uint8Array([...record, 0]))).toBeNull();
    expect(decodeReply(changed(32, INBOX.length - 1))).toBeNull();
    expect(decodeReply(changed(32, 0))).toBeNull();
    expect(decodeReply(changed(33, 0))).toBeNull();
    expect(decodeReply(changed(33, 0x4c))).toBeNull();
    expect(decodeReply(changed(96, 0x61))).toBeNull();
  });

  test('a field of the wrong length is not written', async () => {
    const sealed = await seal('Đã nhận.');
    for (const wrong of [
      { box: randomBytes(31) },
      { sig: randomBytes(63) },
      { ct: randomBytes(3_708) },
      { day: 65_536 },
      { day: -1 },
      { inbox: 'x'.repeat(65) },
    ]) {
      expect(() => encodeReply({ ...sealed, ...wrong })).toThrow(RangeError);
    }
  });

  test('a mailbox gives its replies back in order, and is noise wherever it says nothing', async () => {
    const replies = await Promise.all(['Một', 'Hai', 'Ba'].map((text) => seal(text)));
    const noise = new Uint8Array(randomBytes(MAILBOX_ANSWER_SIZE));
    const answer = encodeMailbox(replies, noise);
    expect(answer).toHaveLength(32_768);
    expect(decodeMailbox(answer)).toEqual(replies.map(({ box: _box, ...reply }) => reply));
    for (let slot = 0; slot < 8; slot++) {
      expect(answer[slot * SLOT_SIZE]).toBe(slot < 3 ? 1 : 0);
      const from = slot * SLOT_SIZE + (slot < 3 ? 3_839 : 1);
      expect(answer.subarray(from, (slot + 1) * SLOT_SIZE)).toEqual(
        noise.subarray(from, (slot + 1) * SLOT_SIZE),
      );
    }
    expect(decodeMailbox(encodeMailbox([], noise))).toEqual([]);
  });

  test('any other bytes give a mailbox without nonsense in it', () => {
    expect(decodeMailbox(new Uint8Array(MAILBOX_ANSWER_SIZE - 1))).toBeNull();
    expect(decodeMailbox(new Uint8Array(MAILBOX_ANSWER_SIZE).fill(1))).toEqual([]);
    expect(() => encodeMailbox([], new Uint8Array(5))).toThrow(RangeError);
  });

  test('a day begins at midnight in Vietnam, 17:00 UTC', () => {
    expect(dayOf(Date.parse('1970-01-01T16:59:59.999Z'))).toBe(0);
    expect(dayOf(Date.parse('1970-01-01T17:00Z'))).toBe(1);
    expect(dayText(dayOf(Date.parse('2026-11-21T16:59Z')))).toBe('2026-11-21');
    expect(dayText(dayOf(Date.parse('2026-11-21T17:00Z')))).toBe('2026-11-22');
    expect(dayOf(Date.parse('2149-01-01T00:00Z'))).toBeLessThan(65_536);
  });
});
