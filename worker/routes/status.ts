import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from '../env.ts';
import { readBody } from '../http/body.ts';
import { ENDPOINTS, STATUS_BODY_SIZE, type StatusAnswer } from '../contract/endpoints.ts';
import { decodeInboxId, INBOX_ID_SIZE } from '../contract/inbox-id.ts';
import { unpaid } from '../abuse/concurrency.ts';
import { ApiError } from '../http/errors.ts';
import { isInbox } from '../inboxes.ts';

export const status = new Hono<App>();

status.post(ENDPOINTS.status, async (c) => {
  const body = await readBody(c.req.raw, STATUS_BODY_SIZE);
  const inbox = decodeInboxId(body.slice(0, INBOX_ID_SIZE));
  if (!inbox) throw new ApiError(400, 'bad-frame');
  const unknown: StatusAnswer = { status: 'unknown', day: null };
  if (!isInbox(inbox)) return answer(unknown);
  return answer(
    await unpaid(inbox, async () => c.env.INBOX.getByName(inbox).status(body.slice(INBOX_ID_SIZE))),
  );
});
