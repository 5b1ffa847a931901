/** The inboxes of this line: those, and only those, for which key holders have released a key (`kids.txt`). */
import type { Audience } from './contract/audience.ts';
import { inboxIdsOf, readKeyRegister, type ReleasedKey } from './contract/key-register.ts';
import released from './kids.txt';

const keys = new Map(readKeyRegister(released).map((key) => [key.kid, key]));

/** The released key of a kid (16 hex digits), retired and revoked ones included; null when nobody released it. */
export function findKey(kid: string): ReleasedKey | null {
  return keys.get(kid) ?? null;
}

/**
 * Every inbox of this line, in a stable order. One whose keys are all revoked still belongs to it: the tips it
 * keeps must be mailed, acknowledged and answered for.
 */
export const INBOX_IDS: readonly string[] = inboxIdsOf([...keys.values()]);

/** Whether an inbox id is one of ours; anything else must never become a Durable Object. */
export function isInbox(id: string): boolean {
  return INBOX_IDS.includes(id);
}

/**
 * The keys that may sign for one audience of this inbox, retired ones included: an officer who still works with the key
 * file from before a rotation can answer. A revoked line takes its keys with it, unless another line has the same.
 */
export function signKeysOf(id: string, audience: Audience): string[] {
  const good = [...keys.values()].filter(({ inbox, revoked }) => inbox === id && !revoked);
  return [...new Set(good.flatMap((key) => (audience === 'unit' ? key.replyKey : (key.oversightKey ?? []))))];
}
