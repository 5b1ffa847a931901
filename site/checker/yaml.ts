import { type Document, isScalar, parseDocument, type Scalar, visit, type YAMLError } from 'yaml';
import { sayOpenQuote, sayYamlError } from './say-yaml-error.ts';
import type { Mistake } from './source.ts';

/** What YAML text says, and every place where it cannot be read. With mistakes, `data` is not to be trusted. */
export interface Reading {
  doc: Document;
  data: unknown;
  mistakes: Mistake[];
}

/**
 * Reads YAML (or JSON, which is YAML) and says its mistakes in Vietnamese; offsets count from the
 * start of `text`. Of the errors that one slip sets off only the first of each line is kept.
 */
export function readYaml(text: string): Reading {
  // The site's own reader turns a bare 2026-02-28 into a date, so this one must too.
  const doc: Document = parseDocument(text, { customTags: ['timestamp'], prettyErrors: false });
  const open = findOpenQuote(doc, text);
  const errors = [...doc.errors, ...doc.warnings].filter((error) => !open || startOf(error) < open.offset);
  const mistakes = errors
    .filter((error, index) => errors.findIndex((other) => startOf(other) === startOf(error)) === index)
    .map((error) => sayYamlError(error, text));
  if (open && doc.errors.length > 0) mistakes.push(open);
  mistakes.push(...findSwallowed(doc));
  if (mistakes.length > 0) return { doc, data: undefined, mistakes: onePerLine(mistakes, text) };
  return { doc, data: doc.toJS(), mistakes };
}

const startOf = (error: YAMLError) => error.pos[0];

/**
 * A forgotten quote swallows the following lines, and the error shows up far below. Nobody means a
 * quoted text of several lines here, so the first of them is where the quote is missing.
 */
function findOpenQuote(doc: Document, text: string): Mistake | null {
  if (doc.errors.length === 0) return null;
  let first: Scalar | null = null;
  visit(doc, {
    Scalar(_key, node) {
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
      if (!quoted || !node.range || !text.slice(node.range[0], node.range[1]).includes('\n'))
        return undefined;
      first = node;
      return visit.BREAK;
    },
  });
  const range = (first as Scalar | null)?.range;
  if (!range) return null;
  return sayOpenQuote(range[0], text[range[0]]);
}

/**
 * What YAML takes for its own: `*chữ` means "the same as elsewhere" to it, and ` #chữ` a note to be
 * left out, where staff mean a footnote or a hashtag. A note with a space after # stays a note.
 */
function findSwallowed(doc: Document): Mistake[] {
  const found: Mistake[] = [];
  visit(doc, {
    Scalar(_key, node) {
      if (!node.range || !node.comment || node.comment.startsWith(' ')) return;
      found.push({
        offset: node.range[0],
        text: 'chữ từ dấu # trở đi sẽ bị bỏ mất. Đặt cả đoạn trong dấu nháy kép.',
      });
    },
    Alias(_key, node) {
      if (!node.range) return;
      found.push({
        offset: node.range[0],
        text: 'đoạn chữ không được bắt đầu bằng dấu *. Đặt cả đoạn trong dấu nháy kép.',
      });
    },
  });
  return found;
}

function onePerLine(mistakes: Mistake[], text: string): Mistake[] {
  const lines = new Set<number>();
  return mistakes
    .toSorted((a, b) => a.offset - b.offset)
    .filter(({ offset }) => {
      const line = text.slice(0, offset).split('\n').length;
      return !lines.has(line) && lines.add(line);
    });
}

/** Offset of the value at `path`, or of the nearest group around it that exists. */
export function offsetOf(doc: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = doc.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return range[0];
  }
  return doc.contents?.range?.[0] ?? 0;
}

/** The value at `path` as it is written, its first line only; empty when there is none. */
export function writtenAt(doc: Document, path: readonly PropertyKey[], text: string): string {
  const node: unknown = path.length > 0 ? doc.getIn(path, true) : doc.contents;
  const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
  return range ? text.slice(range[0], range[1]).split('\n', 1)[0].trim() : '';
}

/** Offset of the name of a field, not of its value. */
export function offsetOfKey(doc: Document, path: readonly PropertyKey[], name: string): number {
  const group: unknown = path.length > 0 ? doc.getIn(path, true) : doc.contents;
  const pairs = (group as { items?: { key: unknown }[] } | null)?.items ?? [];
  const key = pairs.map((pair) => pair.key).find((node) => isScalar(node) && String(node.value) === name);
  return (key as Scalar | undefined)?.range?.[0] ?? offsetOf(doc, path);
}
