import { describe, expect, test } from 'vitest';
import { mailNoteMessage, type MailNote, type SignedMailNote } from '../../../worker/contract.ts';
import { addressOf } from '../../../worker/delivery/address.ts';
import { composeMail, importSignKey, type MailedTip } from '../../../worker/delivery/compose.ts';
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

const note = (change: Partial<MailNote> = {}): MailNote => ({
  v: 1,
  inbox: 'lung-phinh',
  to: 'unit',
  kind: 'batch',
  hour: '2026-11-21T07',
  files: { 41: 'ab'.repeat(32) },
  last: 41,
  ...change,
});
const tip: MailedTip = { seq: 41, hash: 'ab'.repeat(32), age: random(100) };
const compose = (change: Partial<MailNote> = {}, tips: MailedTip[] = [tip]) =>
  composeMail('a@inbox.test', note(change), tips, signKey);

describe('a mail of the line', () => {
  test('says the same words whatever it carries', async () => {
    const others = [
      await compose(),
      await compose({ inbox: 'lao-cai', to: 'oversight', hour: '2027-01-01T00', last: 900 }, []),
      await compose(
        {},
        Array.from({ length: 100 }, (_, index) => ({ ...tip, seq: index + 1 })),
      ),
    ];
    expect(new Set(others.map(({ subject, text }) => `${subject}\n${text}`)).size).toBe(1);
    expect(others[0]?.subject).toBe('Tin báo - lô mới');
    for (const { text } of others) expect(text).not.toMatch(/\d{2,}|lung-phinh|@|http/);
  });

  test('says in the morning only that the line works and the last number', async () => {
    const [one, two] = [
      await compose({ kind: 'heartbeat', last: 7 }, []),
      await compose({ kind: 'heartbeat', last: 8 }, []),
    ];
    expect(one.text.replace('là 7.', 'là 8.')).toBe(two.text);
    expect(one.subject).toBe('Tin báo - lô mới');
  });

  test('names each tip by its number and the start of its hash, and carries its bytes untouched', async () => {
    const { attachments } = await compose();
    expect(attachments.map(({ name, type }) => [name, type])).toEqual([
      ['tin-000041-abababab.age', 'application/octet-stream'],
      ['lo.json', 'application/json'],
    ]);
    expect(attachments[0]?.bytes).toBe(tip.age);
  });

  test('carries a note that the public half of the key verifies, and nothing changed verifies', async () => {
    const { attachments } = await compose();
    const signed = JSON.parse(new TextDecoder().decode(attachments.at(-1)?.bytes)) as SignedMailNote;
    const verify = async (text: string, sig = signed.sig) =>
      crypto.subtle.verify(
        'Ed25519',
        await publicKey(),
        Buffer.from(sig, 'base64url'),
        mailNoteMessage(text),
      );
    expect(JSON.parse(signed.note)).toEqual(note());
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
