import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomBytes } from '../../../site/envelope/bytes.ts';
import { decodeFrame, describeFile, encodeFrame, FrameError } from '../../../site/envelope/frame.ts';
import { CATEGORIES, cleanText, LIMITS, type Tip } from '../../../site/envelope/tip.ts';
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import { sampleTip } from './sample.ts';

/** Text as a keyboard, a clipboard or a prankster makes it: whole scripts, halves of emoji, controls. */
const anyText = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ unit: 'grapheme', maxLength }),
    fc.string({
      unit: fc.constantFrom(
        '\ud83d',
        '\ude48',
        '\u0001',
        '\r',
        '\n',
        '\t',
        '\u0301',
        'e',
        '"',
        '\\',
        '漢',
        ' ',
        '\u202e',
        'ạ̈',
        '\u1e69',
        '\ufeff',
      ),
      maxLength,
    }),
    fc
      .tuple(
        fc.constantFrom('漢', '"', '\\', '\n', '\u0000', '😀', 'ế', 'a\u0323\u0302', '\ud800', 'ｱ'),
        fc.nat(maxLength),
      )
      .map(([unit, count]) => `x${unit.repeat(count)}y`),
  );

const encode = (text: string) => new TextEncoder().encode(text);

describe('cleaned text', () => {
  test.each([
    ['4,000 three-byte characters', '漢'.repeat(4_000), '漢'.repeat(4_000)],
    ['one character too many', '漢'.repeat(4_001), '漢'.repeat(4_000)],
    ['an emoji across the limit', `${'a'.repeat(3_999)}🙈`, 'a'.repeat(3_999)],
    ['an emoji that just fits', `${'a'.repeat(3_998)}🙈`, `${'a'.repeat(3_998)}🙈`],
    ['lone halves of emoji', 'a\ud83db\ude48c', 'a\ufffdb\ufffdc'],
    ['whole emoji', '🙈👩‍👧', '🙈👩‍👧'],
    ['control characters', 'a\u0000b\u0007c\u001bd\te', 'abcde'],
    ['line ends of every kind', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['decomposed Vietnamese', 'Tie\u0302\u0301ng Vie\u0323\u0302t', 'Tiếng Việt'],
    ['a mark parted from its letter by a control character', 'e\u0001\u0301', 'é'],
    ['right-to-left text', 'قرية \u202eabc', 'قرية \u202eabc'],
    ['HTML', '<b onclick="x">&amp;</b>', '<b onclick="x">&amp;</b>'],
    ['nothing but spaces', ' \n\t\u00a0\u3000 ', ''],
    ['blank ends', '\n  bản \n', 'bản'],
    ['a space at the limit', `${'a'.repeat(3_999)} b`, 'a'.repeat(3_999)],
  ])('of %s', (_name, raw, clean) => expect(cleanText(raw, LIMITS.text)).toBe(clean));

  test('is never longer than its limit, well formed, NFC, without controls, and stays as it is when cleaned again', () => {
    fc.assert(
      fc.property(anyText(400), fc.integer({ min: 1, max: 300 }), (raw, limit) => {
        const clean = cleanText(raw, limit);
        expect(clean.length).toBeLessThanOrEqual(limit);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean.normalize('NFC')).toBe(clean);
        expect(clean).toBe(clean.trim());
        expect([...clean].every((char) => char === '\n' || char >= ' ')).toBe(true);
        expect(cleanText(clean, limit)).toBe(clean);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of any text, place and time fits the first size class, in the longest tip there is', () => {
    fc.assert(
      fc.property(anyText(4_500), anyText(400), anyText(300), (text, where, when) => {
        const tip = sampleTip({
          type: 'followup',
          inbox: 'x'.repeat(64),
          category: 'disguised',
          text: cleanText(text, LIMITS.text),
          where: cleanText(where, LIMITS.where),
          when: cleanText(when, LIMITS.when),
          part: [99, 99],
        });
        expect(encode(JSON.stringify(tip)).length).toBeLessThanOrEqual(16_368);
        expect(encodeFrame(tip).sizeClass).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('of the worst case, three bytes in every place, fits with room to spare', () => {
    const full = (limit: number) => cleanText('漢'.repeat(limit + 9), limit);
    const tip = sampleTip({
      inbox: 'x'.repeat(64),
      text: full(LIMITS.text),
      where: full(LIMITS.where),
      when: full(LIMITS.when),
    });
    expect(encode(tip.text).length).toBe(12_000);
    expect(encodeFrame(tip).sizeClass).toBe(0);
  });
});

const anyTip: fc.Arbitrary<Tip> = fc
  .record({
    type: fc.constantFrom('tip', 'followup', 'canary'),
    category: fc.constantFrom(...CATEGORIES),
    text: anyText(600).map((text) => cleanText(text, LIMITS.text)),
    where: fc.option(anyText(50).map((text) => cleanText(text, LIMITS.where))),
    when: fc.option(anyText(50).map((text) => cleanText(text, LIMITS.when))),
    reply: fc.option(fc.constant(sampleTip().reply), { freq: 2 }),
    thread: fc.option(fc.constant('ab'.repeat(16))),
    part: fc.tuple(fc.nat(20), fc.nat(20)),
  })
  .map((fields) => sampleTip(fields as Partial<Tip>));

describe('a frame', () => {
  test('gives back the tip and the files it was made of', () => {
    fc.assert(
      fc.property(
        anyTip,
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 2_000 }), { maxLength: 4 }),
        (tip, blobs) => {
          let offset = 0;
          tip.files = blobs.map((blob, index) => {
            const entry = describeFile(`anh-${index + 1}.jpg`, 'image/jpeg', offset, blob);
            offset += blob.length;
            return entry;
          });
          const all = Uint8Array.from(blobs.flatMap((blob) => [...blob]));
          const { frame, sizeClass } = encodeFrame(tip, all);
          expect(frame.length).toBe(SIZE_CLASSES[sizeClass].plain);
          const opened = decodeFrame(frame);
          expect(opened.tip).toEqual(tip);
          expect(opened.files).toEqual(blobs);
        },
      ),
    );
  });

  test.each([
    [16_384, 0],
    [16_385, 1],
    [524_288, 1],
    [524_289, 2],
    [3_145_728, 2],
  ])('of %i bytes is of size class %i', (size, expected) => {
    const json = encode(JSON.stringify(sampleTip())).length;
    expect(encodeFrame(sampleTip(), new Uint8Array(size - 16 - json)).sizeClass).toBe(expected);
  });

  test('of a byte more than the largest class is refused', () => {
    const json = encode(JSON.stringify(sampleTip())).length;
    expect(() => encodeFrame(sampleTip(), new Uint8Array(3_145_729 - 16 - json))).toThrow(RangeError);
  });
});

describe('a frame is refused', () => {
  const fault = (frame: Uint8Array) => {
    try {
      decodeFrame(frame);
    } catch (error) {
      return error instanceof FrameError ? error.fault : error;
    }
    return 'nothing';
  };
  const photo = randomBytes(300);
  const good = () =>
    encodeFrame(sampleTip({ files: [describeFile('a.jpg', 'image/jpeg', 0, photo)] }), photo).frame;
  const changed = (change: (view: DataView, frame: Uint8Array) => void) => {
    const frame = good();
    change(new DataView(frame.buffer), frame);
    return fault(frame);
  };
  /** A frame around JSON that encodeFrame would not write. */
  const around = (json: string | Uint8Array) => {
    const bytes = typeof json === 'string' ? encode(json) : json;
    const frame = new Uint8Array(16_384);
    frame.set(encode('TIP1'), 0);
    new DataView(frame.buffer).setUint32(4, bytes.length);
    frame.set(bytes, 16);
    return fault(frame);
  };

  test('and a good one is not', () => expect(fault(good())).toBe('nothing'));
  test('when it has another size or magic', () => {
    for (const size of [0, 15, 16, 16_383, 16_385, 1_000_000])
      expect(fault(new Uint8Array(size))).toBe('not-a-tip');
    expect(fault(new Uint8Array(16_384))).toBe('not-a-tip');
    expect(changed((view) => view.setUint8(3, 0x32))).toBe('not-a-tip');
  });
  test('when padding is not zero, wherever', () => {
    const used = 16 + new DataView(good().buffer).getUint32(4) + photo.length;
    for (const at of [used, used + 1, 9_000, 16_383])
      expect(changed((view) => view.setUint8(at, 1))).toBe('damaged');
    for (const at of [12, 13, 14, 15]) expect(changed((view) => view.setUint8(at, 1))).toBe('damaged');
  });
  test('when its lengths reach over it', () => {
    for (const at of [4, 8]) {
      for (const value of [16_385, 0x7fffffff, 0xffffffff])
        expect(changed((view) => view.setUint32(at, value))).toBe('damaged');
    }
    expect(changed((view) => (view.setUint32(4, 0xffffffff), view.setUint32(8, 0xffffffff)))).toBe('damaged');
  });
  test('when its text is not UTF-8', () => {
    expect(around(new Uint8Array([0x22, 0xc3, 0x28, 0x22]))).toBe('damaged');
    expect(
      around(encode(JSON.stringify(sampleTip({ text: 'ả' }))).map((byte) => (byte === 0xe1 ? 0xff : byte))),
    ).toBe('damaged');
  });
  test('when it is no JSON, or no object', () => {
    for (const json of ['', '{', 'x', '[1', '7', 'null', '"v"']) expect(around(json)).toBe('damaged');
  });
  test.each([0, 2, '1', null, undefined, [1]])('when its version is %j', (v) =>
    expect(around(JSON.stringify({ ...sampleTip(), v }))).toBe('unknown-version'),
  );
  test.each([
    ...[
      'type',
      'id',
      'ack',
      'inbox',
      'kid',
      'created',
      'category',
      'text',
      'where',
      'when',
      'reply',
      'thread',
      'part',
      'files',
    ].map((name): [string, unknown] => [name, undefined]),
    ['type', 'order'],
    ['type', ['tip']],
    ['id', ['ab'.repeat(16)]],
    ['id', 'AB'.repeat(16)],
    ['id', `${'ab'.repeat(16)}\n`],
    ['ack', 'x'],
    ['ack', ['A'.repeat(22)]],
    ['kid', 7],
    ['created', '2026-11-21T10:00'],
    ['created', ['2026-11-21']],
    ['category', 'toString'],
    ['text', null],
    ['text', 5],
    ['where', 5],
    ['when', {}],
    ['thread', []],
    ['reply', 'x'],
    ['reply', {}],
    ['reply', []],
    ['reply', { pk: 1, box: 'x' }],
    ['part', [1]],
    ['part', [1, -1]],
    ['part', [1, 1.5]],
    ['part', '11'],
    ['files', {}],
    ['files', [null]],
    ['files', ['x']],
    ['files', [{ n: 'x', t: 'y', o: -1, l: 0, h: '' }]],
    ['files', [{ n: 5, t: 'y', o: 0, l: 0, h: '' }]],
  ])('when its %s is %j', (name, value) =>
    expect(around(JSON.stringify({ ...sampleTip(), [name]: value }))).toBe('damaged'),
  );
  test('when a file has another hash, or reaches over the blobs', () => {
    const entry = describeFile('a.jpg', 'image/jpeg', 0, photo);
    const withFile = (file: Partial<typeof entry>) =>
      fault(encodeFrame(sampleTip({ files: [{ ...entry, ...file }] }), photo).frame);
    expect(withFile({})).toBe('nothing');
    expect(withFile({ h: describeFile('', '', 0, randomBytes(300)).h })).toBe('damaged');
    expect(withFile({ o: 1 })).toBe('damaged');
    expect(withFile({ l: 299 })).toBe('damaged');
    expect(withFile({ l: 301 })).toBe('damaged');
    expect(withFile({ o: 2 ** 52 })).toBe('damaged');
    const twice = sampleTip({ files: [entry, entry] });
    expect(fault(encodeFrame(twice, photo).frame)).toBe('damaged');
    const firstOfPhoto = 16 + new DataView(good().buffer).getUint32(4);
    expect(changed((view) => view.setUint8(firstOfPhoto, view.getUint8(firstOfPhoto) ^ 1))).toBe('damaged');
  });
  test('when any byte that is not text is changed', () => {
    const frame = good();
    const json = new DataView(frame.buffer).getUint32(4);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16_383 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
        // A longer blob part takes zeros from the padding and changes nothing.
        fc.pre(at < 8 || (at >= 12 && at < 16) || at >= 16 + json);
        const copy = frame.slice();
        copy[at] = ((copy[at] ?? 0) + by) % 256;
        expect(fault(copy)).not.toBe('nothing');
      }),
      { numRuns: 500 },
    );
  });
});
