import { Hono } from 'hono';
import { answer } from '../answer.ts';
import type { App } from '../app.ts';
import { readBody } from '../body.ts';
import { decodeInboxId, ENDPOINTS, OPERATOR_TOKEN_SIZE, STATE_BODY_SIZE } from '../contract.ts';
import { ApiError } from '../errors.ts';
import { isInbox } from '../kids.ts';

export const state = new Hono<App>();

// Not in protocol.md, whose health tells no inbox from another: an operator must learn which mailbox refuses, and why,
// long before 26 hours without a heartbeat say that something is wrong.
state.post(ENDPOINTS.state, async (c) => {
  const body = await readBody(c.req.raw, STATE_BODY_SIZE);
  const inbox = decodeInboxId(body.subarray(OPERATOR_TOKEN_SIZE));
  const isOperator = await isToken(body.subarray(0, OPERATOR_TOKEN_SIZE), c.env.OPERATOR_TOKEN);
  if (!isOperator || !inbox || !isInbox(inbox)) throw new ApiError(404, 'not-found');
  return answer(await c.env.INBOX.getByName(inbox).state());
});

async function isToken(given: Uint8Array, secret: string | undefined): Promise<boolean> {
  const known = Buffer.from(secret ?? '', 'base64url');
  // Without a whole secret nothing matches, least of all nothing.
  if (known.length !== OPERATOR_TOKEN_SIZE) return false;
  return crypto.subtle.timingSafeEqual(given, known);
}
