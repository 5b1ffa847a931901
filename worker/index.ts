import { app } from './routes/app.ts';
import type { Env } from './env.ts';
import { INBOX_IDS } from './inboxes.ts';
import { MAILBOX_NAMES } from './storage/mailbox.ts';
import { withoutCaller } from './http/privacy.ts';

export { Inbox } from './storage/inbox.ts';
export { Line } from './storage/line.ts';
export { Mailbox } from './storage/mailbox.ts';

/** Inboxes woken at a time by the daily cron. */
const PAGE = 200;

export default {
  fetch: (request, env, ctx) => app.fetch(withoutCaller(request), env, ctx),

  async scheduled(_event, env) {
    for (let from = 0; from < INBOX_IDS.length; from += PAGE) {
      // One inbox that fails must not keep the others asleep.
      await Promise.allSettled(
        INBOX_IDS.slice(from, from + PAGE).map((id) => env.INBOX.getByName(id).wake()),
      );
    }
    await Promise.allSettled([env.LINE.getByName('line').wake()]);
    await Promise.allSettled(MAILBOX_NAMES.map((name) => env.MAILBOX.getByName(name).wake()));
  },
} satisfies ExportedHandler<Env>;
