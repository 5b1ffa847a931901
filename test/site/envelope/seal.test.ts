import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import inboxes from '../../../content/inboxes.json' with { type: 'json' };
import { fromBase64url, randomBytes } from '../../../site/envelope/bytes.ts';
import { isDemoKey } from '../../../site/envelope/demo.ts';
import { describeFile, encodeFrame } from '../../../site/envelope/frame.ts';
import { fingerprintOf, kidHexOf, kidOf } from '../../../site/envelope/keys.ts';
import { OpenError, openTip } from '../../../site/envelope/open.ts';
import { sealTip, wireOf } from '../../../site/envelope/seal.ts';
import { hasTipShape } from '../../../worker/routes/tip-shape.ts';
import { decodeInboxId, encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { AGE_HEADER_SIZE, SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import {
  decodeTipHeader,
  encodeTipHeader,
  MAX_PROOF_SIZE,
  TIP_HEADER_SIZE,
} from '../../../worker/contract/tip-header.ts';
import { RECIPIENT_LENGTH, sampleTip } from './sample.ts';

let unit: string;
let oversight: string;
let recipients: [string, string];
beforeAll(async () => {
  [unit, oversight] = await Promise.all([generateHybridIdentity(), generateHybridIdentity()]);
  recipients = [await identityToRecipient(unit), await identityToRecipient(oversight)];
});

const seal = (text = 'Tin.', blobs?: Uint8Array) =>
  sealTip(
    sampleTip({ text, files: blobs ? [describeFile('anh-1.jpg', 'image/jpeg', 0, blobs)] : [] }),
    randomBytes(16),
    recipients,
    blobs,
  );
const fault = async (age: Uint8Array, identities = [unit]) => {
  try {
    await openTip(age, identities);
  } catch (error) {
    return error instanceof OpenError ? error.fault : error;
  }
  return 'nothing';
};

describe('a sealed tip', () => {
  test.each([
    [0, 0, 19_600, 20_624],
    [20_000, 1, 527_616, 528_640],
    [600_000, 2, 3_149_696, 3_150_720],
  ])(
    'with a file of %i bytes is of class %i: exactly %i bytes, %i on the wire',
    async (size, sizeClass, age, wire) => {
      const sealed = await seal('Tin.', size > 0 ? new Uint8Array(size).fill(7) : undefined);
      expect(sealed.sizeClass).toBe(sizeClass);
      expect(sealed.age.length).toBe(age);
      expect(wireOf(sealed, '{}').length).toBe(wire);
      expect(SIZE_CLASSES[sealed.sizeClass]).toMatchObject({ age, wire });
    },
  );

  test('has one size and one shape whatever it says', async () => {
    for (const text of ['', 'x', '漢'.repeat(4_000), '"'.repeat(4_000)]) {
      const { age, sizeClass } = await seal(text);
      expect([age.length, sizeClass]).toEqual([19_600, 0]);
      expect(hasTipShape(age)).toBe(true);
      expect(new TextDecoder().decode(age.subarray(AGE_HEADER_SIZE - 44, AGE_HEADER_SIZE))).toMatch(
        /^[A-Za-z0-9+/]{43}\n$/,
      );
    }
  });

  test('opens with the key of the unit and with that of its oversight, and gives back what was sealed', async () => {
    const photo = randomBytes(50_000);
    const tip = sampleTip({
      text: 'Bản Ế 🙈 قرية <b>',
      files: [describeFile('anh-1.jpg', 'image/jpeg', 0, photo)],
    });
    const { age } = await sealTip(tip, randomBytes(16), recipients, photo);
    for (const identities of [[unit], [oversight], [await generateHybridIdentity(), unit]]) {
      expect(await openTip(age, identities)).toEqual({ tip, files: [photo] });
    }
  });

  test('is different bytes each time, under the same kid', async () => {
    const [one, two] = [await seal(), await seal()];
    expect(one.age).not.toEqual(two.age);
    expect(one.kid).toEqual(two.kid);
  });

  test('names the hash of its ack, which only the opened tip holds', async () => {
    const tip = sampleTip();
    const sealed = await sealTip(tip, randomBytes(16), recipients);
    const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(fromBase64url(tip.ack)));
    expect(sealed.ackHash).toEqual(new Uint8Array(hash));
    expect(Buffer.from(wireOf(sealed, '')).includes(tip.ack)).toBe(false);
  });

  test('is never made for a recipient that is not a hybrid one', async () => {
    const classic = await identityToRecipient(await generateX25519Identity());
    for (const pair of [
      [classic, recipients[1]],
      [recipients[0], classic],
      [recipients[0], ''],
      [recipients[0].toUpperCase(), recipients[1]],
    ] as [string, string][]) {
      await expect(sealTip(sampleTip(), randomBytes(16), pair)).rejects.toThrow('hybrid');
    }
    const damaged = recipients[0].replace(/.$/, (last) => (last === 'q' ? 'p' : 'q'));
    await expect(sealTip(sampleTip(), randomBytes(16), [damaged, recipients[1]])).rejects.toThrow();
  });

  test('is never made for one recipient or for three', async () => {
    for (const list of [[recipients[0]], [...recipients, recipients[0]]]) {
      await expect(
        sealTip(sampleTip(), randomBytes(16), list as unknown as [string, string]),
      ).rejects.toThrow('size');
    }
  });
});

describe('a sealed tip does not open', () => {
  const sealRaw = async (frame: Uint8Array, to = recipients) => {
    const encrypter = new Encrypter();
    to.forEach((recipient) => encrypter.addRecipient(recipient));
    return encrypter.encrypt(frame);
  };

  test('with another key', async () => {
    const { age } = await seal();
    expect(await fault(age, [await generateHybridIdentity()])).toBe('wrong-key');
    expect(await fault(age, [])).toBe('wrong-key');
  });
  test('when it is cut short, anywhere', async () => {
    const { age } = await seal();
    for (const size of [
      AGE_HEADER_SIZE,
      AGE_HEADER_SIZE + 10,
      AGE_HEADER_SIZE + 16,
      10_000,
      age.length - 1,
    ]) {
      expect(await fault(age.subarray(0, size))).toBe('damaged');
    }
    expect(await fault(age.subarray(0, 100))).toBe('damaged');
    expect(await fault(age.subarray(0, 10))).toBe('foreign');
  });
  test('when something is added', async () => {
    const { age } = await seal();
    expect(await fault(new Uint8Array([...age, 0]))).toBe('damaged');
  });
  test('when any bit is changed', async () => {
    const { age } = await seal();
    await fc.assert(
      fc.asyncProperty(fc.nat(age.length - 1), fc.nat(7), async (at, bit) => {
        const copy = age.slice();
        copy[at] = (copy[at] ?? 0) ^ (1 << bit);
        expect(await fault(copy)).not.toBe('nothing');
      }),
      { numRuns: 60 },
    );
  });
  test('when it is some other file', async () => {
    for (const file of [
      '',
      'x',
      '%PDF-1.7',
      '-----BEGIN AGE ENCRYPTED FILE-----',
      'From: a@b.test\n\nhi',
      'age-encryption.org/v2\n',
    ]) {
      expect(await fault(new TextEncoder().encode(file))).toBe('foreign');
    }
    expect(await fault(randomBytes(19_600))).toBe('foreign');
  });
  test('when the key fits and what is inside is no tip, or a newer one, or damaged', async () => {
    expect(await fault(await sealRaw(new TextEncoder().encode('hello')))).toBe('not-a-tip');
    expect(await fault(await sealRaw(new Uint8Array(16_384)))).toBe('not-a-tip');
    const newer = encodeFrame({ ...sampleTip(), v: 2 as 1 }).frame;
    expect(await fault(await sealRaw(newer))).toBe('unknown-version');
    const { frame } = encodeFrame(sampleTip());
    frame[16_383] = 1;
    expect(await fault(await sealRaw(frame))).toBe('damaged');
  });
});

describe('the clear head of a tip', () => {
  const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
  const header = fc.record({
    sizeClass: fc.constantFrom(0 as const, 1 as const, 2 as const),
    kid: bytes(8),
    sid: bytes(16),
    ackHash: bytes(32),
    proof: fc
      .oneof(fc.json(), fc.string({ unit: 'grapheme' }))
      .filter((text) => text.isWellFormed() && new TextEncoder().encode(text).length <= MAX_PROOF_SIZE),
  });

  test('is 1,024 bytes and gives back what was put in', () => {
    fc.assert(
      fc.property(header, (fields) => {
        const encoded = encodeTipHeader(fields);
        expect(encoded.length).toBe(TIP_HEADER_SIZE);
        expect(decodeTipHeader(encoded)).toEqual(fields);
      }),
    );
  });
  test('is read at any place of a larger buffer', () => {
    fc.assert(
      fc.property(header, fc.nat(50), (fields, offset) => {
        const buffer = new Uint8Array(TIP_HEADER_SIZE + 100).fill(0xff);
        buffer.set(encodeTipHeader(fields), offset);
        expect(decodeTipHeader(buffer.subarray(offset, offset + TIP_HEADER_SIZE))).toEqual(fields);
      }),
    );
  });
  test('lies where the protocol says', () => {
    const encoded = encodeTipHeader({
      sizeClass: 2,
      kid: new Uint8Array(8).fill(1),
      sid: new Uint8Array(16).fill(2),
      ackHash: new Uint8Array(32).fill(3),
      proof: '{}',
    });
    const expected = new Uint8Array(1_024);
    expected.set([0x54, 0x50, 0x57, 0x31, 2, 0, 0, 0], 0);
    expected.fill(1, 8, 16).fill(2, 16, 32).fill(3, 32, 64);
    expected.set([0, 2, 0x7b, 0x7d], 64);
    expect(encoded).toEqual(expected);
  });
  test('never makes noise into a header', () => {
    fc.assert(fc.property(bytes(TIP_HEADER_SIZE), (noise) => decodeTipHeader(noise) === null));
  });
  test.each([
    ['kid', new Uint8Array(7)],
    ['sid', new Uint8Array(17)],
    ['ackHash', new Uint8Array(0)],
    ['proof', 'x'.repeat(959)],
    ['proof', 'ế'.repeat(320)],
  ])('is not written with a %s of the wrong length', (name, value) => {
    const fields = {
      sizeClass: 0 as const,
      kid: new Uint8Array(8),
      sid: new Uint8Array(16),
      ackHash: new Uint8Array(32),
      proof: '',
    };
    expect(() => encodeTipHeader({ ...fields, [name]: value })).toThrow(RangeError);
  });
  test('takes a proof of exactly 958 bytes', () => {
    const fields = {
      sizeClass: 0 as const,
      kid: new Uint8Array(8),
      sid: new Uint8Array(16),
      ackHash: new Uint8Array(32),
      proof: 'x'.repeat(958),
    };
    expect(decodeTipHeader(encodeTipHeader(fields))).toEqual(fields);
  });
});

describe('an inbox id on the wire', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9-]{1,64}$/), (id) => {
        expect(encodeInboxId(id).length).toBe(64);
        expect(decodeInboxId(encodeInboxId(id))).toBe(id);
      }),
    );
  });
  test.each(['', 'A', 'lung phinh', 'a/b', '../a', 'à', 'a\0b'])('is refused when it is "%s"', (id) =>
    expect(decodeInboxId(encodeInboxId(id))).toBeNull(),
  );
  test('is refused in another length, and not written when it is too long', () => {
    expect(decodeInboxId(new Uint8Array(63).fill(0x61))).toBeNull();
    expect(() => encodeInboxId('x'.repeat(65))).toThrow(RangeError);
  });
});

