/** What a person is writing, before it is sealed. Lives in memory only. */
import { cleanText, LIMITS, type Category } from '../envelope/tip.ts';

/** A photo or a recording as it will be sealed: drawn or recorded anew on this phone, named by us. */
export interface Attachment {
  /** `anh-1.jpg`, `giong-noi.webm`: nothing of the phone's own names. */
  name: string;
  type: string;
  bytes: Uint8Array;
}

export interface Draft {
  category: Category | null;
  text: string;
  where: string;
  when: string;
  files: Attachment[];
}

export const emptyDraft = (): Draft => ({ category: null, text: '', where: '', when: '', files: [] });

/** Whether there is anything to send: words that are left once they are cleaned, a photo or a recording. */
export function hasContent(draft: Draft): boolean {
  return draft.files.length > 0 || cleanText(draft.text, LIMITS.text) !== '';
}
