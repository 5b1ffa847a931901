import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from '../env.ts';
import { readBody } from '../http/body.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import { decodeInboxId, INBOX_ID_SIZE } from '../contract/inbox-id.ts';
import { CANARY_BODY_SIZE, OPERATOR_TOKEN_SIZE } from '../contract/operator.ts';
import { ApiError } from '../http/errors.ts';
import { isInbox } from '../inboxes.ts';
import { isOperator } from '../http/operator-token.ts';

export const canaries = new Hono<App>();

/** The operator's trial of oversight's own mailbox. Only whoever sent a tip knows its sid. */
canaries.post(ENDPOINTS.canaries, async (c) => {
  const body = await readBody(c.req.raw, CANARY_BODY_SIZE);
  const sidAt = OPERATOR_TOKEN_SIZE + INBOX_ID_SIZE;
  const inbox = decodeInboxId(body.subarray(OPERATOR_TOKEN_SIZE, sidAt));
  if (!isOperator(body, c.env) || !inbox || !isInbox(inbox)) throw new ApiError(404, 'not-found');
  if (!(await c.env.INBOX.getByName(inbox).divert(body.slice(sidAt)))) throw new ApiError(404, 'not-found');
  return answer({}, 202);
});
