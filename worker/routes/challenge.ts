import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from '../env.ts';
import { readBody } from '../http/body.ts';
import { CHALLENGE_ANSWER_SIZE, CHALLENGE_BODY_SIZE, ENDPOINTS } from '../contract/endpoints.ts';
import { decodeInboxId, INBOX_ID_SIZE } from '../contract/inbox-id.ts';
import { type SizeClassIndex } from '../contract/sizes.ts';
import { Remembered } from '../abuse/concurrency.ts';
import { ApiError } from '../http/errors.ts';
import { isInbox } from '../inboxes.ts';
import type { Level } from '../abuse/difficulty.ts';
import { makeChallenge, proofSecrets } from '../abuse/proof-of-work.ts';

export const challenge = new Hono<App>();

/** The level of each inbox, asked for once in a while, and after each tip that this isolate handed in. */
export const levels = new Remembered<Level>(5_000);

challenge.post(ENDPOINTS.challenge, async (c) => {
  const body = await readBody(c.req.raw, CHALLENGE_BODY_SIZE, INBOX_ID_SIZE);
  const inbox = decodeInboxId(body.subarray(0, INBOX_ID_SIZE));
  const sizeClass = body[INBOX_ID_SIZE] ?? 2;
  if (!inbox || !isInbox(inbox) || sizeClass > 2) throw new ApiError(400, 'bad-frame');
  const level = await levels.get(inbox, () => c.env.INBOX.getByName(inbox).level());
  return answer(
    await makeChallenge(inbox, sizeClass as SizeClassIndex, level, proofSecrets(c.env), Date.now()),
    200,
    CHALLENGE_ANSWER_SIZE,
  );
});
