/** Every page one may look for, from the content and the fixed pages: what `/tim/` lists and search reads. */
import { headingsOf } from '../markdown/heading-ids.ts';
import { startSentence } from '../text/sentence.ts';
import { READERS, TOPICS } from '../schemas/guide.ts';
import { KIT_KINDS } from '../schemas/kit.ts';
import type { Entry, GuideEntry, KitEntry, PlaceEntry, PlanEntry, PosterEntry } from './entries.ts';
import { FOLDERS, ROUTES } from './routes.ts';

/** One page as search and the list of all pages show it. */
export interface ListedPage {
  title: string;
  kind: string;
  address: string;
  summary: string;
  /** The locality it speaks of, or the people it speaks to; empty when it is for everybody. */
  place: string;
  headings: string[];
  /** Further words it should be found by. */
  words: string;
}

/** What has pages of its own. */
interface ListedContent {
  places: PlaceEntry[];
  plans: PlanEntry[];
  posters: PosterEntry[];
  guides: GuideEntry[];
  kits: KitEntry[];
}

/** All pages, kind by kind, in the order in which a reader most likely wants them. */
export function listPages({ places, plans, posters, guides, kits }: ListedContent): ListedPage[] {
  const names = new Map(places.map(({ id, data }) => [id, startSentence(data.name)]));
  const nameOf = (id: string | null) => (id && names.get(id)) || '';
  const byOrder = (a: Entry<{ order: number }>, b: Entry<{ order: number }>) => a.data.order - b.data.order;
  return [
    ...ROUTES.map((route) => ({ ...route, kind: 'Trang chính', place: '', headings: [] })),
    ...places.map(({ id, data }) => ({
      title: nameOf(id),
      kind: 'Địa bàn',
      address: `${FOLDERS.places}${id}/`,
      summary: '',
      place: nameOf(data.parent),
      headings: [],
      words: data.channels.phones.map(({ number }) => `${number} ${number.replaceAll('.', '')}`).join(' '),
    })),
    ...guides.toSorted(byOrder).map(({ id, data, body }) => ({
      title: data.title,
      kind: 'Lời khuyên',
      address: `${FOLDERS.guides}${id}/`,
      summary: data.summary,
      place: data.audiences.map((audience) => READERS[audience]).join(', '),
      headings: headingTexts(body),
      words: data.topics.map((topic) => TOPICS[topic]).join(', '),
    })),
    ...plans.map(({ id, data, body }) => ({
      title: data.title,
      kind: 'Kế hoạch',
      address: `${FOLDERS.plans}${id}/`,
      summary: data.summary,
      place: nameOf(data.place),
      headings: headingTexts(body),
      words: [data.number, data.issuer, ...data.tasks.map(({ agency }) => agency)].join(', '),
    })),
    ...places
      .filter(({ id }) => plans.some(({ data }) => data.place === id))
      .map(({ id, data }) => ({
        title: `Việc của ${data.name}`,
        kind: 'Việc và hạn',
        address: `/viec/${id}/`,
        summary: '',
        place: nameOf(data.parent),
        headings: [],
        words: 'nhiệm vụ, lịch',
      })),
    ...posters.map(({ id, data }) => ({
      title: `Áp phích: ${data.title}`,
      kind: 'Áp phích',
      address: `${FOLDERS.posters}${id}/`,
      summary: data.headline,
      place: nameOf(data.place),
      headings: [],
      words: data.hangsAt.join(', '),
    })),
    ...kits.toSorted(byOrder).map(({ id, data, body }) => ({
      title: data.title,
      kind: KIT_KINDS[data.kind],
      address: `${FOLDERS.kits}${id}/`,
      summary: data.summary,
      place: '',
      headings: headingTexts(body),
      words: '',
    })),
  ];
}

const headingTexts = (body = '') => headingsOf(body).map(({ text }) => text);
