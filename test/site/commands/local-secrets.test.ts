import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureLocalSecrets, readLocalSecrets } from '../../../site/commands/line/local-secrets.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'la-chan-secrets-'));
  file = join(folder, '.dev.vars');
});
afterEach(() => rm(folder, { recursive: true }));

const vars = async () =>
  Object.fromEntries(
    [...(await readFile(file, 'utf8')).matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value]),
  );

describe('local secrets', () => {
  test('are made on first start, 32 random bytes each, for the owner of the machine only', async () => {
    await ensureLocalSecrets(file);
    const made = await vars();
    expect(Object.keys(made)).toEqual(['POW_SECRET', 'POW_KEY_SECRET', 'MAIL_SIGN_KEY', 'OPERATOR_TOKEN']);
    expect(new Set(Object.values(made)).size).toBe(4);
    for (const value of Object.values(made)) expect(Buffer.from(value, 'base64url')).toHaveLength(32);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('stay as they are from then on', async () => {
    await ensureLocalSecrets(file);
    const first = await readFile(file, 'utf8');
    await ensureLocalSecrets(file);
    expect(await readFile(file, 'utf8')).toBe(first);
  });

  test('that are missing join those that are there', async () => {
    await writeFile(file, 'POW_SECRET="mine"\n');
    await ensureLocalSecrets(file);
    expect(await vars()).toMatchObject({
      POW_SECRET: 'mine',
      MAIL_SIGN_KEY: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('show the public half of the mail signature and the operator’s token, and nothing else', async () => {
    expect(await readLocalSecrets(file)).toBeUndefined();
    await ensureLocalSecrets(file);
    const { MAIL_SIGN_KEY = '' } = await vars();
    const message = Buffer.from('tin');
    const signature = ed25519.sign(message, Buffer.from(MAIL_SIGN_KEY, 'base64url'));
    const secrets = await readLocalSecrets(file);
    expect(Object.keys(secrets ?? {})).toEqual(['mailPublicKey', 'operatorToken']);
    expect(ed25519.verify(signature, message, Buffer.from(secrets?.mailPublicKey ?? '', 'base64url'))).toBe(
      true,
    );
  });
});
