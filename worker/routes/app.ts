import { Hono } from 'hono';
import { ANSWER_SIZE } from '../contract/endpoints.ts';
import type { App, Env } from '../env.ts';
import { ApiError } from '../http/errors.ts';
import { API_HEADERS, paddedJson } from '../http/headers.ts';
import { acks } from './acks.ts';
import { canaries } from './canaries.ts';
import { challenge } from './challenge.ts';
import { health } from './health.ts';
import { mailbox } from './mailbox.ts';
import { replies } from './replies.ts';
import { resends } from './resends.ts';
import { state } from './state.ts';
import { status } from './status.ts';
import { tips } from './tips.ts';

/** The API, and whatever the site has no file for. It is only ever given requests that `withoutCaller` has stripped. */
export const app = new Hono<App>();

app.use(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(API_HEADERS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});

app.route('/', challenge);
app.route('/', tips);
app.route('/', status);
app.route('/', acks);
app.route('/', mailbox);
app.route('/', replies);
app.route('/', resends);
app.route('/', health);
app.route('/', state);
app.route('/', canaries);

/**
 * The page for an address where nothing is, with the headers of a page (`_headers`). Nobody may keep it: after the next
 * deploy, or the rest of this one, something may be there.
 */
async function nowhere({ ASSETS }: Env): Promise<Response> {
  const page = await ASSETS.fetch('https://line.invalid/404');
  const answer = new Response(page.body, { status: 404, headers: page.headers });
  answer.headers.set('Cache-Control', 'no-store');
  answer.headers.delete('ETag');
  return answer;
}

const refuse = (error: ApiError) =>
  new Response(paddedJson({ e: error.code }, ANSWER_SIZE), {
    status: error.status,
    headers: {
      ...API_HEADERS,
      'Content-Type': 'application/json',
      ...(error.retryAfter === null ? {} : { 'Retry-After': String(error.retryAfter) }),
    },
  });

app.notFound((c) =>
  c.req.path.startsWith('/api/') ? refuse(new ApiError(404, 'not-found')) : nowhere(c.env),
);
// Anything unforeseen is storage or configuration: the phone keeps its sealed bytes and tries again.
app.onError((error) => refuse(error instanceof ApiError ? error : new ApiError(503, 'store')));
