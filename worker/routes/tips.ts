import { Hono } from 'hono';
import { hasTipShape } from './tip-shape.ts';
import { answer } from '../http/answer.ts';
import { type ExactBody, openBody } from '../http/body.ts';
import { ENDPOINTS, FULL_RETRY_AFTER } from '../contract/endpoints.ts';
import { SIZE_CLASSES } from '../contract/sizes.ts';
import { decodeTipHeader, TIP_HEADER_SIZE } from '../contract/tip-header.ts';
import { unpaid } from '../abuse/concurrency.ts';
import type { App, Env } from '../env.ts';
import { ApiError } from '../http/errors.ts';
import type { Acceptance } from '../storage/inbox.ts';
import { findKey } from '../inboxes.ts';
import { checkProof, proofSecrets } from '../abuse/proof-of-work.ts';
import { type Refusal, Uploads } from '../abuse/uploads.ts';
import { levels } from './challenge.ts';

export const tips = new Hono<App>();

const uploads = new Uploads();

const REFUSALS: Readonly<Record<Exclude<Acceptance, 'accepted'> | Refusal, ApiError>> = {
  conflict: new ApiError(409, 'id-conflict'),
  'bad-proof': new ApiError(422, 'pow'),
  held: new ApiError(422, 'pow'),
  'attachments-paused': new ApiError(413, 'attachments-paused'),
  full: new ApiError(429, 'slow', FULL_RETRY_AFTER),
  'no-room': new ApiError(429, 'slow', 5),
};

// The order of the checks is PROTOCOL.md's: cheap ones first, and no megabytes read for a bad proof.
tips.post(ENDPOINTS.tips, async (c) => {
  const body = await openBody(
    c.req.raw,
    SIZE_CLASSES.map(({ wire }) => wire),
    TIP_HEADER_SIZE,
  );
  try {
    return await takeTip(body, Number(c.req.header('content-length')), c.env);
  } catch (error) {
    await body.cancel();
    throw error;
  }
});

function noneIfSlow(error: unknown): null {
  if (error instanceof ApiError) return null;
  throw error;
}

async function takeTip(body: ExactBody, length: number, env: Env): Promise<Response> {
  const header = decodeTipHeader(body.head);
  if (!header || SIZE_CLASSES[header.sizeClass].wire !== length) throw new ApiError(400, 'bad-frame');
  const { sid, ackHash, sizeClass } = header;
  const kid = findKey(Buffer.from(header.kid).toString('hex'));
  // Nobody knows any more whose a kid is that was taken out of the list; a phone that still has it needs the new key.
  if (!kid || kid.revoked) throw new ApiError(410, 'key-revoked');
  const inbox = env.INBOX.getByName(kid.inbox);
  const good = await checkProof(header.proof, kid.inbox, sizeClass, proofSecrets(env));
  const proof = good && !uploads.isSpent(good) ? good : null;
  // In a crowd it is no proof at all: a new one gets through sooner than an old one waits.
  const known = proof ? null : await unpaid(kid.inbox, async () => inbox.hashOf(sid)).catch(noneIfSlow);
  if (!proof && !known) throw REFUSALS['bad-proof'];
  const place = uploads.begin(sid, sizeClass, proof);
  if (typeof place === 'string') throw REFUSALS[place];
  try {
    const age = await body.rest(place);
    if (!hasTipShape(age)) throw new ApiError(400, 'bad-frame');
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', age));
    // Its megabytes must not reach the inbox: nobody paid for them with a proof.
    if (known) {
      if (!Buffer.from(known).equals(Buffer.from(hash))) throw REFUSALS.conflict;
    } else {
      const acceptance = await inbox.accept({ sid, hash, ackHash, sizeClass, age }, proof);
      if (acceptance !== 'accepted') throw REFUSALS[acceptance];
      place.spend();
      levels.forget(kid.inbox);
    }
    return answer({}, 202);
  } finally {
    place.end();
  }
}
