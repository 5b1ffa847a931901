/** What one forged file, or one forged mail among others, may cost the desk, and what it must not hide. */
import { randomBytes } from 'node:crypto';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { partsOfCms } from '../../../../site/desk/intake/containers/cms.ts';
import { partsOfMail } from '../../../../site/desk/intake/containers/mail.ts';
import { partsOfOle } from '../../../../site/desk/intake/containers/ole.ts';
import { bytesOfText, textOf, type Room } from '../../../../site/desk/intake/containers/part.ts';
import { Unpacking } from '../../../../site/desk/intake/containers/unpack.ts';
import { readDropped, type Intake, type ReaderKeys } from '../../../../site/desk/intake/intake.ts';
import { arrange } from '../../../../site/desk/list/list.ts';
import { tallyOf } from '../../../../site/desk/intake/tally.ts';
import {
  fileNameOf,
  mailed,
  mailOf,
  makeInbox,
  makeLine,
  makeTip,
  manifestOf,
  seal,
  signManifest,
} from '../fixtures.ts';
import * as wrap from './mail-wrappers.ts';

const line = makeLine();
let keys: ReaderKeys;
let inbox: Awaited<ReturnType<typeof makeInbox>>;

beforeAll(async () => {
  inbox = await makeInbox('lung-phinh');
  keys = { identities: [inbox.unit], mailPublicKeys: [line.publicKey] };
});

const MIB = 1024 * 1024;
const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const concat = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));
const faultsIn = ({ faults }: Intake) => faults.map(({ fault }) => fault);
const room: Room = { left: MIB, spend: () => undefined, step: () => undefined };
const read = (bytes: Uint8Array, name = 'thư.eml') => readDropped(name, bytes, keys);

describe('values in values of CMS', () => {
  const open = (tag: number, ...content: Uint8Array[]) =>
    concat(Uint8Array.of(tag, 0x80), ...content, Uint8Array.of(0, 0));
  const oid = (last: number) => Uint8Array.of(6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 7, last);
  const nest = (tag: number, inner: Uint8Array, depth: number) =>
    Array.from({ length: depth }).reduce<Uint8Array>((inside) => open(tag, inside), inner);
  const signed = (beside: Uint8Array, content: Uint8Array) =>
    open(
      0x30,
      oid(2),
      open(0xa0, open(0x30, Uint8Array.of(2, 1, 1), beside, open(0x30, oid(1), open(0xa0, content)))),
    );
  const text = Uint8Array.of(4, 2, 0x61, 0x62);

  it('with their ends left open, 39 deep, are gone through once', () => {
    const bytes = signed(nest(0x30, Uint8Array.of(2, 1, 1), 39), text);
    expect([...partsOfCms(bytes, room)]).toEqual([{ name: '', bytes: ascii('ab'), as: 'attachment' }]);
  });

  it('are put together when the content itself is in pieces in pieces', () => {
    const pieces = concat(nest(0x24, concat(text, text), 38), text);
    const bytes = signed(open(0x31), open(0x24, pieces));
    expect([...partsOfCms(bytes, room)]).toEqual([{ name: '', bytes: ascii('ababab'), as: 'attachment' }]);
  });
});

describe('the line that divides a mail', () => {
  const mail = (boundary: string) =>
    ascii(
      `Content-Type: multipart/mixed; boundary="${boundary}"\n\n--${boundary.trimEnd()}\nContent-Type: a/b; name=x\n\n\x01\n--${boundary.trimEnd()}--\n`,
    );
  const namesIn = (bytes: Uint8Array) => [...partsOfMail(bytes, room)].map(({ name }) => name);

  it('may end in spaces, and has no more than 200 letters', () => {
    expect(namesIn(mail('q  '))).toEqual(['x']);
    expect(namesIn(mail('q'.repeat(200)))).toEqual(['x']);
    expect(namesIn(mail('q'.repeat(201)))).toEqual(['']);
  });

  it('of a quarter of a million spaces is refused at once', () => {
    expect(namesIn(mail(`a${' '.repeat(250_000)}b`))).toEqual(['']);
  });
});

const makeFile = async () => {
  const file = mailed(await seal(inbox, makeTip(inbox)));
  return { name: fileNameOf(1, file), bytes: file.bytes };
};

