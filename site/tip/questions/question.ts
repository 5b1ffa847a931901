import type { RefObject } from 'preact';
import type { Draft } from '../form/draft.ts';
import type { Strings } from '../strings.ts';

/** What takes the focus when a screen comes. */
export type Heading = RefObject<HTMLHeadingElement | null>;

/** A question writes its answer straight into `draft`, and says so. */
export interface QuestionProps {
  draft: Draft;
  t: Strings;
  /** Given where the question has the screen to itself. */
  heading?: Heading;
  onChange(): void;
}
