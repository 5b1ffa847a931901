import { randomBytes } from 'node:crypto';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';
import { projectRoot } from '../project.ts';

const ownFile = join(projectRoot, '.dev.vars');
const names = ['POW_SECRET', 'POW_KEY_SECRET', 'MAIL_SIGN_KEY', 'OPERATOR_TOKEN'] as const;

/**
 * Makes sure that `.dev.vars`, from which local runs take their secrets, holds every secret of the Worker:
 * 32 random bytes each, base64url (`MAIL_SIGN_KEY` is an Ed25519 seed). What is there already stays as it is.
 */
export async function ensureLocalSecrets(file = ownFile): Promise<void> {
  const present = await readVars(file);
  const missing = names.filter((name) => !present[name]);
  if (missing.length === 0) return;
  const lines = missing.map((name) => `${name}="${randomBytes(32).toString('base64url')}"\n`);
  await appendFile(file, lines.join(''), { mode: 0o600 });
}

/**
 * What commands need of the local secrets: the key that checks the signature in `lo.json`, and the operator's token,
 * both base64url, 43 characters. `undefined` when this machine has no local secrets yet.
 */
export async function readLocalSecrets(
  file = ownFile,
): Promise<{ mailPublicKey: string; operatorToken: string | undefined } | undefined> {
  const { MAIL_SIGN_KEY: seed, OPERATOR_TOKEN: operatorToken } = await readVars(file);
  if (!seed) return undefined;
  const publicKey = ed25519.getPublicKey(Buffer.from(seed, 'base64url'));
  return { mailPublicKey: Buffer.from(publicKey).toString('base64url'), operatorToken };
}

async function readVars(file: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
