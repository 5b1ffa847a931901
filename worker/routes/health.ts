import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import { ENDPOINTS, type HealthAnswer } from '../contract/endpoints.ts';
import { Remembered } from '../abuse/concurrency.ts';
import { publicKeyOf } from '../delivery/compose.ts';
import type { App, Env } from '../env.ts';
import { INBOX_IDS } from '../inboxes.ts';

export const health = new Hono<App>();

/** Whoever asks however often: the line is asked so often. */
const isHealthy = new Remembered<boolean>(10_000);

health.get(ENDPOINTS.health, async (c) => {
  const now = Date.now();
  const isWell = await isHealthy.get('line', () => c.env.LINE.getByName('line').isHealthy(INBOX_IDS, now));
  return answer({
    line: isWell ? 'ok' : 'degraded',
    mailKey: await mailKeyOf(c.env),
    version: c.env.VERSION || null,
    commit: c.env.COMMIT || null,
    time: Math.floor(now / 1_000),
  } satisfies HealthAnswer);
});

// A key that is missing or malformed is told as none; mails then do not leave, and `state` says so.
const mailKeyOf = ({ MAIL_SIGN_KEY }: Env) => publicKeyOf(MAIL_SIGN_KEY).catch(() => null);
