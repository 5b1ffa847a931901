import { Hono } from 'hono';
import type { App } from '../app.ts';
import { ENDPOINTS, MAX_ACKS } from '../contract.ts';
import { ApiError } from '../errors.ts';
import { isInbox } from '../kids.ts';

export const acks = new Hono<App>();

/** 200 acks of 22 characters, their commas (percent-encoded at worst) and the inbox. */
const MAX_BODY = MAX_ACKS * 25 + 200;

const PAGE = `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Đã ghi nhận</title><h1>Đã ghi nhận</h1><p>Đường dây đã biết các tin này được mở. Đóng trang này và quay lại công cụ.</p></html>
`;

/**
 * The officer's tool posts an ordinary form from a file on a disk (its own policy allows no fetch), hence
 * urlencoded fields and a page to read. The answer is the same for known and unknown acks.
 */
acks.post(ENDPOINTS.acks, async (c) => {
  const type = c.req.header('content-type')?.split(';')[0];
  const length = Number(c.req.header('content-length'));
  if (type !== 'application/x-www-form-urlencoded' || !(length > 0 && length <= MAX_BODY))
    throw new ApiError(400, 'bad-frame');
  // Not `text()`: workerd writes a console line for a form that is read so.
  const form = new URLSearchParams(new TextDecoder().decode(await c.req.arrayBuffer()));
  const inbox = form.get('inbox') ?? '';
  const list = (form.get('acks') ?? '').split(',');
  if (list.length > MAX_ACKS || !list.every((ack) => /^[A-Za-z0-9_-]{22}$/.test(ack)))
    throw new ApiError(400, 'bad-frame');
  if (isInbox(inbox)) {
    const hashes = await Promise.all(
      list.map(
        async (ack) => new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(ack, 'base64url'))),
      ),
    );
    await c.env.INBOX.getByName(inbox).acknowledge(hashes);
  }
  return new Response(PAGE, { status: 202, headers: { 'Content-Type': 'text/html; charset=utf-8' } });
});
