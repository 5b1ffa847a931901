import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDropped, type IntakeFault, type ReaderKeys } from '../../../../site/desk/intake/intake.ts';
import {
  attachment,
  composeMail,
  makeInbox,
  makeLine,
  makeTip,
  fileNameOf,
  mailed,
  manifestOf,
  seal,
  signManifest,
  type SealedFile,
} from '../fixtures.ts';
import * as wrap from './mail-wrappers.ts';
import type { Wrapped } from './mail-wrappers.ts';

const folder = join(import.meta.dirname, '../../../fixtures/mail');
const fixture = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
const fixtureKey = JSON.parse(readFileSync(join(folder, 'key.json'), 'utf8')) as {
  unit: string;
  publicKey: string;
};

describe('a mail of the line as real systems leave it', () => {
  const keysOfFixtures = { identities: [fixtureKey.unit], mailPublicKeys: [fixtureKey.publicKey] };

  // Name, tips, those of them signed, mails, faults.
  const cases: [string, number, number, number, IntakeFault[]][] = [
    ['01-good.eml', 2, 2, 1, []],
    ['05-quoted-printable.eml', 2, 2, 1, []],
    ['06-cte-binary.eml', 2, 2, 1, []],
    ['11-leading-blank-lines.eml', 2, 2, 1, []],
    ['12-utf16le.eml', 2, 2, 1, []],
    ['19-fwd-rfc822-five-times.eml', 2, 2, 1, []],
    ['25-age-as-text-crlf.age', 1, 0, 0, []],
    ['26b-zero.age', 0, 0, 0, ['empty']],
    ['26c-html-login-page.age', 0, 0, 0, ['web-page']],
    ['30-thunderbird.mbox', 6, 6, 3, []],
    ['32-apple.emlx', 2, 2, 1, []],
    ['35-mail-with-zip.eml', 2, 2, 1, []],
    ['36-mail-with-age-and-zip.eml', 3, 2, 1, []],
    ['39-smime-opaque-p7m.eml', 2, 2, 1, []],
    ['51-lo-json-txt.eml', 2, 2, 1, []],
    ['52-winmail-with-tips.eml', 2, 2, 1, []],
  ];

  it.each(cases)('%s gives %i tips, %i of them signed', async (name, tips, signed, mails, faults) => {
    const intake = await readDropped(name, fixture(name), keysOfFixtures);
    const hashes = intake.manifests.flatMap(({ files }) => Object.values(files));
    expect(new Set(intake.tips.map(({ hash }) => hash)).size).toBe(tips);
    expect(intake.tips).toHaveLength(tips);
    expect(intake.tips.filter(({ mailedHash }) => hashes.includes(mailedHash))).toHaveLength(signed);
    expect([intake.mails.length, intake.faults]).toEqual([mails, faults.map((fault) => ({ name, fault }))]);
  });

  it('stands in the table, each of them', () => {
    expect(
      readdirSync(folder)
        .filter((name) => name !== 'key.json')
        .sort(),
    ).toEqual(cases.map(([name]) => name));
  });
});

const line = makeLine();
let keys: ReaderKeys;
/** Of both forms, and one with a photo's size. */
let pool: SealedFile[];
let batch: Wrapped[];
let lo: Wrapped;

beforeAll(async () => {
  const inbox = await makeInbox('lung-phinh');
  keys = { identities: [inbox.unit], mailPublicKeys: [line.publicKey] };
  const [a, b, c] = await Promise.all([
    seal(inbox, makeTip(inbox)),
    seal(inbox, makeTip(inbox)),
    seal(inbox, makeTip(inbox), new Uint8Array(20_000)),
  ]);
  pool = [a, mailed(b), mailed(c)];
  batch = pool.map((file, at) => ({ name: fileNameOf(at + 1, file), bytes: file.bytes }));
  lo = {
    name: 'lo.json',
    bytes: signManifest(
      manifestOf(inbox, Object.fromEntries(pool.map((file, at) => [at + 1, file]))),
      line.seed,
    ),
  };
});

const hashesOf = (tips: readonly { mailedHash: string }[]) => tips.map(({ mailedHash }) => mailedHash).sort();

