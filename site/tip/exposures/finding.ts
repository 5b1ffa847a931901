/** What may tell who wrote a text, and the text as it is looked through. */

export type Kind =
  | 'phone'
  | 'identity'
  | 'mail'
  | 'name'
  | 'home'
  | 'house'
  | 'neighbour'
  | 'family'
  | 'work'
  | 'onlyMe'
  | 'minute';

/** Words of a text that give something away. */
export interface Finding {
  kind: Kind;
  /** From here to there in the text as it was typed, in UTF-16 units. */
  start: number;
  end: number;
  /** Words that say the same less exactly and are as true; empty to leave it out, null where there are none. */
  wider: string | null;
}

/** A text and the same without tone marks, of which each unit knows where it came from. */
export interface Folded {
  typed: string;
  folded: string;
  /** Where the unit at this place of `folded` begins in `typed`; one more than `folded` is long. */
  from: number[];
}
