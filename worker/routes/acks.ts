import { sha256 } from '@noble/hashes/sha2.js';
import { Hono } from 'hono';
import { type Audience, AUDIENCES } from '../contract/audience.ts';
import { ENDPOINTS, MAX_ACKS } from '../contract/endpoints.ts';
import { unpaid } from '../abuse/concurrency.ts';
import type { App, Env } from '../env.ts';
import { ApiError } from '../http/errors.ts';
import { readForm } from '../http/body.ts';
import { isInbox } from '../inboxes.ts';
import { page } from '../http/page.ts';

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
  try {
    if (isInbox(inbox)) await mark(inbox, list, audience, c.env);
  } catch (error) {
    // The tool posts into a new tab, where a person reads the answer.
    if (error instanceof ApiError) return busy();
    throw error;
  }
  return page(
    202,
    'Đã ghi nhận',
    'Đường dây đã biết các tin này được mở. Đóng trang này và quay lại công cụ.',
  );
});

/** @throws ApiError 429 `slow` when too many ask at once. */
const mark = (inbox: string, list: readonly string[], audience: Audience | null, env: Env) =>
  unpaid(inbox, async () => {
    // All at once: whoever makes up acks must cost little. Two characters more make each whole bytes.
    const bytes = Buffer.from(list.map((ack) => `${ack}AA`).join(''), 'base64url');
    const hashes = new Uint8Array(list.length * 32);
    list.forEach((_, at) => hashes.set(sha256(bytes.subarray(at * 18, at * 18 + 16)), at * 32));
    await env.INBOX.getByName(inbox).acknowledge(hashes, audience);
  });

const busy = () =>
  page(503, 'Chưa ghi nhận', 'Đường dây đang bận. Đợi một phút rồi bấm lại trong công cụ. Mã lỗi: slow.');
