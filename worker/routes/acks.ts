import { Hono } from 'hono';
import type { App } from '../app.ts';
import { AUDIENCES, ENDPOINTS, MAX_ACKS } from '../contract.ts';
import { unpaid } from '../crowd.ts';
import { ApiError } from '../errors.ts';
import { readForm } from '../body.ts';
import { isInbox } from '../kids.ts';
import { page } from '../page.ts';

export const acks = new Hono<App>();

/** 200 acks of 22 characters, their commas (percent-encoded at worst), the inbox and the audience. */
const MAX_BODY = MAX_ACKS * 25 + 200;

/** The answer is the same for known and unknown acks. An audience other than the two is none: whoever has the tip. */
acks.post(ENDPOINTS.acks, async (c) => {
  const form = await readForm(c.req.raw, MAX_BODY);
  const inbox = form.get('inbox') ?? '';
  const audience = AUDIENCES.find((one) => one === form.get('to')) ?? null;
  const list = (form.get('acks') ?? '').split(',');
  if (list.length > MAX_ACKS || !list.every((ack) => /^[A-Za-z0-9_-]{22}$/.test(ack)))
    throw new ApiError(400, 'bad-frame');
  if (isInbox(inbox)) {
    const hashes = await Promise.all(
      list.map(
        async (ack) => new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(ack, 'base64url'))),
      ),
    );
    await unpaid(inbox, async () => c.env.INBOX.getByName(inbox).acknowledge(hashes, audience));
  }
  return page(
    202,
    'Đã ghi nhận',
    'Đường dây đã biết các tin này được mở. Đóng trang này và quay lại công cụ.',
  );
});
