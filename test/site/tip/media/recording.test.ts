/** What a recording's container tells beside the sound, and that it tells it no more. */
import { describe, expect, test } from 'vitest';
import { cleanRecording } from '../../../../site/tip/media/recording.ts';

const SENTINEL = 'GiauKin7391';
const u32 = (value: number) =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

/** An EBML element; a length of null is written as unknown, as a live recorder does. */
const element = (id: string, body: Buffer, isOpen = false) =>
  Buffer.concat([
    Buffer.from(id, 'hex'),
    isOpen
      ? Buffer.from('01ffffffffffffff', 'hex')
      : Buffer.from([0x40 | (body.length >> 8), body.length & 255]),
    body,
  ]);

const sound = Buffer.from('a3'.repeat(40), 'hex');
function webm(): Buffer {
  const info = Buffer.concat([
    element('2ad7b1', Buffer.from('0f4240', 'hex')),
    element('4461', Buffer.from('0a1b2c3d4e5f6071', 'hex')),
    element('7ba9', Buffer.from(SENTINEL.repeat(20))),
    element('4d80', Buffer.from(SENTINEL)),
    element('5741', Buffer.from(SENTINEL)),
    element('73a4', Buffer.alloc(16, 7)),
  ]);
  const track = element(
    'ae',
    Buffer.concat([
      element('d7', Buffer.from([1])),
      element('73c5', Buffer.alloc(7, 9)),
      element('536e', Buffer.from(SENTINEL)),
    ]),
  );
  const cluster = element(
    '1f43b675',
    Buffer.concat([element('e7', Buffer.from([0])), element('a3', sound)]),
    true,
  );
  const body = [
    element('1549a966', info),
    element('1654ae6b', track),
    cluster,
    element('1254c367', Buffer.from(SENTINEL)),
  ];
  return Buffer.concat([
    element('1a45dfa3', Buffer.alloc(4, 1)),
    element('18538067', Buffer.concat(body), true),
  ]);
}

const box = (name: string, ...body: Buffer[]) => {
  const all = Buffer.concat(body);
  return Buffer.concat([u32(all.length + 8), Buffer.from(name), all]);
};
const TIME = Buffer.from('e5a1b2c3', 'hex');
function mp4(): Buffer {
  const times = (version: number) =>
    Buffer.concat([Buffer.from([version, 0, 0, 0]), ...Array.from({ length: version ? 4 : 2 }, () => TIME)]);
  const rest = Buffer.alloc(80, 5);
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5\0\0\0\0iso5')),
    box(
      'moov',
      box('mvhd', times(0), rest),
      box('trak', box('tkhd', times(1), rest), box('mdia', box('mdhd', times(0), rest))),
      box('udta', Buffer.from(SENTINEL)),
    ),
    box('moof', box('traf', box('tfdt', Buffer.alloc(8)))),
    box('mdat', sound),
    box('uuid', Buffer.from(SENTINEL)),
  ]);
}

describe('a recording', () => {
  test('as WebM loses its date, its titles, the names of programs and its random numbers', () => {
    const file = webm();
    const before = file.length;
    expect(cleanRecording(file)).toBe(true);
    expect(file.length).toBe(before);
    expect(file.includes(SENTINEL)).toBe(false);
    for (const gone of ['0a1b2c3d4e5f6071', '07'.repeat(16), '09'.repeat(7)])
      expect(file.includes(Buffer.from(gone, 'hex')), gone).toBe(false);
    expect(file.includes(sound)).toBe(true);
    // A second time there is nothing left to take, and the file can still be followed to its end.
    const once = Buffer.from(file);
    expect(cleanRecording(file)).toBe(true);
    expect(file.equals(once)).toBe(true);
  });

  test('as MP4 loses its times, and what only talks', () => {
    const file = mp4();
    const before = file.length;
    expect(cleanRecording(file)).toBe(true);
    expect(file.length).toBe(before);
    expect(file.includes(SENTINEL)).toBe(false);
    expect(file.includes(TIME)).toBe(false);
    expect(file.includes(sound)).toBe(true);
    expect(file.includes(Buffer.alloc(80, 5))).toBe(true);
  });

  test('that cannot be followed to its end is not used', () => {
    expect(cleanRecording(Buffer.from('OggS'.repeat(10)))).toBe(false);
    expect(cleanRecording(Buffer.alloc(0))).toBe(false);
    for (const file of [webm(), mp4()]) expect(cleanRecording(file.subarray(0, file.length - 3))).toBe(false);
    const open = webm();
    // A length that is not known, of something that is not stepped into.
    open.set(Buffer.from('e701ffffffffffffff', 'hex'), open.indexOf(Buffer.from('e7', 'hex'), 300));
    expect(cleanRecording(open)).toBe(false);
  });
});
