/** What one forged file, or one forged mail among others, may cost the desk, and what it must not hide. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { partsOfCms } from '../../site/desk/containers/cms.ts';
import { partsOfMail } from '../../site/desk/containers/mail.ts';
import { partsOfOle } from '../../site/desk/containers/ole.ts';
import { Unpacking } from '../../site/desk/containers/unpack.ts';
import { readDropped, type Intake, type ReaderKeys } from '../../site/desk/intake.ts';
import { fileNameOf, mailed, makeInbox, makeLine, makeTip, seal } from './desk-fixtures.ts';
import * as wrap from './mail-wrappers.ts';

const line = makeLine();
let keys: ReaderKeys;
let inbox: Awaited<ReturnType<typeof makeInbox>>;

beforeAll(async () => {
  inbox = await makeInbox('lung-phinh');
  keys = { identities: [inbox.unit], mailPublicKey: line.publicKey };
});

const MIB = 1024 * 1024;
const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const concat = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));
const faultsIn = ({ faults }: Intake) => faults.map(({ fault }) => fault);
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
    expect([...partsOfCms(bytes, { left: MIB, spend: () => undefined })]).toEqual([
      { name: '', bytes: ascii('ab'), as: 'attachment' },
    ]);
  });

  it('are put together when the content itself is in pieces in pieces', () => {
    const pieces = concat(nest(0x24, concat(text, text), 38), text);
    const bytes = signed(open(0x31), open(0x24, pieces));
    expect([...partsOfCms(bytes, { left: MIB, spend: () => undefined })]).toEqual([
      { name: '', bytes: ascii('ababab'), as: 'attachment' },
    ]);
  });
});

describe('the line that divides a mail', () => {
  const mail = (boundary: string) =>
    ascii(
      `Content-Type: multipart/mixed; boundary="${boundary}"\n\n--${boundary.trimEnd()}\nContent-Type: a/b; name=x\n\n\x01\n--${boundary.trimEnd()}--\n`,
    );
  const namesIn = (bytes: Uint8Array) => [...partsOfMail(bytes)].map(({ name }) => name);

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
  expect([tips.length, count, faults]).toEqual([40, 40, []]);
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
