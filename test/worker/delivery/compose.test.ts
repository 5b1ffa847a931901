import { describe, expect, test } from 'vitest';
import { type Audience } from '../../../worker/contract/audience.ts';
import {
  manifestMessage,
  type NumberedInbox,
  type SignedManifest,
} from '../../../worker/contract/manifest.ts';
import { addressOf } from '../../../worker/delivery/address.ts';
import { composeMail, importSignKey } from '../../../worker/delivery/compose.ts';
import { mailedFileOf } from '../../../worker/delivery/mailed-file.ts';
import { random } from '../phone.ts';

const seed = random(32);
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const signKey = await importSignKey(base64url(seed));

async function publicKey(): Promise<CryptoKey> {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x, kty, crv } = (await crypto.subtle.exportKey('jwk', key)) as JsonWebKey;
  return crypto.subtle.importKey('jwk', { x, kty, crv }, 'Ed25519', false, ['verify']);
}

const note = { v: 2, kind: 'batch', hour: '2026-11-21T07', inbox: 'lung-phinh', last: 41 } as const;
const file = await mailedFileOf(random(100));
const batch = (to: Audience = 'unit', files = [{ seq: 41, ...file }], change = {}, contact = '') =>
  composeMail(
    'a@inbox.test',
    { ...note, to, files: Object.fromEntries(files.map(({ seq, hash }) => [seq, hash])), ...change },
    files,
    signKey,
    contact,
  );
const heartbeat = (inboxes: NumberedInbox[], contact = '') =>
  composeMail('a@inbox.test', { v: 2, kind: 'heartbeat', hour: note.hour, inboxes }, [], signKey, contact);

describe('a mail of the line', () => {
  test.each(['unit', 'oversight'] as const)('says the same words whatever it carries, to %s', async (to) => {
    const others = [
      await batch(to),
      await batch(to, [], { inbox: 'lao-cai', hour: '2027-01-01T00', last: 900 }),
      await batch(
        to,
        Array.from({ length: 100 }, (_, index) => ({ ...file, seq: index + 1 })),
      ),
    ];
    expect(new Set(others.map(({ subject, text }) => `${subject}\n${text}`)).size).toBe(1);
    expect(others[0]?.subject).toBe('Tin báo - lô mới');
    for (const { text } of others) expect(text).not.toMatch(/\d{2,}|lung-phinh|@|http/);
  });

  test('tells each of its two audiences what it is', async () => {
    const [unit, oversight] = [await batch('unit'), await batch('oversight')];
    expect(unit.subject).toBe(oversight.subject);
    expect(unit.text).not.toContain('cấp trên');
    expect(oversight.text).toContain('gửi cấp trên');
  });

  test('says in the morning only that the line works and the last number of each inbox', async () => {
    const { subject, text } = await heartbeat([
      { inbox: 'lung-phinh', to: 'oversight', last: 7 },
      { inbox: 'lao-cai', to: 'unit', last: 123 },
    ]);
    expect(subject).toBe('Tin báo - thư sáng');
    expect(text).toContain('Hộp thư lung-phinh, bản gửi cấp trên: số tin cuối cùng là 7.\n');
    expect(text).toContain('Hộp thư lao-cai: số tin cuối cùng là 123.\n');
  });

  test('says how to reach the operator, and without a contact only whom to call', async () => {
    const contact = '0200 000 000 (trực ban)';
    const inboxes = [{ inbox: 'lao-cai', to: 'unit', last: 1 }] as const;
    for (const to of ['unit', 'oversight'] as const)
      expect((await batch(to, [], {}, contact)).text).toContain(`thì gọi người vận hành: ${contact}.\n`);
    expect((await heartbeat([...inboxes], contact)).text).toContain(`hãy gọi người vận hành: ${contact}.\n`);
    for (const { text } of [await batch(), await batch('oversight'), await heartbeat([...inboxes])])
      expect(text).toMatch(/gọi người vận hành\.\n/);
  });

  test('names each tip by its number and the start of its hash, and carries its bytes untouched', async () => {
    const { attachments } = await batch();
    expect(attachments.map(({ name, type }) => [name, type])).toEqual([
      [`tin-000041-${file.hash.slice(0, 8)}.tin`, 'application/octet-stream'],
      ['lo.json', 'application/json'],
    ]);
    expect(attachments[0]?.bytes).toBe(file.bytes);
  });

  test('carries a note that the public half of the key verifies, and nothing changed verifies', async () => {
    const { attachments } = await batch();
    const signed = JSON.parse(new TextDecoder().decode(attachments.at(-1)?.bytes)) as SignedManifest;
    const verify = async (text: string, sig = signed.sig) =>
      crypto.subtle.verify(
        'Ed25519',
        await publicKey(),
        Buffer.from(sig, 'base64url'),
        manifestMessage(text),
      );
    expect(JSON.parse(signed.note)).toEqual({ ...note, to: 'unit', files: { 41: file.hash } });
    expect(await verify(signed.note)).toBe(true);
    expect(await verify(signed.note.replace('"last":41', '"last":42'))).toBe(false);
    // Without its context line the same signature must not verify: the key signs nothing else.
    const bare = new TextEncoder().encode(signed.note);
    expect(
      await crypto.subtle.verify('Ed25519', await publicKey(), Buffer.from(signed.sig, 'base64url'), bare),
    ).toBe(false);
  });
});

test.each(['', 'short', base64url(random(31)), base64url(random(33))])(
  'no mail is signed with the key "%s"',
  async (key) => expect(importSignKey(key)).rejects.toThrow('MAIL_SIGN_KEY'),
);

describe('the address of an inbox', () => {
  test('in a local run is its id under a .test domain', () => {
    const local = { LOCAL_MAIL_DOMAIN: 'inbox.test' };
    expect(addressOf('lung-phinh', 'unit', local)).toBe('lung-phinh@inbox.test');
    expect(addressOf('lung-phinh', 'oversight', local)).toBe('lung-phinh-cap-tren@inbox.test');
  });
  test.each(['example.org', 'test', 'inbox.test.example.org', 'a b.test', 'inbox.test\n', 'x@inbox.test'])(
    'never lies under the local domain "%s"',
    (domain) => {
      expect(() => addressOf('lung-phinh', 'unit', { LOCAL_MAIL_DOMAIN: domain })).toThrow('.test');
    },
  );
  test.each(['khong-co', 'constructor', '__proto__', 'toString'])(
    'is an error when none is known: %s',
    (inbox) => {
      expect(() => addressOf(inbox, 'unit', { LOCAL_MAIL_DOMAIN: '' })).toThrow('no unit address');
    },
  );
});
