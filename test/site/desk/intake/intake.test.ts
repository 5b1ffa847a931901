import { beforeAll, describe, expect, it } from 'vitest';
import { readDropped, type ReaderKeys } from '../../../../site/desk/intake/intake.ts';
import { readManifest } from '../../../../site/desk/intake/manifest.ts';
import { describeFile } from '../../../../site/envelope/frame.ts';
import type { Tip } from '../../../../site/envelope/tip.ts';
import {
  attachment,
  composeMail,
  keyFileOf,
  mailed,
  mailOf,
  makeInbox,
  makeLine,
  makeTip,
  manifestOf,
  seal,
  signManifest,
  type SealedFile,
  type TestInbox,
} from '../fixtures.ts';

const line = makeLine();
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46);
let inbox: TestInbox;
let keys: ReaderKeys;
let tip: Tip;
let sealed: SealedFile;
let lo: Uint8Array;

beforeAll(async () => {
  inbox = await makeInbox('lung-phinh');
  keys = { identities: [inbox.unit], mailPublicKeys: [line.publicKey] };
  tip = makeTip(inbox, { text: 'Bán ở quán nước.' });
  sealed = await seal(inbox, tip);
  lo = signManifest(manifestOf(inbox, { 41: sealed }), line.seed);
});

const read = (bytes: Uint8Array, name = 'thư.eml') => readDropped(name, bytes, keys);
const faultsOf = async (bytes: Uint8Array, name?: string) =>
  (await read(bytes, name)).faults.map(({ fault }) => fault);

