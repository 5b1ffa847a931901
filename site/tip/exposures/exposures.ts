/** What in a draft may tell who wrote it. Looked for on this phone alone, with tone marks or without. */
import type { Finding, Folded } from './finding.ts';
import { foldVietnamese } from '../../text/fold.ts';
import type { Draft } from '../form/draft.ts';
import { findTimes } from './exact-times.ts';
import { findNumbers } from './personal-numbers.ts';
import { findHouseNumbers, findPhrases } from './personal-words.ts';

const FIELDS = ['text', 'where', 'when'] as const;
export type Field = (typeof FIELDS)[number];
export type Exposure = Finding & { field: Field };

/** Everything in the written fields that may tell who wrote them, in reading order, none inside another. */
export function findExposures(draft: Pick<Draft, Field>): Exposure[] {
  const texts = FIELDS.map((field) => ({ field, text: fold(draft[field]) }));
  const found = texts.flatMap(({ field, text }) =>
    [...findNumbers(text), ...findTimes(text), ...findPhrases(text)].map((one) => ({ field, ...one })),
  );
  // The number of a house helps the police, and tells of the writer only where the writer's own house is the mark.
  const ownHouse = found.some(({ kind }) => kind === 'home' || kind === 'neighbour');
  const houses = ownHouse
    ? texts.flatMap(({ field, text }) => findHouseNumbers(text).map((one) => ({ field, ...one })))
    : [];
  return FIELDS.flatMap((field) => inOrder([...found, ...houses].filter((one) => one.field === field)));
}

/** The text with these findings of it said less exactly, as far as there are words for it. */
export function widen(text: string, findings: readonly Finding[]): string {
  return [...findings]
    .sort((a, b) => b.start - a.start)
    .reduce(
      (rest, { start, end, wider }) =>
        wider === null ? rest : rest.slice(0, start) + likeCapital(rest[start], wider) + rest.slice(end),
      text,
    );
}

/** The sentence around a finding: from the end of the one before to its own, in units of the text. */
export function sentenceAround(text: string, { start, end }: Finding): { start: number; end: number } {
  // A point inside a number or an address ends nothing.
  const ends = [...text.matchAll(/[.!?…]+(?=\s)|\n/g)].map((match) => match.index + match[0].length);
  const before = ends.filter((at) => at <= start).pop() ?? 0;
  return { start: before, end: ends.find((at) => at >= end) ?? text.length };
}

const likeCapital = (first: string | undefined, text: string) =>
  first && first !== first.toLowerCase() ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;

function fold(typed: string): Folded {
  let folded = '';
  let at = 0;
  const from: number[] = [];
  for (const character of typed) {
    // Also digits of full width.
    const plain = foldVietnamese(character.normalize('NFKC'));
    for (let unit = 0; unit < plain.length; unit++) from.push(at);
    folded += plain;
    at += character.length;
  }
  return { typed, folded, from: [...from, at] };
}

function inOrder(found: Exposure[]): Exposure[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return sorted.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}
