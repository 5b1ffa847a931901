import { Hono } from 'hono';
import type { App } from '../env.ts';
import { readBody } from '../http/body.ts';
import { ENDPOINTS } from '../contract/endpoints.ts';
import { BOX_SIZE, encodeMailbox, MAILBOX_ANSWER_SIZE } from '../contract/reply.ts';
import { mailboxOf } from '../storage/mailbox.ts';

export const mailbox = new Hono<App>();

/** Anybody may ask, and nothing in the answer tells a box without replies from one that does not exist. */
mailbox.post(ENDPOINTS.mailbox, async (c) => {
  const box = await readBody(c.req.raw, BOX_SIZE);
  const boxKey = new Uint8Array(await crypto.subtle.digest('SHA-256', box));
  const replies = await mailboxOf(boxKey, c.env).read(boxKey);
  const noise = crypto.getRandomValues(new Uint8Array(MAILBOX_ANSWER_SIZE));
  return new Response(encodeMailbox(replies, noise), {
    headers: { 'Content-Type': 'application/octet-stream' },
  });
});