describe('a dropped file', () => {
  it('that is a mail of the line gives its tips and its verified manifest', async () => {
    const intake = await read(await mailOf(lo, { 41: sealed }));
    expect(intake.tips).toEqual([
      {
        name: `tin-000041-${sealed.hash.slice(0, 8)}.age (thư.eml)`,
        hash: sealed.hash,
        mailedHash: sealed.hash,
        tip,
        files: [],
      },
    ]);
    expect(intake.manifests).toEqual([manifestOf(inbox, { 41: sealed })]);
    expect([intake.faults, intake.mails.length]).toEqual([[], 1]);
  });

  it('in the form of today keeps both hashes: of the tip, and of the file that the manifest signs', async () => {
    const [one, two] = [mailed(sealed), mailed(sealed)];
    const manifest = manifestOf(inbox, { 41: one, 42: two });
    const { tips, manifests, faults } = await read(
      await mailOf(signManifest(manifest, line.seed), { 41: one, 42: two }),
    );
    expect(tips.map(({ hash, mailedHash }) => [hash, mailedHash])).toEqual([
      [sealed.hash, one.hash],
      [sealed.hash, two.hash],
    ]);
    expect([manifests, faults]).toEqual([[manifest], []]);
  });

  it('that is a mail forwarded as an attachment is opened too', async () => {
    const inner = await mailOf(lo, { 41: sealed });
    const intake = await read(await composeMail([attachment('Tin báo.eml', inner, 'message/rfc822')]));
    expect([intake.tips.length, intake.manifests.length, intake.faults]).toEqual([1, 1, []]);
  });

  it('that is a mail is known again in another file, forwarded, and from other mails, empty ones too', async () => {
    const mail = await mailOf(lo, { 41: sealed });
    const forwarded = await composeMail([attachment('Tin báo.eml', mail, 'message/rfc822')]);
    const box = Buffer.concat(
      ['a', 'b', 'a'].map((subject) =>
        Buffer.from(`From - Fri Nov 27 09:00:00 2026\nSubject: ${subject}\n\n\n`),
      ),
    );
    const other = await mailOf(signManifest(manifestOf(inbox, { 42: sealed }), line.seed), { 42: sealed });
    const [[first], [second], [third], several] = await Promise.all(
      [mail, forwarded, other, box].map(async (bytes) => (await read(bytes)).mails),
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect([several.length, new Set(several).size]).toEqual([3, 2]);
  });

  it('that is a single tip or a single lo.json works like the mail, whatever its name', async () => {
    expect((await read(sealed.bytes, 'download(1)')).tips).toHaveLength(1);
    expect((await read(lo, 'lo (2).json')).manifests).toHaveLength(1);
  });

  it('that is a heartbeat gives a manifest and no fault', async () => {
    const manifest = manifestOf(inbox, {}, { kind: 'heartbeat', last: 41 });
    expect(await read(await mailOf(signManifest(manifest, line.seed), {}))).toEqual({
      manifests: [manifest],
      tips: [],
      faults: [],
      mails: [expect.stringMatching(/^[0-9a-f]{64}$/)],
    });
  });

  it('sealed to another inbox is named a wrong key, to oversight it opens', async () => {
    const other = await makeInbox('lao-cai');
    const foreign = await seal(other, makeTip(other));
    expect(await faultsOf(foreign.bytes)).toEqual(['wrong-key']);
    const asOversight = await readDropped('x.age', foreign.bytes, { ...keys, identities: [other.oversight] });
    expect(asOversight.tips).toHaveLength(1);
  });

  it('opens with an old identity that stands behind the new one in the key file', async () => {
    const newer = await makeInbox('lung-phinh');
    const intake = await readDropped('x.age', sealed.bytes, {
      ...keys,
      identities: [newer.unit, inbox.unit],
    });
    expect(intake.tips).toHaveLength(1);
  });

  it('that was damaged or cut short is named damaged', async () => {
    const flipped = sealed.bytes.slice();
    flipped[10_000] = (flipped[10_000] ?? 0) ^ 1;
    expect(await faultsOf(flipped)).toEqual(['damaged']);
    for (const size of [100, 3_000, 3_200, 19_000]) {
      // eslint-disable-next-line no-await-in-loop
      expect(await faultsOf(sealed.bytes.subarray(0, size)), `${size} bytes`).toEqual(['damaged']);
    }
  });

  it('that is something else says what it is', async () => {
    expect(await faultsOf(jpeg, 'tin-000001-00000000.age')).toEqual(['foreign']);
    expect(await faultsOf(new Uint8Array())).toEqual(['empty']);
    expect(await faultsOf(await keyFileOf(inbox))).toEqual(['key-file']);
    expect(await faultsOf(new TextEncoder().encode('Xin chào'))).toEqual(['unknown']);
    expect(await faultsOf(new TextEncoder().encode('%PDF-1.7\n'))).toEqual(['foreign']);
    expect(await faultsOf(new TextEncoder().encode('\n<!doctype HTML><title>Đăng nhập</title>'))).toEqual([
      'web-page',
    ]);
    expect(await faultsOf(await composeMail([attachment('anh.jpg', jpeg)]))).toEqual(['no-tips']);
  });

  it('with one bad attachment still gives the good ones', async () => {
    const bad = { hash: '0'.repeat(64), bytes: jpeg };
    const intake = await read(await mailOf(lo, { 40: bad, 41: sealed }));
    expect(intake.tips).toHaveLength(1);
    expect(intake.faults).toEqual([{ name: 'tin-000040-00000000.tin (thư.eml)', fault: 'foreign' }]);
  });

  it('that holds itself many mails deep ends', async () => {
    let mail = await mailOf(lo, { 41: sealed });
    for (let depth = 0; depth < 40; depth += 1) {
      // eslint-disable-next-line no-await-in-loop
      mail = await composeMail([attachment('x.eml', mail, 'message/rfc822')]);
    }
    expect(await faultsOf(mail)).toEqual(['too-deep', 'not-taken-out', 'not-taken-out']);
  });

  const ascii = (text: string) => new TextEncoder().encode(text);
  const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0);
  const envelopedData = Uint8Array.of(
    0x30,
    0x80,
    6,
    9,
    0x2a,
    0x86,
    0x48,
    0x86,
    0xf7,
    13,
    1,
    7,
    3,
    0xa0,
    0x80,
  );
  it.each([
    ['a zip without its rest', 'them.zip', zip, 'cut-short'],
    ['a rar', 'them.rar', ascii('Rar!\x1a\x07'), 'packed'],
    [
      'a 7z called a tip',
      'tin-000042-00000000.age',
      Uint8Array.of(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c),
      'packed',
    ],
    ['a tgz without its rest', 'them.tgz', Uint8Array.of(0x1f, 0x8b, 8), 'cut-short'],
    [
      'half an Outlook message',
      'thu.msg',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
      'broken',
    ],
    [
      'half a winmail.dat',
      'winmail.dat',
      Uint8Array.of(0x78, 0x9f, 0x3e, 0x22, 0, 0, 1, 6, 144, 8, 0, 4, 0, 0, 0),
      'cut-short',
    ],
    ['an encrypted S/MIME', 'smime.p7m', envelopedData, 'locked-mail'],
    ['a mail without tips', 'thu.eml', ascii('Subject: a\n\nb\n'), 'no-tips'],
    ['a store of Outlook', 'thu.pst', ascii('!BDN...'), 'mail-store'],
    ['a picture called a tip', 'tin-000042-00000000.age', jpeg, 'foreign'],
    ['an empty tip', 'tin-000042-00000000.age', new Uint8Array(), 'empty'],
    ['a login page called a tip', 'tin-000042-00000000.tin', ascii('<html>'), 'web-page'],
    ['a text called a tip', 'tin-000042-00000000.tin', ascii('chữ'), 'damaged'],
    ['a letter of an office', 'Công văn.pdf', ascii('%PDF-1.4'), 'other-part'],
  ] as const)('names %s beside a good tip', async (_what, name, bytes, fault) => {
    const beside = await composeMail([
      attachment(`tin-000041-${sealed.hash.slice(0, 8)}.age`, sealed.bytes),
      attachment(name, bytes),
      attachment('chu-ky.jpg', jpeg),
      attachment('lo.json', lo),
    ]);
    const forwarded = await composeMail([attachment('chuyen.eml', beside, 'message/rfc822')]);
    for (const mail of [beside, forwarded]) {
      const intake = await read(mail);
      expect([intake.tips.length, intake.manifests.length]).toEqual([1, 1]);
      expect(intake.faults.map((item) => [item.name.split(' (')[0], item.fault])).toEqual([[name, fault]]);
    }
  });

  it('that holds several mails, as Thunderbird saves them, gives the tips of all', async () => {
    const other = await seal(inbox, makeTip(inbox, { text: 'Tin thứ hai.' }));
    const mails = [
      await mailOf(lo, { 41: sealed }),
      await composeMail([attachment('chu-ky.jpg', jpeg)], 'Mời họp'),
      await mailOf(signManifest(manifestOf(inbox, { 42: other }), line.seed), { 42: other }),
    ];
    for (const [end, between, first] of [
      ['\n', '\n\n', ''],
      ['\r\n', '\r\n\r\n', ''],
      ['\n', '\n', ''],
      ['\n', '\n \n', ''],
      ['\n', '\n\n', '\xEF\xBB\xBF'],
    ] as const) {
      const text = mails
        .map((mail) => Buffer.from(mail).toString('latin1').replaceAll('\r\n', end))
        .map((mail) => `From - Fri Nov 27 09:00:00 2026${end}${mail}${between}`)
        .join('');
      const intake = await read(new Uint8Array(Buffer.from(first + text, 'latin1')), 'Inbox');
      expect(intake.tips.map(({ tip: { text: said } }) => said)).toEqual([
        'Bán ở quán nước.',
        'Tin thứ hai.',
      ]);
      expect(intake.manifests).toHaveLength(2);
      expect(intake.faults).toEqual([]);
    }
  });

  it('names each file of the line that the mail speaks of and that was not taken out of it', async () => {
    const other = await seal(inbox, makeTip(inbox, { text: 'Tin thứ hai.' }));
    const [first, second] = [
      Buffer.from(await mailOf(lo, { 41: sealed })).toString('latin1'),
      Buffer.from(
        await mailOf(signManifest(manifestOf(inbox, { 42: other }), line.seed), { 42: other }),
      ).toString('latin1'),
    ];
    const readText = (text: string) => read(new Uint8Array(Buffer.from(text, 'latin1')));
    // Two mails put together without a word between them; tips that became text of the mail.
    const asText = first
      .replaceAll('application/octet-stream', 'text/plain')
      .replace(/Content-Disposition: attachment/gi, 'Content-Disposition: inline');
    const [both, text] = [await readText(`${first}\r\n${second}`), await readText(asText)];
    expect([both.tips.length, both.manifests.length, both.mails.length, both.faults]).toEqual([2, 2, 2, []]);
    expect([text.tips.length, text.manifests.length, text.faults]).toEqual([1, 1, []]);
    // A gateway that took the attachment and left its name; a mail that ends in the middle of one.
    const emptied = first.replace(/(\.age\r\n\r\n)[A-Za-z0-9+/=\r\n]+/, '$1');
    expect((await readText(emptied)).faults.map(({ fault }) => fault)).toEqual(['empty']);
    const cut = await readText(first.slice(0, 9_000));
    expect(cut.faults.map(({ fault }) => fault)).toEqual(['damaged', 'cut-short']);
  });

  it('with photos in it keeps them, and what the tip says of them', async () => {
    const file = describeFile('anh-1.jpg', 'image/jpeg', 0, jpeg);
    const intake = await read((await seal(inbox, makeTip(inbox, { files: [file] }), jpeg)).bytes);
    expect(intake.tips[0]?.tip.files).toEqual([file]);
    expect(intake.tips[0]?.files).toEqual([jpeg]);
  });
});

