/** Files that were cut, damaged, or made to hang the desk: whatever they are, the desk names them and goes on. */
import { gzipSync, zipSync } from 'fflate';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDropped, type Intake, type ReaderKeys } from '../../../../site/desk/intake/intake.ts';
import {
  fileNameOf,
  mailed,
  makeInbox,
  makeLine,
  makeTip,
  manifestOf,
  seal,
  signManifest,
} from '../fixtures.ts';
import * as wrap from './mail-wrappers.ts';
import type { Wrapped } from './mail-wrappers.ts';

const line = makeLine();
let keys: ReaderKeys;
let tip: Wrapped;
let lo: Wrapped;

beforeAll(async () => {
  const inbox = await makeInbox('lung-phinh');
  keys = { identities: [inbox.unit], mailPublicKeys: [line.publicKey] };
  const file = mailed(await seal(inbox, makeTip(inbox)));
  tip = { name: fileNameOf(1, file), bytes: file.bytes };
  lo = { name: 'lo.json', bytes: signManifest(manifestOf(inbox, { 1: file }), line.seed) };
});

const MIB = 1024 * 1024;
const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const faultsIn = ({ faults }: Intake) => faults.map(({ fault }) => fault);

/** Reads it within a bound of time that a slow machine keeps too. */
async function read(bytes: Uint8Array, name = 'thư.eml'): Promise<Intake> {
  const start = Date.now();
  const intake = await readDropped(name, bytes, keys);
  expect(Date.now() - start).toBeLessThan(60_000);
  expect(intake.faults.length).toBeLessThanOrEqual(51);
  return intake;
}

describe('a bomb', () => {
  it('in a zip is named, and the tips before and behind it come out', async () => {
    const zeros = new Uint8Array(80 * MIB);
    const intake = await read(
      zipSync({ [tip.name]: tip.bytes, 'bom.bin': zeros, 'lo.json': lo.bytes }),
      'x.zip',
    );
    expect([intake.tips.length, intake.manifests.length]).toEqual([1, 1]);
    expect(intake.faults).toEqual([{ name: 'bom.bin (x.zip)', fault: 'too-big' }]);
  });

  it('of many files that are not too large one by one ends at what all may have', async () => {
    const zeros = new Uint8Array(60 * MIB);
    const inner = zipSync({ 'bom.bin': zeros });
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.zip`, inner]));
    const intake = await read(zipSync({ [tip.name]: tip.bytes, ...files }), 'x.zip');
    expect(intake.tips).toHaveLength(1);
    expect(faultsIn(intake)).toEqual([...Array.from({ length: 4 }, () => 'other-part'), 'too-much']);
  });

  it('in gzips in each other is named', async () => {
    expect(faultsIn(await read(gzipSync(gzipSync(new Uint8Array(80 * MIB)))))).toEqual(['too-big']);
  });

  it('of zips that hold sixteen zips each, six deep, ends', async () => {
    let bytes = zipSync({ x: ascii('xin chào') });
    for (let depth = 0; depth < 6; depth++)
      bytes = zipSync(Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`${at}.zip`, bytes])));
    const intake = await read(zipSync({ [tip.name]: tip.bytes, 'z.zip': bytes }));
    expect(intake.tips).toHaveLength(1);
    expect(faultsIn(intake)).toContain('too-much');
  });

  it('of a hundred thousand files ends, and says so', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, at) => [`${at}`, new Uint8Array(0)]),
    );
    const intake = await read(zipSync({ t: tip.bytes, ...files }, { level: 0 }));
    expect(faultsIn(intake)[0]).toBe('too-much');
    expect(
      faultsIn(
        await read(
          wrap.mbox(Array.from({ length: 30_000 }, () => ({ name: '', bytes: ascii('A: b\n\nc') }))).bytes,
        ),
      ),
    ).toEqual(['too-much']);
  });

  it('of entries that lie over each other is refused', async () => {
    const bytes = zipSync(
      { a: new Uint8Array(1000), b: new Uint8Array(1000), c: new Uint8Array(1000) },
      { level: 0 },
    );
    const view = new DataView(bytes.buffer);
    // All of them say that they are as long as the archive.
    for (let at = 0; at + 4 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint32(at + 20, 1_100, true);
        view.setUint32(at + 42, 0, true);
      }
    expect(faultsIn(await read(bytes))).toContain('broken');
  });

  it.each<[string, () => Uint8Array, string]>([
    [
      'a mail in a mail, fifty thousand deep',
      () =>
        ascii(
          Array.from(
            { length: 50_000 },
            (_, at) =>
              `Content-Type: multipart/mixed; boundary=q${at}\n\n--q${at}\nContent-Type: message/rfc822\n\n`,
          ).join(''),
        ),
      'too-deep',
    ],
    [
      'a part in a part, fifty thousand deep',
      () =>
        ascii(
          Array.from(
            { length: 50_000 },
            (_, at) => `Content-Type: multipart/mixed; boundary=q${at}\n\n--q${at}\n`,
          ).join(''),
        ),
      'cut-short',
    ],
    [
      'empty parts by the million',
      () => ascii(`Content-Type: multipart/mixed; boundary=q\n\n${'--q\n'.repeat(1_000_000)}`),
      'too-much',
    ],
    ['beginnings of tips', () => ascii('TIPM\x01\0\0\0'.repeat(500_000)), 'too-much'],
    [
      'beginnings of tips in an unknown file',
      () => ascii(`\0${'age-encryption.org/v1\n-> x\n'.repeat(100_000)}`),
      'too-much',
    ],
    [
      'a manifest that never ends beside a tip',
      () => ascii(`TIPM\x01\0\0\0{"note":"${'\\n'.repeat(20_000_000)}`),
      'damaged',
    ],
    ['a manifest that never ends', () => ascii(`{"note":"${'\\n'.repeat(2_000_000)}`), 'bad-manifest'],
    [
      'CMS open to the end',
      () =>
        Buffer.concat([
          Buffer.from('308006092a864886f70d010702a080', 'hex'),
          Buffer.alloc(2_000_000, Buffer.from('3080', 'hex')),
        ]),
      'broken',
    ],
    ['gzips one after the other', () => Buffer.alloc(2_000_000, gzipSync(ascii('a'))), 'cut-short'],
    [
      'a name of a megabyte',
      () => ascii(`Content-Type: a/b; name="=?${'a'.repeat(MIB)}"\n\nx`),
      'other-part',
    ],
    ['comments of a web page', () => ascii('<!---->'.repeat(1_000_000)), 'unknown'],
  ])('%s ends', async (_what, make, fault) => {
    expect(faultsIn(await read(new Uint8Array(make()), 'x'))).toContain(fault);
  });
});

