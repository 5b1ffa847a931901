import type { Attachment } from '../form/draft.ts';
import type { Strings } from '../strings.ts';

/** What the two scripts that come only when someone asks for them are given. */
export interface MediaProps {
  /** The draft's own list; the part changes it in place. */
  files: Attachment[];
  t: Strings['media'];
  /** Someone has just asked for it, so the focus goes there. */
  isFresh: boolean;
  onChange(): void;
  /** Why a tip sent now would miss something, as a sentence; null when it would not. */
  onBusy(why: string | null): void;
}
