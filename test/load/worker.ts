/** The real Worker with one more route that does nothing, to measure what the line itself costs. */
import { Hono } from 'hono';
import worker from '../../worker/index.ts';
import type { Env } from '../../worker/env.ts';

export { Inbox, LocalLine, Mailbox } from '../../worker/index.ts';

const bare = new Hono();
bare.post('/api/bare', async (c) => {
  await c.req.arrayBuffer();
  return c.body(null, 202);
});

export default {
  ...worker,
  fetch: (request, env, ctx) =>
    new URL(request.url).pathname === '/api/bare'
      ? bare.fetch(request, env, ctx)
      : worker.fetch(request, env, ctx),
} satisfies ExportedHandler<Env>;
