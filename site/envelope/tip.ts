/** What a tip says (PROTOCOL.md, "Sealed tip"): the JSON at the head of the sealed frame. */

export const CATEGORIES = ['use', 'sale', 'storage', 'growing', 'disguised', 'other'] as const;
export type Category = (typeof CATEGORIES)[number];

export interface TipFile {
  n: string;
  t: string;
  o: number;
  l: number;
  h: string;
}

export interface Tip {
  v: 1;
  type: 'tip' | 'followup' | 'canary';
  id: string;
  ack: string;
  inbox: string;
  kid: string;
  created: string;
  category: Category;
  text: string;
  where: string | null;
  when: string | null;
  reply: { pk: string; box: string } | null;
  thread: string | null;
  part: [number, number];
  files: TipFile[];
}

/** Where a tip wants its reply: a recipient and a mailbox, both as its sender wrote them. */
export type ReplyAddress = NonNullable<Tip['reply']>;

/** Longest fields, in UTF-16 units after cleaning: 4,000 units of any script still fit the first size class. */
export const LIMITS = { text: 4_000, where: 300, when: 200 } as const;

/**
 * Text as it goes into a tip: control characters except line feed removed, lone surrogates replaced by U+FFFD,
 * NFC, blank ends trimmed, cut to `limit` UTF-16 units without halving a character. Cleaning twice changes nothing.
 */
export function cleanText(raw: string, limit: number): string {
  const clean = raw
    // In Unicode mode a surrogate class matches only surrogates without a partner.
    .replace(/[\uD800-\uDFFF]/gu, '\uFFFD')
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0009\u000B-\u001F]/g, '')
    // Only now: a control character may have stood between a letter and its mark.
    .normalize('NFC')
    .trim();
  if (clean.length <= limit) return clean;
  return clean
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}
