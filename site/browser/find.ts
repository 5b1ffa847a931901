import MiniSearch from 'minisearch';
import type { ListedPage } from '../catalog/listing.ts';
import { foldVietnamese } from '../text/fold.ts';

/** The pages that answer a query, best first, at most 20; none for an empty one. */
export type Find = (query: string) => ListedPage[];

const MAX_RESULTS = 20;
// Nobody types more than this; what is pasted beyond it would only keep the phone busy.
const MAX_QUERY = 100;
const MAX_TERMS = 10;

/**
 * Indexes the pages and answers queries without regard to tone marks, case or normal form. The last
 * letters of a word may be missing, and one in four of a longer word may be wrong. Words in the title
 * weigh most. Pages that hold every word come alone; only when there is none, those that hold some.
 */
export function makeFind(pages: readonly ListedPage[]): Find {
  const index = new MiniSearch<ListedPage & { id: number }>({
    fields: ['title', 'headings', 'summary', 'words', 'place', 'kind'],
    processTerm: foldVietnamese,
  });
  index.addAll(pages.map((page, id) => ({ ...page, id })));
  const texts = pages.map((page) => ({
    title: plain(page.title),
    rest: plain([page.summary, page.words, ...page.headings].join(' ')),
    // A plan speaks of everything; who looks for one thing wants the page about it.
    weight: page.address.startsWith('/ke-hoach/') ? 0.5 : 1,
  }));

  return (query) => {
    const terms = plain(query.slice(0, MAX_QUERY)).split(' ').filter(Boolean).slice(0, MAX_TERMS);
    if (terms.length === 0) return [];
    const phrase = terms.join(' ');
    const search = (combineWith: 'AND' | 'OR') =>
      index.search(phrase, {
        combineWith,
        boost: { title: 4, words: 2, headings: 1.5 },
        prefix: true,
        fuzzy: (term) => (term.length > 3 ? 0.25 : false),
        // A Vietnamese word is often several syllables, each common by itself: side by side they mean it.
        boostDocument: (id: number) => {
          const { title, rest, weight } = texts[id];
          if (title === phrase) return 8;
          return weight * (title.includes(phrase) ? 4 : rest.includes(phrase) ? 2 : 1);
        },
      });
    const all = search('AND');
    const found = all.length > 0 ? all : search('OR');
    return found.slice(0, MAX_RESULTS).map(({ id }) => pages[id as number]);
  };
}

const plain = (text: string) =>
  foldVietnamese(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
