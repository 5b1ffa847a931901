import type { Entry } from './entry.ts';
import { editDistance } from './nearest.ts';
import type { Mistake } from './source.ts';

/** A headline as it may be written elsewhere: what stands before and after its blank (`after` is null without one). */
export interface SloganForm {
  poster: string;
  before: string;
  after: string | null;
}

// Further apart, it is another slogan.
const MAX_DIFFERENCE = 0.1;

/** The forms of a poster's headline: as printed, and with one kind of name chosen ("THÔN …" of "THÔN/ BẢN …"). */
export function sloganFormsOf(poster: Entry): SloganForm[] {
  const { headline, blank } = (poster.fields?.data ?? {}) as { headline?: unknown; blank?: unknown };
  if (typeof headline !== 'string') return [];
  const kinds = (blank as { kinds?: unknown } | null | undefined)?.kinds;
  const names = Array.isArray(kinds) ? kinds.map(String) : [];
  const all = names.join('/ ');
  const texts = new Set([headline, ...names.map((name) => headline.replace(all, name))]);
  return [...texts].map((text) => {
    const [before = '', after] = text.split(/\s*…\s*/);
    return { poster: poster.id, before, after: after ?? null };
  });
}

/** Slogans in capitals that are nearly a poster's headline, but not quite. */
export function checkSlogans(content: string, forms: readonly SloganForm[]): Mistake[] {
  const found: Mistake[] = [];
  for (const { 0: written, index } of content.matchAll(/\p{Lu}[\p{Lu}\d%…/,. -]{11,}(?<=[\p{Lu}\d…])/gu)) {
    // Offices print the blank as dots, as many as fit.
    const slogan = written
      .replace(/\s*(?:\.{3,}|…)\s*/g, ' … ')
      .replace(/\s+/g, ' ')
      .trim();
    const [best] = forms
      .map((form) => ({ form, distance: distanceTo(slogan, form) }))
      .toSorted((a, b) => a.distance - b.distance);
    if (!best || best.distance === 0 || best.distance > MAX_DIFFERENCE * lengthOf(best.form)) continue;
    const right = [best.form.before, best.form.after].filter((part) => part !== null).join(' … ');
    found.push({
      offset: index,
      text: `khẩu hiệu khác áp phích posters/${best.form.poster}.mdx. Gõ đúng từng chữ: ${right}.`,
    });
  }
  return found;
}

const lengthOf = ({ before, after }: SloganForm) => before.length + (after?.length ?? 0);

/** How many letters differ, whatever name fills the blank. */
function distanceTo(slogan: string, { before, after }: SloganForm): number {
  if (after === null) return editDistance(slogan, before);
  if (slogan.length < before.length + after.length) return editDistance(slogan, `${before} ${after}`);
  const start = slogan.slice(0, before.length);
  const end = after === '' ? '' : slogan.slice(-after.length);
  return editDistance(start, before) + editDistance(end, after);
}