it('a mailbox of forty mails whose senders have 74 letters gives all forty tips', async () => {
  const files = await Promise.all(Array.from({ length: 40 }, makeFile));
  const mails = files.map((file) =>
    concat(
      ascii(`From ${'s'.repeat(62)}@amazonses.com Fri Nov 27 10:00:00 2026\n`),
      wrap.eml([file], { encoding: 'base64' }).bytes,
      ascii('\n'),
    ),
  );
  const { tips, faults, mails: count } = await read(concat(...mails), 'Inbox');
  expect([tips.length, count.length, faults]).toEqual([40, 40, []]);
});

it('what a Mac puts beside a tip in a mail is no fault, and does not stand for the tip', async () => {
  const file = await makeFile();
  const beside = { name: file.name, bytes: Uint8Array.of(0, 5, 0x16, 7, 0, 2, 0, 0) };
  const both = await read(wrap.eml([beside, file], { encoding: 'base64' }).bytes);
  expect([both.tips.length, both.faults]).toEqual([1, []]);
  const alone = await read(wrap.eml([beside], { encoding: 'base64' }).bytes);
  expect(faultsIn(alone)).toEqual(['not-taken-out']);
});

it('faults count as parts: after twenty thousand the reading ends', () => {
  const text = `Content-Type: multipart/mixed; boundary=q\n\n${'--q\nContent-Type: multipart/mixed; boundary=z\n\n'.repeat(30_000)}`;
  const leaves = [...new Unpacking().leavesOf('thư.eml', ascii(text))];
  expect(leaves.length).toBeLessThanOrEqual(20_001);
  expect(leaves.at(-1)).toMatchObject({ is: 'fault', fault: 'too-much' });
});

it('a compound file whose lists of tables run in a circle ends, and makes no more than it holds', () => {
  const bytes = new Uint8Array(4 * MIB);
  const view = new DataView(bytes.buffer);
  view.setUint16(30, 9, true);
  view.setUint16(32, 6, true);
  for (let at = 0; at < 109; at++) view.setUint32(76 + 4 * at, 1, true);
  for (let at = 0; at < 127; at++) view.setUint32(512 + 4 * at, 1, true);
  const array = vi.spyOn(globalThis, 'Uint8Array');
  expect(() => [...partsOfOle(bytes)]).toThrow(RangeError);
  for (const [size] of array.mock.calls as unknown[][])
    if (typeof size === 'number') expect(size).toBeLessThanOrEqual(bytes.length);
  array.mockRestore();
});

