import { Hono } from 'hono';
import { answer } from '../http/answer.ts';
import type { App } from './app.ts';
import { ENDPOINTS, type HealthAnswer } from '../contract/contract.ts';
import { Remembered } from '../abuse/crowd.ts';
import { publicKeyOf } from '../delivery/compose.ts';
import type { Env } from '../env.ts';
import { INBOX_IDS } from '../kids.ts';

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
