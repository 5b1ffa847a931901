import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import inboxes from '../../../content/inboxes.json' with { type: 'json' };
import { randomBytes } from '../../../site/envelope/bytes.ts';
import {
  KeyFileError,
  publicHalf,
  readKeyFile,
  writeKeyFile,
  type InboxSecrets,
} from '../../../site/envelope/key-file.ts';
import { makePassphrase, SYLLABLES } from '../../../site/envelope/passphrase.ts';

/** A work factor for tests; the real one is 18. */
const FAST = 10;
const PASSPHRASE = 'quom-su-chinh-huong-loi-rim';
const keys = join(import.meta.dirname, '../../fixtures/keys');

let secrets: InboxSecrets;
let file: Uint8Array;
beforeAll(async () => {
  secrets = {
    inbox: 'lung-phinh',
    identities: [await generateHybridIdentity(), await generateHybridIdentity()],
    replySeed: randomBytes(32),
  };
  file = await writeKeyFile(secrets, PASSPHRASE, FAST);
});

const fault = async (bytes: Uint8Array, passphrase = PASSPHRASE) => {
  try {
    await readKeyFile(bytes, passphrase);
  } catch (error) {
    return error instanceof KeyFileError ? error.fault : error;
  }
  return 'nothing';
};
const passphraseFile = async (text: string | Uint8Array) => {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(PASSPHRASE);
  encrypter.setScryptWorkFactor(FAST);
  return encrypter.encrypt(text);
};

describe('a key file', () => {
  test('gives back what was written: the inbox, every identity with the newest first, the reply key', async () => {
    expect(await readKeyFile(file, PASSPHRASE)).toEqual(secrets);
  });

  test('holds nothing in clear', () => {
    const text = Buffer.from(file).toString('latin1');
    for (const clear of ['AGE-SECRET', 'lung-phinh', 'reply', secrets.identities[0]?.slice(20, 40) ?? ''])
      expect(text).not.toContain(clear);
  });

  test.each([
    ['with spaces for dashes', 'quom su chinh huong loi rim'],
    ['in capitals', 'Quom-Su-Chinh-Huong-Loi-Rim'],
    ['with blank ends and double spaces', '  quom  su chinh - huong\tloi rim\n'],
    ['in full-width letters', 'ｑｕｏｍ ｓｕ ｃｈｉｎｈ ｈｕｏｎｇ ｌｏｉ ｒｉｍ'],
  ])('opens with its passphrase typed %s', async (_name, typed) => {
    expect(await fault(file, typed)).toBe('nothing');
  });

  test.each([
    '',
    'quom-su-chinh-huong-loi',
    'quom-su-chinh-huong-rim-loi',
    'quomsuchinhhuongloirim',
    'quơm-su-chinh-huong-loi-rim',
  ])('does not open with the passphrase "%s"', async (typed) =>
    expect(await fault(file, typed)).toBe('wrong-passphrase'),
  );

  test('that is something else is said to be no key file', async () => {
    const tipFile = new Encrypter();
    tipFile.addRecipient(await identityToRecipient(secrets.identities[0] ?? ''));
    const others = [
      new Uint8Array(0),
      randomBytes(500),
      new TextEncoder().encode('-----BEGIN AGE ENCRYPTED FILE-----'),
      new TextEncoder().encode(secrets.identities.join('\n')),
      await tipFile.encrypt('hello'),
      await passphraseFile('hello'),
      await passphraseFile(`# la-chan inbox: xa\n${secrets.identities[0]}\n`),
      await passphraseFile(`# la-chan inbox: xa\n# reply-key: ${'A'.repeat(43)}\n`),
      await passphraseFile(`# reply-key: ${'A'.repeat(43)}\n${secrets.identities[0]}\n`),
    ];
    for (const other of others) expect(await fault(other)).toBe('not-a-key-file');
  });

  test('that is cut or changed is never opened, and never said to be fine', async () => {
    expect(await fault(file.subarray(0, file.length - 1))).toBe('damaged');
    expect(await fault(file.subarray(0, 60))).not.toBe('nothing');
    for (const at of [file.length - 1, file.length - 200, 150]) {
      const copy = file.slice();
      copy[at] = (copy[at] ?? 0) ^ 1;
      expect(['damaged', 'wrong-passphrase', 'not-a-key-file']).toContain(await fault(copy));
    }
  });

  test('of the demo is the other half of content/inboxes.json', { timeout: 60_000 }, async () => {
    const passphrase = await readFile(join(keys, 'PASSPHRASE.txt'), 'utf8');
    for (const { id, recipients, replyKey } of inboxes) {
      const read = await readKeyFile(Uint8Array.from(await readFile(join(keys, `${id}.age`))), passphrase);
      expect(read.inbox).toBe(id);
      expect(await publicHalf(read)).toEqual({ inbox: id, recipient: recipients[0], replyKey });
    }
  });
});

describe('a passphrase', () => {
  test('is six syllables in plain letters, a new one each time', () => {
    const made = Array.from({ length: 100 }, makePassphrase);
    for (const passphrase of made) {
      expect(passphrase).toMatch(/^[a-z]{1,7}(-[a-z]{1,7}){5}$/);
      for (const syllable of passphrase.split('-')) expect(SYLLABLES).toContain(syllable);
    }
    expect(new Set(made).size).toBe(100);
  });

  test('is worth at least 56 bits: no syllable stands twice in the list', () => {
    expect(new Set(SYLLABLES).size).toBe(SYLLABLES.length);
    expect(6 * Math.log2(SYLLABLES.length)).toBeGreaterThan(56);
  });

  test('comes through Vietnamese typing as it stands: nothing in a syllable becomes a marked letter', () => {
    // Telex: doubled vowels and d, w after a vowel, tone keys behind a vowel. VNI needs digits.
    const telex = /aa|ee|oo|dd|[aou]w|[aeiouy][a-z]*[sfrxjzw]/;
    expect(SYLLABLES.filter((syllable) => telex.test(syllable))).toEqual([]);
    expect('as dd uw'.split(' ').filter((syllable) => telex.test(syllable))).toHaveLength(3);
  });
});