describe('a mail among others', () => {
  const good = async () => wrap.eml([await makeFile()], { encoding: 'base64' });
  const zeros = () => zipSync({ b: new Uint8Array(60 * MIB) });
  const bombs: [string, () => wrap.Wrapped][] = [
    [
      'a bomb of nine zips',
      () => {
        const inner = zeros();
        const zips = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}.zip`, inner]));
        return { name: 'a.zip', bytes: zipSync(zips) };
      },
    ],
    [
      'thirty thousand empty parts',
      () => ({
        name: 'x.txt',
        bytes: ascii(`Content-Type: multipart/mixed; boundary=q\n\n${'--q\n'.repeat(30_000)}`),
      }),
    ],
  ];

  it.each(bombs)('that holds %s costs no other its tip, wherever it stands', async (_name, bomb) => {
    const bad = wrap.eml([bomb()], { encoding: 'base64' });
    for (const mails of [
      [bad, await good()],
      [await good(), bad],
      [bad, bad, bad, await good(), bad],
    ]) {
      const box = await read(wrap.mbox(mails).bytes, 'Inbox');
      expect([box.tips.length, new Set(faultsIn(box))]).toEqual([1, new Set(['too-much'])]);
    }
    const archive = await read(wrap.zip([bad, { ...(await good()), name: 'b.eml' }], 6).bytes, 'thư.zip');
    expect(archive.tips).toHaveLength(1);
  });

  it.each(bombs)('that holds %s and is forwarded beside others costs none its tip', async (_name, bomb) => {
    const bad = wrap.eml([bomb()], { encoding: 'base64' });
    for (const mails of [
      [bad, await good()],
      [await good(), bad, bad, await good()],
    ]) {
      const forwarded = wrap.eml(mails, { encoding: 'binary', type: 'message/rfc822' });
      for (const { bytes } of [
        forwarded,
        wrap.rfc822(forwarded),
        wrap.zip([forwarded], 6),
        wrap.tnef(mails, false),
      ]) {
        const found = await read(bytes);
        expect([found.tips.length, new Set(faultsIn(found))]).toEqual([
          mails.length / 2,
          new Set(['too-much']),
        ]);
      }
    }
  });

  // Each of them costs its header.
  const slow = (steps: number) =>
    ascii(
      `Content-Type: multipart/mixed; boundary=q\n\n${'--q\ncontent-type:multipart/;boundary=z\n--z--\n'.repeat(steps)}`,
    );

  it('may enter no more parts than it has, though none of them gives anything', () => {
    const leaves = [...new Unpacking().leavesOf('thư.eml', slow(100_000))];
    expect(leaves).toEqual([{ is: 'fault', name: 'thư.eml', fault: 'too-much' }]);
  });

  it('does not use up the time of the others, be it spent before it gives anything or after', async () => {
    const lines = ascii(`Content-Type: multipart/mixed; boundary=q\n\n${'--\n'.repeat(9_000)}`);
    const empty = ascii(`Content-Type: multipart/mixed; boundary=q\n\n${'--q\n\n'.repeat(300)}`);
    const tips = wrap.eml([{ name: 'x', bytes: ascii('TIPM\x01\0\0\0'.repeat(90)) }], { encoding: 'base64' });
    for (const bytes of [slow(400), lines, empty, tips.bytes]) {
      const bad = { name: '', bytes };
      const box = wrap.mbox([bad, bad, bad, await good()]).bytes;
      let now = 0;
      // A machine to which each look at the clock is the fifth of a second.
      const leaves = [...new Unpacking(() => (now += 200)).leavesOf('Inbox', box)];
      const last = leaves.filter(({ name }) => name.includes('thư 4'));
      expect(last.map(({ is }) => is)).toEqual(['tip']);
      expect(leaves.some((leaf) => leaf.is === 'fault' && leaf.fault === 'too-much')).toBe(true);
      expect(now).toBeLessThan(70_000);
    }
  });

  it('that nine people forwarded, each with a picture behind it, still fits', async () => {
    const size = 1_000_000;
    const noise = randomBytes(size);
    let mail = wrap.eml(
      [{ name: 'x.jpg', bytes: concat(Uint8Array.of(0xff, 0xd8, 0xff), noise) }, await makeFile()],
      {
        encoding: 'base64',
      },
    );
    const picture = {
      name: 'a.jpg',
      bytes: concat(Uint8Array.of(0xff, 0xd8, 0xff), noise.subarray(0, 300_000)),
    };
    for (let hand = 0; hand < 9; hand++)
      mail = wrap.eml([wrap.zip([mail], 6), picture], { encoding: 'base64' });
    const { tips, faults } = await read(mail.bytes);
    expect([tips.length, faults]).toEqual([1, []]);
  });

  it.each(['mbox', 'zip'])(
    'that five people forwarded with long headers still fits in a %s',
    async (kind) => {
      const tips = await Promise.all(Array.from({ length: 31 }, () => makeFile()));
      let mail = wrap.eml(tips, { encoding: 'base64' });
      const header = ascii(`X-Trace: ${'a'.repeat(4_500)}\r\n`);
      for (let hand = 0; hand < 5; hand++) {
        const forward = wrap.eml([mail], { encoding: 'binary' });
        mail = { ...forward, bytes: concat(header, forward.bytes) };
      }
      const { tips: opened, faults } = await read(
        (kind === 'zip' ? wrap.zip([mail], 6) : wrap.mbox([mail])).bytes,
      );
      expect([opened.length, faults]).toEqual([31, []]);
    },
  );

  it('with a text that looks like headers for long costs nobody else anything', async () => {
    const text = ascii(`Note:\n${`${' '.repeat(30)}a\n`.repeat(400)}`);
    const { tips, faults } = await read(
      wrap.mbox([wrap.eml([{ name: 'a.txt', bytes: text }], { encoding: 'base64' }), await good()]).bytes,
    );
    expect([tips.length, faults.map(({ fault }) => fault)]).toEqual([1, ['other-part']]);
  });

  const stripped = (subject: string) =>
    ascii(`From: a@line.test\nSubject: ${subject}\n\nTin o trong cac tep dinh kem.\n`);

  it('that the line sent with tips and that came without them is named, in a mailbox and in an archive', async () => {
    const encoded = '=?UTF-8?Q?Tin_b=C3=A1o_-_l=C3=B4_m=E1=BB=9Bi?=';
    for (const subject of [encoded, `[EXTERNAL]\n ${encoded}`]) {
      const bad = { name: 'a.eml', bytes: stripped(subject) };
      const files = [bad, { ...(await good()), name: 'b.eml' }];
      for (const { bytes } of [wrap.mbox(files), wrap.zip(files, 0), wrap.tar(files)]) {
        const found = await read(bytes, 'Thư');
        expect([found.tips.length, faultsIn(found)]).toEqual([1, ['no-tips']]);
      }
    }
  });

  it.each([
    ['Re: Tin báo - lô mới', []],
    ['RE: RE: Tin báo - lô mới', []],
    ['[EXTERNAL] TL: Tin báo - lô mới', []],
    ['***SPAM*** Trả lời: Tin báo - lô mới', []],
    ['Re[2]: FW: Tin báo - lô mới', []],
    ['Fwd: Tin báo - lô mới', ['no-tips']],
    ['Chuyển tiếp: Tin báo - lô mới', ['no-tips']],
    ['***SPAM*** Tin báo - lô mới', ['no-tips']],
    ['[EXTERNAL] FW: RE: Tin báo - lô mới', ['no-tips']],
  ])('called %j brings no tips when it is a reply', async (subject, faults) => {
    const answer = {
      name: '',
      bytes: new Uint8Array(Buffer.from(`From: a@line.test\nSubject: ${subject}\n\nTin o trong tep.\n`)),
    };
    const found = await read(wrap.mbox([answer, await good()]).bytes, 'Inbox');
    expect([found.tips.length, faultsIn(found)]).toEqual([1, faults]);
  });

  it('of somebody else, or of the morning, is nothing to speak of', async () => {
    for (const subject of ['Hop giao ban', '=?UTF-8?Q?Tin_b=C3=A1o_-_th=C6=B0_s=C3=A1ng?='])
      expect(
        faultsIn(
          await read(wrap.mbox([{ name: '', bytes: stripped(subject) }, await good()]).bytes, 'Inbox'),
        ),
      ).toEqual([]);
  });
});

it('of faults that are too many to tell, the hashes are kept: no number whose file is here is asked for again', async () => {
  const other = await makeInbox('lung-phinh');
  const sealed = await Promise.all(Array.from({ length: 60 }, () => seal(other, makeTip(other))));
  const files = Object.fromEntries(sealed.map((file, at) => [at + 1, mailed(file)]));
  const manifest = signManifest(manifestOf(inbox, files), line.seed);
  const taken = await read(await mailOf(manifest, files));
  expect(faultsIn(taken)).toEqual([...Array.from({ length: 50 }, () => 'wrong-key'), 'and-more']);
  expect(tallyOf(taken).inboxes[0]?.missing).toEqual([]);
  expect(arrange(taken, 'lung-phinh').inboxes[0]?.gaps).toEqual([]);
});

it('text of any bytes is one letter a byte, and comes back', () => {
  const all = Uint8Array.from({ length: 256 * 300 }, (_, at) => at & 255);
  const text = textOf(all);
  expect([text.length, text.charCodeAt(0x80), text.charCodeAt(0x9f)]).toEqual([all.length, 0x80, 0x9f]);
  expect(Buffer.from(bytesOfText(text)).equals(Buffer.from(all))).toBe(true);
});

it('UTF-16 larger than any mail of the line is named, not read', async () => {
  const bytes = new Uint8Array(33 * MIB).fill(0x20).map((byte, at) => (at % 2 ? 0 : byte));
  expect(faultsIn(await read(bytes))).toEqual(['too-big']);
});
