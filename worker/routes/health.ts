import { Hono } from 'hono';
import { answer } from '../answer.ts';
import type { App } from '../app.ts';
import { ENDPOINTS } from '../contract.ts';
import { INBOX_IDS } from '../kids.ts';

export const health = new Hono<App>();

health.get(ENDPOINTS.health, async (c) => {
  const healthy = await c.env.LINE.getByName('line').isHealthy(INBOX_IDS, Date.now());
  return answer({ line: healthy ? 'ok' : 'degraded' });
});
