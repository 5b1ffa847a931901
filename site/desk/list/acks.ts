/** What tells the line that tips were opened: the ack inside each, and nothing else of it. */
import { type Audience } from '../../../worker/contract/audience.ts';
import { MAX_ACKS } from '../../../worker/contract/endpoints.ts';
import { INBOX_ID } from '../../../worker/contract/inbox-id.ts';
import type { ListedTip } from './list.ts';

/**
 * One form to post: at most 200 acks (base64url, 16 bytes each) of one inbox, and how many tips they are of. `to`: as
 * which of its audiences the tips were read; null for both, and where nothing says it.
 */
export interface AckBatch {
  inbox: string;
  to: Audience | null;
  acks: string[];
  tips: number;
}

/**
 * The forms that report `entries`. A tip from an unknown source names its inbox itself, and whatever it writes there
 * leaves the desk with the form; so it is believed only when it could be an inbox id, else the key's own stands.
 */
export function batchAcks(entries: readonly ListedTip[], home: string): AckBatch[] {
  const readers = new Map<string, Pick<AckBatch, 'inbox' | 'to'> & { owners: Map<string, ListedTip> }>();
  for (const entry of entries) {
    const inbox = INBOX_ID.test(entry.inbox) ? entry.inbox : home;
    const unsigned = inbox === home ? null : 'oversight';
    const [to = unsigned, ...others] = new Set(entry.places.map((place) => place.to));
    const reader = { inbox, to: others.length > 0 ? null : to };
    const { owners } = readers.get(`${inbox} ${reader.to}`) ?? { owners: new Map<string, ListedTip>() };
    readers.set(`${inbox} ${reader.to}`, { ...reader, owners });
    for (const ack of entry.acks) owners.set(ack, entry);
  }
  return [...readers.values()].flatMap(({ inbox, to, owners }) => {
    const all = [...owners];
    const count = Math.ceil(all.length / MAX_ACKS);
    return Array.from({ length: count }, (_, index) => {
      const some = all.slice(index * MAX_ACKS, (index + 1) * MAX_ACKS);
      const tips = new Set(some.map(([, entry]) => entry)).size;
      return { inbox, to, acks: some.map(([ack]) => ack), tips };
    });
  });
}