/** From the files of a batch to one file. */
const GATHER: Record<string, (files: Wrapped[]) => Wrapped> = {
  'base64 mail': (files) => wrap.eml(files, { encoding: 'base64' }),
  'quoted-printable mail': (files) => wrap.eml(files, { encoding: 'quoted-printable', tail: '\r\n' }),
  'quoted-printable mail of texts': (files) =>
    wrap.eml(files, { encoding: 'text-quoted-printable', type: 'text/plain' }),
  'binary mail': (files) => wrap.eml(files, { encoding: 'binary', tail: '\n' }),
  'uuencoded mail': (files) => wrap.eml(files, { encoding: 'x-uuencode' }),
  'mail of texts': (files) => wrap.eml(files, { encoding: 'base64', type: 'text/plain' }),
  mht: (files) => wrap.eml(files, { encoding: 'base64', kind: 'related' }, 'thư.mht'),
  'mail of zips and gzips': (files) =>
    wrap.eml(
      files.map((file, at) => (at % 2 ? wrap.gzip(file) : wrap.zip([file], 6))),
      { encoding: 'base64' },
    ),
  'mailbox of bare mails': (files) => wrap.mbox(files.map((file) => wrap.bareMail(file, 'base64'))),
  'mailbox of uuencoded mails': (files) => wrap.mbox(files.map((file) => wrap.bareMail(file, 'x-uuencode'))),
  'stored zip': (files) => wrap.zip(files, 0),
  zip: (files) => wrap.zip(files, 6),
  tar: wrap.tar,
  'winmail.dat': (files) => wrap.tnef(files, false),
  'winmail.dat of properties': (files) => wrap.tnef(files, true),
  msg: (files) => wrap.msg(files, false),
  'msg in a msg': (files) => wrap.msg(files, true),
};

/** From a file to a file. What would ruin it leaves it as it is. */
const LAYERS: Record<string, (file: Wrapped) => Wrapped> = {
  'in a mail': (file) => wrap.eml([file], { encoding: 'base64' }),
  'in a binary mail': (file) => wrap.eml([file], { encoding: 'binary' }),
  'in a quoted-printable mail': (file) => wrap.eml([file], { encoding: 'quoted-printable' }),
  'in a uuencoded mail': (file) => wrap.eml([file], { encoding: 'x-uuencode' }),
  forwarded: wrap.rfc822,
  'in a mailbox': (file) => wrap.mbox([wrap.rfc822(file), wrap.eml([], { encoding: 'base64' })]),
  'in an emlx': (file) => wrap.emlx(wrap.rfc822(file)),
  zipped: (file) => wrap.zip([file], 6),
  gzipped: wrap.gzip,
  'in a tar': (file) => wrap.tar([file]),
  'in a winmail.dat': (file) => wrap.tnef([file], false),
  'in a msg': (file) => wrap.msg([file], false),
  signed: (file) => wrap.p7m(file, false),
  'signed, with open lengths': (file) => wrap.p7m(file, true),
  'saved as UTF-16': (file) => (wrap.isText(file) ? wrap.asUtf16(file, false, true) : file),
  'saved as UTF-16, big end first': (file) => (wrap.isText(file) ? wrap.asUtf16(file, true, false) : file),
  'saved with LF': (file) => (wrap.isText(file) ? wrap.withLf(file) : file),
  'saved with CRLF twice': (file) => (wrap.isText(file) ? wrap.withCrLf(wrap.withLf(file)) : file),
  'saved as base64': wrap.asBase64,
  'with blank lines in front': (file) =>
    wrap.isText(file)
      ? { name: file.name, bytes: Buffer.concat([Buffer.from('\ufeff\r\n\r\n'), file.bytes]) }
      : file,
  renamed: ({ bytes }) => ({ name: 'tải xuống (3)', bytes }),
};

/** As Outlook puts it in front of what it forwards. */
const QUOTED =
  '\r\n\r\nFrom: Đường dây <duong-day@line.test>\r\nSent: Friday, November 27, 2026 8:00 AM\r\nTo: hop-thu@inbox.test\r\nSubject: Tin báo - lô mới\r\n\r\nMở các tệp.\r\n';

