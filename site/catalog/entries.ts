/** What the content collections hold, as far as the catalog and components need to know. */
import type { Guide } from '../schemas/guide.ts';
import type { Kit } from '../schemas/kit.ts';
import type { PageText } from '../schemas/page-text.ts';
import type { Place } from '../schemas/place.ts';
import type { Plan } from '../schemas/plan.ts';
import type { Poster } from '../schemas/poster.ts';
import type { Translation } from '../schemas/translation.ts';

/** One file of content: its id is its path below the folder of its kind, without the ending. */
export interface Entry<T> {
  id: string;
  data: T;
  body?: string | undefined;
}

export type PlaceEntry = Entry<Place>;
export type PlanEntry = Entry<Plan>;
export type PosterEntry = Entry<Poster>;
export type GuideEntry = Entry<Guide>;
export type KitEntry = Entry<Kit>;
export type TextEntry = Entry<PageText>;
export type TranslationEntry = Entry<Translation>;
