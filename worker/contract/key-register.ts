/** The keys that key holders have released: the form of `worker/kids.txt` (PROTOCOL.md, "Keys"). */
import { INBOX_ID_FORM } from './inbox-id.ts';

/** Parts of patterns: a kid, and an Ed25519 key as base64url. */
export const KID_FORM = '[0-9a-f]{16}';
export const KEY_FORM = '[A-Za-z0-9_-]{43}';

export const KID = new RegExp(`^${KID_FORM}$`);
export const ED25519_KEY = new RegExp(`^${KEY_FORM}$`);

/** One line: a kid (16 hex digits), its inbox, and the Ed25519 keys (base64url, 32 bytes) that sign for its two readers. */
export interface ReleasedKey {
  kid: string;
  inbox: string;
  /** The unit's, with which it also replies. */
  replyKey: string;
  oversightKey: string | undefined;
  revoked: boolean;
}

// A line in any other form releases nothing: read loosely, it could make a revoked key good again.
const LINE = new RegExp(
  `^(${KID_FORM})\\s+(${INBOX_ID_FORM})\\s+(${KEY_FORM})(?:\\s+(${KEY_FORM}))?(\\s+revoked)?$`,
);

/** What one line of the file releases; null for a line that releases nothing, and `wrong` when it is no remark either. */
export function readKeyLine(raw: string): ReleasedKey | 'wrong' | null {
  const line = raw.replace(/#.*/, '').trim();
  if (!line) return null;
  const [, kid, inbox, replyKey, oversightKey, revoked] = LINE.exec(line) ?? [];
  return kid && inbox && replyKey
    ? { kid, inbox, replyKey, oversightKey, revoked: revoked !== undefined }
    : 'wrong';
}

/** Every key that the text of the file releases, in its order; lines in another form release none. */
export function readKeyRegister(text: string): ReleasedKey[] {
  return text.split('\n').flatMap((raw) => {
    const key = readKeyLine(raw);
    return key === null || key === 'wrong' ? [] : [key];
  });
}

/** Every inbox that keys were released for, in a stable order, those whose keys are all revoked included. */
export function inboxIdsOf(keys: readonly ReleasedKey[]): string[] {
  return [...new Set(keys.map(({ inbox }) => inbox))].sort();
}