describe('the text of a mail', () => {
  it.each(['Tin báo gửi cấp trên: xem tệp', 'Chao anh, xem giup em.', 'FYI\r\n\r\nSubject: x', QUOTED])(
    'that reads %j is no fault and no mail, in any letters',
    async (text) => {
      const mails = [
        wrap.msg([...batch, lo], false, text).bytes,
        await composeMail(
          [...batch, lo].map(({ name, bytes }) => attachment(name, bytes)),
          'FW: Tin báo - lô mới',
          text,
        ),
      ];
      for (const bytes of mails) {
        // eslint-disable-next-line no-await-in-loop
        const found = await readDropped('thư', bytes, keys);
        expect([found.tips.length, found.manifests.length, found.mails.length, found.faults]).toEqual([
          3,
          1,
          1,
          [],
        ]);
      }
    },
  );

  it('that itself carries a mail gives what is in it', async () => {
    const inner = Buffer.from(wrap.eml([...batch, lo], { encoding: 'base64' }).bytes).toString('latin1');
    const found = await readDropped('thư', wrap.msg([], false, `Xem:\r\n\r\n${inner}`).bytes, keys);
    expect([found.tips.length, found.manifests.length, found.mails.length, found.faults]).toEqual([
      3,
      1,
      1,
      [],
    ]);
  });
});

describe('what lies beside the tips of a mail and is none', () => {
  const ascii = (text: string) => new TextEncoder().encode(text);
  /** A compound file without the stream that every message has. */
  const document = () => {
    const text = Buffer.from(wrap.msg([], false).bytes).toString('latin1');
    const [message, word] = ['__properties_version1.0', '__wordDocument_version1'].map((name) =>
      Buffer.from(name, 'utf16le').toString('latin1'),
    );
    return new Uint8Array(Buffer.from(text.replaceAll(message, word), 'latin1'));
  };

  it.each<[string, () => Uint8Array]>([
    ['can-bo.vcf', () => ascii('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nX-SKYPE:a\r\nEND:VCARD\r\n')],
    ['hop.ics', () => ascii('BEGIN:VCALENDAR\r\nX-WR-CALNAME:a\r\nEND:VCALENDAR\r\n')],
    ['ghi chu.txt', () => ascii('Note: mat\r\nhttp://a.test/\r\n')],
    ['Cong van.doc', document],
  ])('%s, is named as such and counts as no mail', async (name, make) => {
    const beside = wrap.eml([...batch, lo, { name, bytes: make() }], { encoding: 'base64' });
    const { tips, mails, faults } = await readDropped('thư.eml', beside.bytes, keys);
    expect([tips.length, mails.length, faults]).toEqual([
      3,
      1,
      [{ name: `${name} (thư.eml)`, fault: 'other-part' }],
    ]);
  });

  it.each([
    'DKIM-Signature: v=1;\r\n a=rsa-sha256\r\nFrom: a@b.test\r\n\r\nx',
    'Delivered-To: a@b.test\r\n\r\nx',
    'Priority: urgent\r\n\tnow\r\nReceived: from a\r\n\r\nx',
    'return-path: <>\r\n\r\nx',
    'X-Mozilla-Status: 0001\r\n\r\nx',
    `IronPort-PHdr: ${'A'.repeat(1_200)}\r\nFrom: a@b.test\r\n\r\nx`,
  ])('but a file that begins with %j is a mail', async (text) => {
    const beside = wrap.eml([{ name: 'a', bytes: ascii(text) }], { encoding: 'base64' });
    const { mails, faults } = await readDropped('thư.eml', beside.bytes, keys);
    expect([mails.length, faults]).toEqual([1, [{ name: 'a (thư.eml)', fault: 'no-tips' }]]);
  });
});

describe('a signed batch', () => {
  it.each(Object.keys(GATHER))('comes whole out of a %s', async (name) => {
    const { tips, manifests, faults } = await readDropped(name, GATHER[name]([...batch, lo]).bytes, keys);
    expect([hashesOf(tips), manifests.length, faults]).toEqual([pool.map(({ hash }) => hash).sort(), 1, []]);
  });

  it('comes whole out of containers in each other, up to five', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(GATHER)),
        fc.array(fc.constantFrom(...Object.keys(LAYERS)), { maxLength: 4 }),
        async (gathered, layers) => {
          let file = GATHER[gathered]([...batch, lo]);
          for (const layer of layers) file = LAYERS[layer](file);
          const { tips, manifests, faults } = await readDropped(file.name, new Uint8Array(file.bytes), keys);
          expect([hashesOf(tips), manifests.length, faults]).toEqual([
            pool.map(({ hash }) => hash).sort(),
            1,
            [],
          ]);
          for (const layer of [gathered, ...layers]) seen.add(layer);
        },
      ),
      {
        numRuns: Number(process.env.INTAKE_RUNS ?? 30),
        // The same each time, unless more runs look for new ways.
        ...(process.env.INTAKE_RUNS ? {} : { seed: 20261128 }),
      },
    );
    expect(seen.size).toBeGreaterThan(20);
  }, 600_000);
});
