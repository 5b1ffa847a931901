/** Proof of work (PROTOCOL.md, "Abuse"): ALTCHA v2, PBKDF2/SHA-256, deterministic, bound to one inbox and one size. */
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import * as z from 'zod/mini';
import type { SizeClassIndex } from '../contract/sizes.ts';
import { CHALLENGE_MINUTES, type Level, mostDerivations } from './difficulty.ts';

export interface ProofSecrets {
  challenge: string;
  key: string;
}

/** What a valid proof binds: its single-use nonce and when it stops being one (ms since epoch). */
export interface Proof {
  nonce: string;
  expires: number;
}

/** @throws Error while a secret is missing: better no line than one whose proofs anybody can forge. */
export function proofSecrets(env: { POW_SECRET?: string; POW_KEY_SECRET?: string }): ProofSecrets {
  if (!env.POW_SECRET || !env.POW_KEY_SECRET) throw new Error('POW_SECRET and POW_KEY_SECRET must be set');
  return { challenge: env.POW_SECRET, key: env.POW_KEY_SECRET };
}

const COST = 2_000;
const hex = (size: number) => z.string().check(z.regex(new RegExp(`^[0-9a-f]{${size * 2}}$`)));

// Strict: an unknown member would be signed text that this code has not looked at.
const payload = z.strictObject({
  challenge: z.strictObject({
    parameters: z.strictObject({
      algorithm: z.literal('PBKDF2/SHA-256'),
      cost: z.literal(COST),
      data: z.strictObject({ inbox: z.string(), size: z.int() }),
      expiresAt: z.int(),
      keyLength: z.literal(32),
      keyPrefix: hex(16),
      keySignature: hex(32),
      nonce: hex(16),
      salt: hex(16),
    }),
    signature: hex(32),
  }),
  solution: z.strictObject({ counter: z.int(), derivedKey: hex(32), time: z.optional(z.number()) }),
});

/** Uniform from 0 to `most`, both included, without a bias that matters: `most` is far below 2^32. */
const draw = (most: number) => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % (most + 1);

/** A challenge for one inbox and tips up to one size class, good for 30 minutes, as the JSON value a solver takes. */
export function makeChallenge(
  inbox: string,
  sizeClass: SizeClassIndex,
  level: Level,
  secrets: ProofSecrets,
  now: number,
) {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: COST,
    counter: draw(mostDerivations(level, sizeClass)),
    data: { inbox, size: sizeClass },
    deriveKey,
    expiresAt: Math.floor(now / 1_000) + CHALLENGE_MINUTES * 60,
    hmacSignatureSecret: secrets.challenge,
    hmacKeySignatureSecret: secrets.key,
  });
}

/**
 * Checks the proof text `{challenge, solution}` of a tip: form, our signature, this inbox, a size as large
 * as this one, not expired, solved.
 * Whether its nonce was used before is for the inbox to say. Returns null for any bad proof.
 */
export async function checkProof(
  text: string,
  inbox: string,
  sizeClass: SizeClassIndex,
  secrets: ProofSecrets,
): Promise<Proof | null> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = payload.safeParse(value);
  if (!parsed.success) return null;
  const { challenge, solution } = parsed.data;
  const { data } = challenge.parameters;
  if (data.inbox !== inbox || data.size < sizeClass) return null;
  const { verified } = await verifySolution({
    challenge,
    solution,
    deriveKey,
    hmacSignatureSecret: secrets.challenge,
    hmacKeySignatureSecret: secrets.key,
  });
  const { nonce, expiresAt } = challenge.parameters;
  return verified ? { nonce, expires: expiresAt * 1_000 } : null;
}
