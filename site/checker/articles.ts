import type { Entry } from './entry.ts';
import { addressesOf, checkLinks } from './links.ts';
import { checkPhones } from './phones.ts';
import type { Library } from './references.ts';
import { checkSlogans, sloganFormsOf } from './slogans.ts';
import type { Mistake } from './source.ts';

/**
 * Adds to the entries what their articles get wrong about the rest of the content: links to nowhere,
 * slogans that are not the poster's, phone numbers in advice.
 */
export function checkArticles(library: Library): void {
  const { places, plans, posters, guides, kits, texts, translations } = library;
  const known = addressesOf(library);
  for (const entry of [...places, ...plans, ...posters, ...guides, ...kits, ...texts, ...translations]) {
    add(entry, checkLinks(entry.body.text, known), entry.body.offset);
  }
  const slogans = posters.flatMap(sloganFormsOf);
  for (const entry of [...plans, ...guides, ...kits]) add(entry, checkSlogans(entry.content, slogans), 0);
  for (const entry of guides) {
    const { ambulance } = (entry.fields?.data ?? {}) as { ambulance?: unknown };
    add(entry, checkPhones(entry.body.text, ambulance === true), entry.body.offset);
  }
}

/** What is said here of a place in a file is more to the point than what was said of it before. */
function add(entry: Entry, found: Mistake[], shift: number): void {
  const shifted = found.map(({ offset, text }) => ({ offset: offset + shift, text }));
  const offsets = new Set(shifted.map(({ offset }) => offset));
  entry.mistakes = [...entry.mistakes.filter(({ offset }) => !offsets.has(offset)), ...shifted];
}
