/** What tells the line that tips were opened: the ack inside each, and nothing else of it. */
import { MAX_ACKS } from '../../worker/contract.ts';
import { INBOX_ID } from '../envelope/keys.ts';
import type { Entry } from './list.ts';

/** One form to post: the acks (base64url, 16 bytes each) of at most 200 tips of one inbox. */
export interface AckBatch {
  inbox: string;
  acks: string[];
}

/**
 * The forms that report `entries`. A tip from an unknown source names its inbox itself, and whatever it writes there
 * leaves the desk with the form; so it is believed only when it could be an inbox id, else the key's own stands.
 */
export function batchAcks(entries: readonly Entry[], home: string): AckBatch[] {
  const byInbox = new Map<string, Set<string>>();
  for (const { acks, inbox } of entries) {
    const to = INBOX_ID.test(inbox) ? inbox : home;
    byInbox.set(to, new Set([...(byInbox.get(to) ?? []), ...acks]));
  }
  return [...byInbox].flatMap(([inbox, set]) => {
    const acks = [...set];
    const count = Math.ceil(acks.length / MAX_ACKS);
    return Array.from({ length: count }, (_, index) => ({
      inbox,
      acks: acks.slice(index * MAX_ACKS, (index + 1) * MAX_ACKS),
    }));
  });
}
