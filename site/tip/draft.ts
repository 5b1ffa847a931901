/** What a person is writing, before it is sealed. Lives in memory only. */
import { toBase64url, toHex, randomBytes } from '../envelope/bytes.ts';
import type { ReceiptSecrets } from '../envelope/receipt.ts';
import { cleanText, LIMITS, type Category, type Tip } from '../envelope/tip.ts';

export interface Draft {
  category: Category | null;
  text: string;
  where: string;
  when: string;
}

export const emptyDraft = (): Draft => ({ category: null, text: '', where: '', when: '' });

/** Whether anything would be left of the text once it is cleaned. */
export function hasText(draft: Draft): boolean {
  return cleanText(draft.text, LIMITS.text) !== '';
}

/** The tip of a draft. `replyTo` is the recipient that belongs to the receipt; `kid` is 16 hex digits. */
export function tipOf(
  draft: Draft,
  inbox: string,
  kid: string,
  secrets: ReceiptSecrets,
  replyTo: string,
): Tip {
  return {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox,
    kid,
    // Vietnam's day, whatever zone the phone believes in.
    created: new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10),
    category: draft.category ?? 'other',
    text: cleanText(draft.text, LIMITS.text),
    where: cleanText(draft.where, LIMITS.where) || null,
    when: cleanText(draft.when, LIMITS.when) || null,
    reply: { pk: replyTo, box: toBase64url(secrets.box) },
    thread: toHex(secrets.thread),
    part: [1, 1],
    files: [],
  };
}