describe('a manifest', () => {
  const manifest = (fields: object = {}) => ({ ...manifestOf(inbox, { 41: sealed }), ...fields });

  it('counts only with the signature of the line', async () => {
    const forged = signManifest(manifest(), makeLine().seed);
    const intake = await read(await mailOf(forged, { 41: sealed }));
    expect(intake.manifests).toEqual([]);
    expect(intake.tips).toHaveLength(1);
    expect(intake.faults.map(({ fault }) => fault)).toEqual(['bad-manifest']);
  });

  it('counts as from the line under an earlier key too, whichever stands first', () => {
    const later = makeLine().publicKey;
    for (const known of [
      [later, line.publicKey],
      [line.publicKey, later],
    ])
      expect(readManifest(lo, known)).toEqual([expect.objectContaining({ inbox: inbox.id })]);
    expect(readManifest(lo, [later])).toBeNull();
  });

  it('counts only unchanged', () => {
    const changed = new TextDecoder().decode(lo).replace('41', '42');
    expect(readManifest(new TextEncoder().encode(changed), [line.publicKey])).toBeNull();
  });

  it.each([
    ['another version', { v: 3 }],
    ['an unknown kind', { kind: 'other' }],
    ['nobody it is to', { to: undefined }],
    ['a number that is none', { files: { x: '0'.repeat(64) } }],
    ['a hash that is none', { files: { 1: 'abc' } }],
    ['a last number that is none', { last: '41' }],
  ])('does not count with %s, even signed', (_what, fields) => {
    expect(readManifest(signManifest(manifest(fields), line.seed), [line.publicKey])).toBeNull();
  });

  it.each(['', 'null', '[]', '{"note":1,"sig":2}', '{"note":"{}","sig":"!"}', '{"note":"{}","sig":""}'])(
    'that reads %j does not count and does not throw',
    (text) => {
      expect(readManifest(new TextEncoder().encode(text), [line.publicKey])).toBeNull();
    },
  );
});
