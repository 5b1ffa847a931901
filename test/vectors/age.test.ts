/** The public test vectors of age v1 (cctv-age) through the library that seals and opens our tips. */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { Decrypter } from 'age-encryption';
import * as vectors from 'cctv-age';
import { describe, expect, test } from 'vitest';

interface Vector {
  expects: string;
  payload: string | undefined;
  identities: string[];
  passphrases: string[];
  armored: boolean;
  file: Uint8Array;
}

/** A vector is a header of `key: value` lines, an empty line, and an age file, possibly compressed. */
function parse(vector: Uint8Array): Vector {
  const end = Buffer.from(vector).indexOf('\n\n');
  const lines = Buffer.from(vector.subarray(0, end)).toString('utf8').split('\n');
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}: `)).map((line) => line.slice(key.length + 2));
  const body = vector.subarray(end + 2);
  return {
    expects: values('expect')[0] ?? '',
    payload: values('payload')[0],
    identities: values('identity'),
    passphrases: values('passphrase'),
    armored: values('armored').length > 0,
    file: values('compressed')[0] === 'zlib' ? new Uint8Array(inflateSync(body)) : body,
  };
}

const all = Object.entries(vectors as Record<string, Uint8Array>).map(([name, bytes]) => ({
  name,
  ...parse(bytes),
}));
// Our tips and key files are binary; nothing here reads armor.
const binary = all.filter(({ armored }) => !armored);

async function decrypt({ identities, passphrases, file }: Vector): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  identities.forEach((identity) => decrypter.addIdentity(identity));
  passphrases.forEach((passphrase) => decrypter.addPassphrase(passphrase));
  return decrypter.decrypt(file);
}

test('there are as many vectors as there were', () => {
  expect(all).toHaveLength(143);
  expect(binary).toHaveLength(110);
});

describe('the age library', () => {
  test.each(binary.filter(({ expects }) => expects === 'success'))('opens $name', async (vector) => {
    const payload = await decrypt(vector);
    expect(createHash('sha256').update(payload).digest('hex')).toBe(vector.payload);
  });

  // openTip and readKeyFile tell a wrong key from a damaged file by these words.
  test.each(binary.filter(({ expects }) => expects === 'no match'))(
    'says of $name that no key fits',
    async (vector) => {
      await expect(decrypt(vector)).rejects.toThrow('no identity matched');
    },
  );

  const broken = ['header failure', 'HMAC failure', 'payload failure'];
  test.each(binary.filter(({ expects }) => broken.includes(expects)))(
    'refuses $name ($expects)',
    async (vector) => {
      await expect(decrypt(vector)).rejects.toThrow(/^(?!.*no identity matched)/);
    },
  );
});
