/** What tells the line that tips were opened: the ack inside each, and nothing else of it. */
import { MAX_ACKS } from '../../worker/contract.ts';
import { INBOX_ID } from '../envelope/keys.ts';
import type { Entry } from './list.ts';

/** One form to post: at most 200 acks (base64url, 16 bytes each) of one inbox, and how many tips they are of. */
export interface AckBatch {
  inbox: string;
  acks: string[];
  tips: number;
}

/**
 * The forms that report `entries`. A tip from an unknown source names its inbox itself, and whatever it writes there
 * leaves the desk with the form; so it is believed only when it could be an inbox id, else the key's own stands.
 */
export function batchAcks(entries: readonly Entry[], home: string): AckBatch[] {
  const byInbox = new Map<string, Map<string, Entry>>();
  for (const entry of entries) {
    const to = INBOX_ID.test(entry.inbox) ? entry.inbox : home;
    const owners = byInbox.get(to) ?? new Map<string, Entry>();
    for (const ack of entry.acks) owners.set(ack, entry);
    byInbox.set(to, owners);
  }
  return [...byInbox].flatMap(([inbox, owners]) => {
    const all = [...owners];
    const count = Math.ceil(all.length / MAX_ACKS);
    return Array.from({ length: count }, (_, index) => {
      const some = all.slice(index * MAX_ACKS, (index + 1) * MAX_ACKS);
      const tips = new Set(some.map(([, entry]) => entry)).size;
      return { inbox, acks: some.map(([ack]) => ack), tips };
    });
  });
}
