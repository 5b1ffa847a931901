/** A phone in the drill: seals a real tip with the code of the site and sends it until the line has it. */
import { randomBytes as manyRandomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { randomBytes, toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { describeFile } from '../../site/envelope/frame.ts';
import { kidHexOf } from '../../site/envelope/keys.ts';
import { sealTip, wireOf, type SealedTip } from '../../site/envelope/seal.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import type { ProofSecrets } from '../../worker/abuse/proof-of-work.ts';
import { cheapProof } from '../worker/cheap-proof.ts';
import type { Chance } from './chance.ts';

/** Who gets the tips: the public half of one inbox. */
export interface Target {
  id: string;
  recipients: [string, string];
}

/** A tip that is under way or accepted: what proves later that it arrived unchanged. */
export interface SentTip {
  tip: Tip;
  sealed: SealedTip;
}

/** How often a phone asks before this drill calls it a failure of the line. */
const MAX_TRIES = 400;

/** A sealed tip of one size class, its text unlike any other of this drill. */
export async function makeSentTip(target: Target, sizeClass: SizeClassIndex, name: string): Promise<SentTip> {
  const blob = manyRandomBytes(sizeClass === 0 ? 0 : SIZE_CLASSES[sizeClass].plain - 20_000);
  const tip: Tip = {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox: target.id,
    kid: kidHexOf(target.recipients),
    created: new Date().toISOString().slice(0, 10),
    category: 'other',
    text: `Tin diễn tập ${name}: Ắ Ằ Ẳ Ẵ Ặ Ớ Ữ Ỵ Ỹ Đ`,
    where: null,
    when: null,
    reply: null,
    thread: null,
    part: [1, 1],
    files: blob.length > 0 ? [describeFile('anh-1.jpg', 'image/jpeg', 0, blob)] : [],
  };
  return { tip, sealed: await sealTip(tip, randomBytes(16), target.recipients, blob) };
}

/**
 * Sends a tip until the line answers 202, as a phone does: the same sealed bytes, a new proof only when asked for.
 * Sometimes twice at once, sometimes again after the answer. Resolves with the number of requests that were answered
 * 202. Rejects on an answer that ends a tip (400, 409, 410), or when the line never takes it.
 */
export async function sendUntilAccepted(
  url: string,
  { sealed }: SentTip,
  target: Target,
  secrets: ProofSecrets,
  chance: Chance,
): Promise<number> {
  const twice = chance.happens(0.1);
  const again = chance.happens(0.15);
  let body = await withProof(sealed, target, secrets);
  const refusals = new Map<number, number>();
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const answers = await Promise.all(twice ? [post(url, body), post(url, body)] : [post(url, body)]);
    for (const status of answers) refusals.set(status, (refusals.get(status) ?? 0) + 1);
    const accepted = answers.filter((status) => status === 202).length;
    if (accepted > 0) return accepted + (again ? await repeat(url, body) : 0);
    const final = answers.find((status) => [400, 409, 410].includes(status));
    if (final) throw new Error(`the line ended a good tip with ${final}`);
    if (answers.some((status) => status === 422 || status === 413 || status === 429))
      body = await withProof(sealed, target, secrets);
    await delay(chance.between(100, 700));
  }
  const said = [...refusals].map(([status, times]) => `${times} x ${status || 'cut'}`).join(', ');
  throw new Error(`the line did not take a tip of class ${sealed.sizeClass}: ${said}`);
}

/** A phone that never saw the first answer. Its repetition may meet a dead line, and then nothing is lost. */
async function repeat(url: string, body: Uint8Array): Promise<number> {
  const status = await post(url, body);
  if (status !== 202 && status !== 0 && status < 500)
    throw new Error(`a repeated tip was answered ${status}`);
  return status === 202 ? 1 : 0;
}

async function withProof(sealed: SealedTip, target: Target, secrets: ProofSecrets): Promise<Uint8Array> {
  const proof = await cheapProof(target.id, secrets, Date.now() + 10 * 60_000);
  return wireOf(sealed, JSON.stringify(proof));
}

/** The status of one request; 0 when the line was cut. */
async function post(url: string, body: Uint8Array): Promise<number> {
  try {
    const response = await fetch(url + ENDPOINTS.tips, {
      method: 'POST',
      body: body as BodyInit,
      headers: { 'content-type': 'application/octet-stream' },
      signal: AbortSignal.timeout(20_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
