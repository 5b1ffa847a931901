import { Hono } from 'hono';
import { answer } from '../answer.ts';
import type { App } from '../app.ts';
import { readBody } from '../body.ts';
import { CHALLENGE_ANSWER_SIZE, decodeInboxId, ENDPOINTS, INBOX_ID_SIZE } from '../contract.ts';
import { ApiError } from '../errors.ts';
import { isInbox } from '../kids.ts';
import { makeChallenge, proofSecrets } from '../proof-of-work.ts';

export const challenge = new Hono<App>();

challenge.post(ENDPOINTS.challenge, async (c) => {
  const inbox = decodeInboxId(await readBody(c.req.raw, INBOX_ID_SIZE));
  if (!inbox || !isInbox(inbox)) throw new ApiError(400, 'bad-frame');
  const level = await c.env.INBOX.getByName(inbox).level();
  return answer(
    await makeChallenge(inbox, level, proofSecrets(c.env), Date.now()),
    200,
    CHALLENGE_ANSWER_SIZE,
  );
});