describe('names of keys', () => {
  test('are the same today as the day they were printed', () => {
    // SHA-256 of "a LF b" is 7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78.
    expect(kidHexOf(['a', 'b'])).toBe('7e18f737311b2dc3');
    expect([...kidOf(['a', 'b'])]).toEqual([0x7e, 0x18, 0xf7, 0x37, 0x31, 0x1b, 0x2d, 0xc3]);
    expect(fingerprintOf(['a', 'b'])).toBe(String(0xb2f269dd % 1_000_000).padStart(6, '0'));
  });
  test('change when any recipient changes or the two change places', () => {
    const pairs: [string, string][] = [
      ['a', 'b'],
      ['b', 'a'],
      ['a', 'c'],
      ['c', 'b'],
      ['ab', ''],
      ['', 'ab'],
    ];
    expect(new Set(pairs.map(kidHexOf)).size).toBe(pairs.length);
  });
  test('always show six digits', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (one, two) => /^\d{6}$/.test(fingerprintOf([one, two]))));
  });
});

describe('demo keys', () => {
  test('are recognised by what they are, every recipient and reply key of every demo inbox', () => {
    for (const { recipients: pair, replyKey } of inboxes) {
      expect(isDemoKey(replyKey)).toBe(true);
      for (const recipient of pair) {
        expect(recipient).toHaveLength(RECIPIENT_LENGTH);
        expect(isDemoKey(recipient)).toBe(true);
      }
    }
  });
  test('and no other key is', () => expect(recipients.map(isDemoKey)).toEqual([false, false]));
  test('stand in kids.txt for their inbox', async () => {
    const kids = await readFile(join(import.meta.dirname, '../../../worker/kids.txt'), 'utf8');
    for (const { id, recipients: pair, replyKey } of inboxes)
      expect(kids).toContain(`${kidHexOf(pair as [string, string])} ${id} ${replyKey}`);
  });
});
