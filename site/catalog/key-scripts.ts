/** How the public keys of inboxes reach a phone: as scripts of our own origin, never by fetch (PROTOCOL.md, "Keys"). */
import { fingerprintOf, type InboxKeys } from '../envelope/keys.ts';
import { isDemoKey } from '../envelope/demo.ts';
import type { Inbox } from '../schemas/inbox.ts';

/** What the tip page lists of an inbox before any key is loaded. `upper` is the inbox one level up, if open. */
export interface ListedInbox {
  id: string;
  placeId: string;
  place: string;
  label: string;
  oversight: string;
  script: string;
  fingerprint: string;
  upper: string | null;
}

const ONE_SCRIPT = 8;
const BUCKET = 4;

/**
 * The inboxes of each key script: all in one while there are at most eight, beyond that four a script, so that
 * loading one says no more than "one of these four".
 */
export function bucketsOf(inboxes: readonly Inbox[]): Inbox[][] {
  const sorted = [...inboxes].sort((a, b) => (a.id < b.id ? -1 : 1));
  const size = sorted.length <= ONE_SCRIPT ? ONE_SCRIPT : BUCKET;
  return Array.from({ length: Math.ceil(sorted.length / size) }, (_, at) =>
    sorted.slice(at * size, (at + 1) * size),
  );
}

/** The text of every key script, in bucket order, all of equal length. */
export function keyScripts(inboxes: readonly Inbox[]): string[] {
  const scripts = bucketsOf(inboxes).map((bucket) => {
    const keys: InboxKeys[] = bucket.map(({ id, label, oversight, recipients, replyKey }) => ({
      id,
      label,
      oversight,
      recipients,
      replyKey,
    }));
    return `export default ${JSON.stringify(keys)};`;
  });
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const longest = Math.max(0, ...scripts.map(bytes));
  return scripts.map((script) => `${script}${' '.repeat(longest - bytes(script))}\n`);
}

/** Every inbox as the tip page lists it. `places` maps a place id to its name and parent. */
export function listInboxes(
  inboxes: readonly Inbox[],
  places: ReadonlyMap<string, { name: string; parent: string | null }>,
): ListedInbox[] {
  const buckets = bucketsOf(inboxes);
  return inboxes.map((inbox) => {
    const place = places.get(inbox.place);
    return {
      id: inbox.id,
      placeId: inbox.place,
      place: place?.name ?? inbox.label,
      label: inbox.label,
      oversight: inbox.oversight,
      script: `/khoa/${buckets.findIndex((bucket) => bucket.includes(inbox))}.js`,
      fingerprint: fingerprintOf(inbox.recipients),
      upper: inboxes.find((other) => !other.closed && other.place === place?.parent)?.id ?? null,
    };
  });
}

/** Whether any key of these inboxes is a demo key, so that the page must say it is only a trial run. */
export function holdsDemoKey(inboxes: readonly Inbox[]): boolean {
  return inboxes.some((inbox) => [...inbox.recipients, inbox.replyKey].some(isDemoKey));
}