describe('beside what nobody here can read', () => {
  it('a zip with a password is named, file by file, and what has none comes out', async () => {
    const bytes = zipSync({ a: ascii('xin chào'), [tip.name]: tip.bytes, 'lo.json': lo.bytes });
    const view = new DataView(bytes.buffer);
    const central = bytes.findIndex(
      (_, at) => at + 4 <= bytes.length && view.getUint32(at, true) === 0x02014b50,
    );
    // The bit that says "encrypted", of the first entry.
    view.setUint16(central + 8, 1, true);
    const intake = await read(bytes, 'x.zip');
    expect([intake.tips.length, intake.manifests.length]).toEqual([1, 1]);
    expect(intake.faults).toEqual([{ name: 'a (x.zip)', fault: 'locked-zip' }]);
  });

  it('a letter of an office is one thing, and what a Mac adds is none', async () => {
    const docx = zipSync({ '[Content_Types].xml': ascii('<x/>'), 'word/document.xml': ascii('<x/>') });
    const mac = Uint8Array.of(0, 5, 0x16, 7, 0, 2, 0, 0);
    const intake = await read(
      zipSync({ [tip.name]: tip.bytes, '__MACOSX/._tin': mac, 'Công văn.docx': docx }),
      'x.zip',
    );
    expect(intake.tips).toHaveLength(1);
    expect(intake.faults).toEqual([{ name: 'Công văn.docx (x.zip)', fault: 'other-part' }]);
  });

  it('a tip with junk around it, and tips run together, are cut out', async () => {
    for (const before of ['', '\r\n', 'Tệp tải về\r\n', '\0\x01\x02']) {
      const bytes = new Uint8Array(
        Buffer.concat([Buffer.from(before), tip.bytes, Buffer.from('\r\n\r\n-- \r\nđã quét'), lo.bytes]),
      );
      // eslint-disable-next-line no-await-in-loop
      const { tips, manifests } = await read(bytes, 'x');
      expect([tips.length, manifests.length], JSON.stringify(before)).toEqual([1, 1]);
    }
    const long = await read(new Uint8Array([...tip.bytes, ...new Uint8Array(9_000)]), 'x');
    expect([long.tips.length, faultsIn(long)]).toEqual([1, ['other-part']]);
    // The same file once more says nothing new; a piece of one is named.
    const short = await read(
      new Uint8Array([...tip.bytes, ...tip.bytes, ...tip.bytes.subarray(0, 900)]),
      'x',
    );
    expect([short.tips.length, faultsIn(short)]).toEqual([1, ['damaged']]);
  });
});

