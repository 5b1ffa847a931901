import { Hono } from 'hono';
import { hasTipShape } from '../age-shape.ts';
import { answer } from '../answer.ts';
import type { App } from '../app.ts';
import { openBody } from '../body.ts';
import { decodeTipHeader, ENDPOINTS, FULL_RETRY_AFTER, SIZE_CLASSES, TIP_HEADER_SIZE } from '../contract.ts';
import { ApiError } from '../errors.ts';
import type { Acceptance } from '../inbox.ts';
import { findKid } from '../kids.ts';
import { checkProof, proofSecrets } from '../proof-of-work.ts';

export const tips = new Hono<App>();

const REFUSALS: Readonly<Record<Exclude<Acceptance, 'accepted'>, ApiError>> = {
  conflict: new ApiError(409, 'id-conflict'),
  'bad-proof': new ApiError(422, 'pow'),
  'attachments-paused': new ApiError(413, 'attachments-paused'),
  full: new ApiError(429, 'slow', FULL_RETRY_AFTER),
};

// The order of the checks is PROTOCOL.md's: cheap ones first, and no megabytes read for a bad proof.
tips.post(ENDPOINTS.tips, async (c) => {
  const body = await openBody(
    c.req.raw,
    SIZE_CLASSES.map(({ wire }) => wire),
    TIP_HEADER_SIZE,
  );
  const header = decodeTipHeader(body.head);
  if (!header || SIZE_CLASSES[header.sizeClass].wire !== Number(c.req.header('content-length'))) {
    await body.cancel();
    throw new ApiError(400, 'bad-frame');
  }
  const kid = findKid(Buffer.from(header.kid).toString('hex'));
  if (!kid || kid.revoked) {
    await body.cancel();
    throw kid ? new ApiError(410, 'key-revoked') : new ApiError(400, 'bad-frame');
  }
  const inbox = c.env.INBOX.getByName(kid.inbox);
  const proof = await checkProof(header.proof, kid.inbox, proofSecrets(c.env));
  const known = proof ? null : await inbox.hashOf(header.sid);
  if (!proof && !known) {
    await body.cancel();
    throw new ApiError(422, 'pow');
  }
  const age = await body.rest();
  if (!hasTipShape(age)) throw new ApiError(400, 'bad-frame');
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', age));
  // Its megabytes must not reach the inbox: nobody paid for them with a proof.
  if (known) {
    if (!Buffer.from(known).equals(Buffer.from(hash))) throw REFUSALS.conflict;
    return answer({}, 202);
  }
  const { sid, ackHash, sizeClass } = header;
  const acceptance = await inbox.accept({ sid, hash, ackHash, sizeClass, age }, proof);
  if (acceptance !== 'accepted') throw REFUSALS[acceptance];
  return answer({}, 202);
});
