/** The keys that key holders have released (`kids.txt`): the only inboxes this Worker knows. */
import type { Audience } from './contract/contract.ts';
import released from './kids.txt';

export interface Kid {
  inbox: string;
  /**
   * The Ed25519 keys (base64url, 32 bytes) that sign for this inbox: the unit's, with which it also replies, and, where
   * there is one, that of its oversight.
   */
  keys: Readonly<Record<Audience, string | null>>;
  revoked: boolean;
}

// A line in any other form releases nothing: read loosely, it could make a revoked key good again.
const LINE =
  /^([0-9a-f]{16})\s+([a-z0-9-]{1,64})\s+([A-Za-z0-9_-]{43})(?:\s+([A-Za-z0-9_-]{43}))?(\s+revoked)?$/;

const kids = new Map<string, Kid>();
for (const line of released.split('\n')) {
  const [, kid, inbox, unit, oversight = null, revoked] = LINE.exec(line.replace(/#.*/, '').trim()) ?? [];
  if (kid && inbox && unit)
    kids.set(kid, { inbox, keys: { unit, oversight }, revoked: revoked !== undefined });
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
 * The keys that may sign for one audience of this inbox, retired ones included: an officer who still works with the key
 * file from before a rotation can answer. A revoked line takes its keys with it, unless another line has the same.
 */
export function signKeysOf(id: string, audience: Audience): string[] {
  const good = [...kids.values()].filter(({ inbox, revoked }) => inbox === id && !revoked);
  return [...new Set(good.flatMap(({ keys }) => keys[audience] ?? []))];
}
