import { createChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { ProofSecrets } from '../../worker/proof-of-work.ts';

/** A solved proof of work that cost one derivation: tests own the secrets and choose the counter. */
export async function cheapProof(inbox: string, secrets: ProofSecrets, expires: number) {
  const counter = 3;
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 2_000,
    counter,
    data: { inbox },
    deriveKey,
    expiresAt: Math.floor(expires / 1_000),
    hmacSignatureSecret: secrets.challenge,
    hmacKeySignatureSecret: secrets.key,
  });
  const { nonce, salt } = challenge.parameters;
  const password = new Uint8Array([...Buffer.from(nonce, 'hex'), 0, 0, 0, counter]);
  const { derivedKey } = await deriveKey(
    challenge.parameters,
    Uint8Array.from(Buffer.from(salt, 'hex')),
    password,
  );
  return { challenge, solution: { counter, derivedKey: Buffer.from(derivedKey).toString('hex') } };
}
