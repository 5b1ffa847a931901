import { createChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { ProofSecrets } from '../../worker/abuse/proof-of-work.ts';

const counter = 3;

/** A challenge that costs four derivations: tests own the secrets and choose the counter. */
export const cheapChallenge = (inbox: string, secrets: ProofSecrets, expires: number, size = 2) =>
  createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 2_000,
    counter,
    data: { inbox, size },
    deriveKey,
    expiresAt: Math.floor(expires / 1_000),
    hmacSignatureSecret: secrets.challenge,
    hmacKeySignatureSecret: secrets.key,
  });

/** Such a challenge, solved at the price of one derivation. */
export async function cheapProof(inbox: string, secrets: ProofSecrets, expires: number, size = 2) {
  const challenge = await cheapChallenge(inbox, secrets, expires, size);
  const { nonce, salt } = challenge.parameters;
  const password = new Uint8Array([...Buffer.from(nonce, 'hex'), 0, 0, 0, counter]);
  const { derivedKey } = await deriveKey(
    challenge.parameters,
    Uint8Array.from(Buffer.from(salt, 'hex')),
    password,
  );
  return { challenge, solution: { counter, derivedKey: Buffer.from(derivedKey).toString('hex') } };
}
