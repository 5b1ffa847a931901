/** What several pages ask of the content. Pure: load.ts brings it from the files. */
import type { CampaignEvent } from '../schemas/event.ts';
import type { Inbox } from '../schemas/inbox.ts';
import { channelsOf, commonHotlines, inboxOf } from './channels.ts';
import { dutiesOf } from './duties.ts';
import type {
  GuideEntry,
  KitEntry,
  PlaceEntry,
  PlanEntry,
  PosterEntry,
  TextEntry,
  TranslationEntry,
} from './entries.ts';
import { holdsDemoKey } from './key-scripts.ts';
import { listPages } from './listing.ts';
import { framesOf } from './photo-frames.ts';
import { tipLineOf } from './tip-line.ts';

/** All of content/, each kind in the order in which pages show it. */
export interface Content {
  places: PlaceEntry[];
  plans: PlanEntry[];
  posters: PosterEntry[];
  guides: GuideEntry[];
  kits: KitEntry[];
  events: CampaignEvent[];
  inboxes: Inbox[];
  texts: TextEntry[];
  translations: TranslationEntry[];
}

/** The content itself, and the questions that pages ask of it. */
export function catalogOf<C extends Content>(content: C) {
  const { places, plans, posters, inboxes, texts, translations } = content;
  const byId = new Map(places.map((place): [string, C['places'][number]] => [place.id, place]));
  const placeAt = (id: string | null) => (id === null ? null : (byId.get(id) ?? null));
  const parentOf = ({ data }: PlaceEntry) => placeAt(data.parent);
  const provinces: C['places'] = places.filter(({ data }) => data.parent === null);
  return {
    ...content,
    provinces,
    /** Where only one province is published: with several, none may speak for the reader. */
    onlyProvince: provinces.length === 1 ? (provinces[0] as C['places'][number]) : null,
    /** Numbers for a page about no place in particular. */
    hotlines: commonHotlines(places.map(({ data }) => data)),
    /** Who issued each plan, by its id. */
    issuers: new Map(plans.map(({ id, data }) => [id, data.issuer])),
    /** Whether a tip sent from this build reaches nobody. */
    trial: holdsDemoKey(inboxes),
    tipLine: tipLineOf(inboxes, places),
    placeAt,
    parentOf,
    /** @throws Error that names the file, for a place that is not in content/places. */
    placeNamedIn(file: string, id: string): C['places'][number] {
      const place = placeAt(id);
      if (!place) throw new Error(`content/${file}.mdx: không có địa bàn "${id}" trong content/places`);
      return place;
    },
    /** The long text of a fixed page. @throws Error that names the file, where there is none. */
    textOf(page: string): C['texts'][number] {
      const text = texts.find(({ id }) => id === page);
      if (!text) throw new Error(`thiếu content/texts/${page}.mdx`);
      return text;
    },
    /** The same in another language. */
    translationOf(language: string, page: string): C['translations'][number] {
      const text = translations.find(({ id }) => id === `${language}/${page}`);
      if (!text) throw new Error(`thiếu content/translations/${language}/${page}.mdx`);
      return text;
    },
    channelsAt: (place: PlaceEntry) => channelsOf(place.data, parentOf(place)?.data ?? null),
    inboxAt: (place: PlaceEntry) => inboxOf(place.id, place.data, inboxes),
    /** As `dutiesOf`, of all plans. */
    duties: () => dutiesOf(plans, places),
    frames: () => framesOf(posters, (id) => placeAt(id)?.data),
    /** Every page one may look for. */
    listed: () => listPages(content),
  };
}
