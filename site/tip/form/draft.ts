/** What a person is writing, before it is sealed. Lives in memory only. */
import { cleanText, LIMITS, type Category } from '../../envelope/tip.ts';

/** A photo or a recording as it will be sealed: drawn or recorded anew on this phone, named by us. */
export interface Attachment {
  /** `anh-1.jpg`, `giong-noi.webm`: nothing of the phone's own names. */
  name: string;
  type: string;
  bytes: Uint8Array;
}

export const PERIODS = ['today', 'week', 'month', 'long', 'unknown'] as const;
export type Period = (typeof PERIODS)[number];
export const ONGOING = ['yes', 'no', 'unknown'] as const;
export type Ongoing = (typeof ONGOING)[number];

/** Longest own words on the time, in UTF-16 units: they share the tip's `when` with the two choices. */
export const OWN_WHEN = 160;

export interface Draft {
  category: Category | null;
  text: string;
  where: string;
  period: Period | null;
  /** Own words on the time; `tip-of-draft.ts` puts them together with the choices. */
  when: string;
  ongoing: Ongoing | null;
  files: Attachment[];
}

export const emptyDraft = (): Draft => ({
  category: null,
  text: '',
  where: '',
  period: null,
  when: '',
  ongoing: null,
  files: [],
});

/** Whether anything was entered at all. */
export function isBegun(draft: Draft): boolean {
  return Object.values(draft).some((value) => value?.length);
}

/** All own words of a draft, to be read or copied. */
export function writtenIn({ text, where, when }: Draft): string {
  return [text, where, when].filter(Boolean).join('\n\n');
}

/** Whether there is anything to send: words that are left once they are cleaned, a photo or a recording. */
export function hasContent(draft: Draft): boolean {
  return draft.files.length > 0 || cleanText(draft.text, LIMITS.text) !== '';
}
