import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from '../env.ts';
import { readBody } from '../http/body.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import { decodeInboxId } from '../contract/inbox-id.ts';
import {
  OPERATOR_TOKEN_SIZE,
  STATE_ANSWER_SIZE,
  STATE_BODY_SIZE,
  type StateAnswer,
} from '../contract/operator.ts';
import { ApiError } from '../http/errors.ts';
import { isInbox } from '../inboxes.ts';
import { isOperator } from '../http/operator-token.ts';

export const state = new Hono<App>();

// Health tells no inbox from another: an operator must learn which mailbox refuses, and why, long before 26 hours
// without a heartbeat say that something is wrong.
state.post(ENDPOINTS.state, async (c) => {
  const body = await readBody(c.req.raw, STATE_BODY_SIZE);
  const inbox = decodeInboxId(body.subarray(OPERATOR_TOKEN_SIZE));
  if (!isOperator(body, c.env) || !inbox || !isInbox(inbox)) throw new ApiError(404, 'not-found');
  const [own, alerts] = await Promise.all([
    c.env.INBOX.getByName(inbox).state(),
    // Its own state matters more: it must not be lost where the line cannot answer.
    c.env.LINE.getByName('line')
      .alertsOf(inbox)
      .catch(() => []),
  ]);
  return answer({ ...own, alerts } satisfies StateAnswer, 200, STATE_ANSWER_SIZE);
});
