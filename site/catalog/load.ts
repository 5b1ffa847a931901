/** The only reader of the content collections. */
import { getCollection } from 'astro:content';
import { spokenIn } from '../i18n/language.ts';
import { quoteNumbers } from '../i18n/quoted-numbers.ts';
import { catalogOf } from './catalog.ts';

const dataOf = <T>(entries: { data: T }[]): T[] => entries.map(({ data }) => data);

async function load() {
  const [places, plans, posters, guides, kits, events, inboxes, texts, translations] = await Promise.all([
    getCollection('places'),
    getCollection('plans'),
    getCollection('posters'),
    getCollection('guides'),
    getCollection('kits'),
    getCollection('events'),
    getCollection('inboxes'),
    getCollection('texts'),
    getCollection('translations'),
  ]);
  const byOrder = (a: { data: { order: number } }, b: { data: { order: number } }) =>
    a.data.order - b.data.order;
  const content = {
    places: places.sort((a, b) => a.id.localeCompare(b.id)),
    plans,
    posters: posters.sort((a, b) => a.data.group - b.data.group),
    guides: guides.sort(byOrder),
    // Sheets are drawn from the article as written, which the Markdown processor has not seen.
    kits: kits.sort(byOrder).map((kit) => ({ ...kit, body: quoteNumbers(kit.body ?? '', spokenIn('vi')) })),
    events: dataOf(events),
    inboxes: dataOf(inboxes),
    texts,
    translations,
  };
  return catalogOf(content);
}

let loaded: ReturnType<typeof load> | undefined;

/** The catalog of all content, read once a build; while pages are previewed, each time anew. */
export const catalog = (): ReturnType<typeof load> => (import.meta.env.DEV ? load() : (loaded ??= load()));