it('manifests run together, and a tip behind one, are all read; of too many it says so', async () => {
  const join = (...pieces: Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));
  const two = await read(join(lo.bytes, ascii('\r\n'), lo.bytes, tip.bytes), 'lo.json');
  expect([two.tips.length, two.manifests.length, two.faults]).toEqual([1, 2, []]);
  const forged = ascii('{"note":"","sig":""}');
  const mixed = await read(join(forged, lo.bytes), 'lo.json');
  expect([mixed.manifests.length, faultsIn(mixed)]).toEqual([1, ['bad-manifest']]);
  const many = await read(ascii('{"note":"","sig":""}'.repeat(200_000)), 'lo.json');
  expect(faultsIn(many)).toContain('too-much');
});

/** Every kind of file with a tip and its manifest, or with the tip alone. */
const KINDS: Record<string, () => Wrapped> = {
  tip: () => tip,
  mail: () => wrap.eml([tip, lo], { encoding: 'base64' }),
  'binary mail': () => wrap.eml([tip, lo], { encoding: 'binary' }),
  'quoted-printable mail': () => wrap.eml([tip, lo], { encoding: 'quoted-printable' }),
  emlx: () => wrap.emlx(wrap.eml([tip, lo], { encoding: 'base64' })),
  mailbox: () => wrap.mbox([wrap.eml([tip, lo], { encoding: 'base64' })]),
  zip: () => wrap.zip([tip, lo], 6),
  gzip: () => wrap.gzip(wrap.tar([tip, lo])),
  tar: () => wrap.tar([tip, lo]),
  tnef: () => wrap.tnef([tip, lo], false),
  'tnef of properties': () => wrap.tnef([tip, lo], true),
  msg: () => wrap.msg([tip, lo], false),
  p7m: () => wrap.p7m(wrap.eml([tip, lo], { encoding: 'base64' }), false),
  'p7m with open lengths': () => wrap.p7m(wrap.eml([tip, lo], { encoding: 'base64' }), true),
  'UTF-16': () => wrap.asUtf16(wrap.eml([tip, lo], { encoding: 'base64' }), false, true),
};

describe.each(Object.keys(KINDS))('a %s', (kind) => {
  it('cut anywhere gives its tip or a reason', async () => {
    const { name, bytes } = KINDS[kind]();
    for (let cut = 0; cut < 12; cut++) {
      // eslint-disable-next-line no-await-in-loop
      const intake = await read(bytes.slice(0, Math.floor((bytes.length * cut) / 12)), name);
      expect(intake.tips.length + intake.faults.length, `${cut} twelfths`).toBeGreaterThan(0);
      expect(faultsIn(intake)).not.toContain('no-tips');
    }
  });

  it('with any bytes changed, or behind its first bytes nothing but noise, never throws', async () => {
    const { name, bytes } = KINDS[kind]();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
        fc.boolean(),
        fc.uint8Array({ maxLength: 2_000 }),
        async (changes, isNoise, noise) => {
          const changed = isNoise ? new Uint8Array([...bytes.subarray(0, 60), ...noise]) : bytes.slice();
          // The heads are where it hurts.
          for (const [at, byte] of changes)
            changed[(at % (at % 2 ? 600 : changed.length)) % changed.length] = byte;
          const { tips, manifests, faults } = await read(changed, name);
          expect(tips.length + manifests.length + faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: Number(process.env.INTAKE_RUNS ?? 15) },
    );
  });
});
