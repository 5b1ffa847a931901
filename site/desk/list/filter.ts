/** Which tips the list shows: a search without tone marks, and three choices. Pure, no DOM. */
import type { Category, Tip } from '../../envelope/tip.ts';
import { foldVietnamese } from '../../text/fold.ts';
import { LONGEST } from '../../envelope/visible-text.ts';
import type { DeskList, ListedTip } from './list.ts';

/** What must hold of a tip for the list to show it; an empty field asks nothing. */
export interface Filter {
  /** Words that all stand in its text, place or time, with or without tone marks. */
  words: string;
  category: Category | '';
  files: 'with' | 'without' | '';
  unread: boolean;
}

export const NO_FILTER: Filter = { words: '', category: '', files: '', unread: false };

/** Whether the filter asks for anything at all. */
export function isFiltering({ words, category, files, unread }: Filter): boolean {
  return words.trim() !== '' || category !== '' || files !== '' || unread;
}

/**
 * The list with only the tips that fit. Without a filter it is the very same list; with one the gaps between rows go,
 * since a tip that is filtered out would look like a missing one. `kept` is the key of the open tip: it has just been
 * read, and must not vanish under the reader's hand while only unread ones are shown.
 */
export function filterList(
  list: DeskList,
  filter: Filter,
  seen: ReadonlySet<string>,
  kept: string | null,
): DeskList {
  if (!isFiltering(filter)) return list;
  const words = foldVietnamese(filter.words).split(/\s+/).filter(Boolean);
  const fits = ({ key, tip }: ListedTip) =>
    (!filter.unread || !seen.has(key) || key === kept) &&
    (!filter.category || tip.category === filter.category) &&
    (!filter.files || (filter.files === 'with') === tip.files.length > 0) &&
    (words.length === 0 || holdsAll(searchable(tip), words));
  const inboxes = list.inboxes.map((inbox) => ({
    ...inbox,
    rows: inbox.rows.filter((row) => 'entry' in row && fits(row.entry)),
  }));
  return { inboxes, unsigned: list.unsigned.filter(fits) };
}

const holdsAll = (text: string, words: readonly string[]) => words.every((word) => text.includes(word));

// Folding five hundred long tips at each key would be felt. It is forgotten with the tip.
const folded = new WeakMap<Tip, string>();

function searchable(tip: Tip): string {
  const known = folded.get(tip);
  if (known !== undefined) return known;
  const text = foldVietnamese(
    [tip.text, tip.where, tip.when]
      .map((part) => (part ?? '').slice(0, LONGEST))
      .join('\n')
      // Shown on the paper, but nobody can type it: a word must not hide behind it.
      .replace(/\p{Cf}/gu, ''),
  );
  folded.set(tip, text);
  return text;
}
