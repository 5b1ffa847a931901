/** The keys that key holders have released (`kids.txt`): the only inboxes this Worker knows. */
import released from './kids.txt';

export interface Kid {
  inbox: string;
  /** The Ed25519 key (base64url, 32 bytes) that signs this inbox's replies. */
  replyKey: string;
  revoked: boolean;
}

// A line in any other form releases nothing: read loosely, it could make a revoked key good again.
const LINE = /^([0-9a-f]{16})\s+([a-z0-9-]{1,64})\s+([A-Za-z0-9_-]{43})(\s+revoked)?$/;

const kids = new Map<string, Kid>();
for (const line of released.split('\n')) {
  const [, kid, inbox, replyKey, revoked] = LINE.exec(line.replace(/#.*/, '').trim()) ?? [];
  if (kid && inbox && replyKey) kids.set(kid, { inbox, replyKey, revoked: revoked !== undefined });
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

/**
 * The keys that may sign a reply of this inbox, retired ones included: an officer who still works with the key file
 * from before a rotation can answer. A revoked line takes its reply key with it, unless another line has the same.
 */
export function replyKeysOf(id: string): string[] {
  const good = [...kids.values()].filter(({ inbox, revoked }) => inbox === id && !revoked);
  return [...new Set(good.map(({ replyKey }) => replyKey))];
}
