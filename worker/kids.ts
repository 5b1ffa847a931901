/** The key ids that key holders have released (`kids.txt`): the only inboxes this Worker knows. */
import released from './kids.txt';

export interface Kid {
  inbox: string;
  revoked: boolean;
}

const kids = new Map<string, Kid>();
for (const line of released.split('\n')) {
  const [kid, inbox, mark] = line.replace(/#.*/, '').trim().split(/\s+/);
  if (kid && inbox) kids.set(kid, { inbox, revoked: mark === 'revoked' });
}

/** The inbox a kid (16 hex digits) names, retired and revoked kids included; null when nobody released it. */
export function findKid(kid: string): Kid | null {
  return kids.get(kid) ?? null;
}

/**
 * Every inbox of this line, in a stable order. One whose kids are all revoked still belongs to it: the tips it
 * keeps must be mailed, acknowledged and answered for.
 */
export const INBOX_IDS: readonly string[] = [...new Set([...kids.values()].map(({ inbox }) => inbox))].sort();

/** Whether an inbox id is one of ours; anything else must never become a Durable Object. */
export function isInbox(id: string): boolean {
  return INBOX_IDS.includes(id);
}
