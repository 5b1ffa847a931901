import type { Settings } from './settings.ts';
import type { Inbox } from './storage/inbox.ts';
import type { Line } from './storage/line.ts';
import type { Mailbox } from './storage/mailbox.ts';

/** All that wrangler.toml binds. */
export interface Env extends Settings {
  ASSETS: Fetcher;
  INBOX: DurableObjectNamespace<Inbox>;
  LINE: DurableObjectNamespace<Line>;
  MAILBOX: DurableObjectNamespace<Mailbox>;
}

/** The environment of the routes, as Hono knows it. */
export type App = { Bindings: Env };
