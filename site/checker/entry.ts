import type { Document } from 'yaml';
import type * as z from 'zod';
import { checkBody } from './body.ts';
import { checkFields } from './fields.ts';
import { splitFrontMatter } from './front-matter.ts';
import { checkNormalForm } from './normal-form.ts';
import type { Mistake } from './source.ts';
import { readYaml } from './yaml.ts';

/** One file of content as read: its mistakes so far, and its fields as far as they could be read. */
export interface Entry {
  file: string;
  id: string;
  content: string;
  mistakes: Mistake[];
  /** Where each field stands; `shift` is what to add to the document's own offsets. Null when unreadable. */
  fields: { doc: Document; data: unknown; shift: number } | null;
  /** The article, and where it starts in the file; empty where there is none. */
  body: { text: string; offset: number };
}

/** Reads one .mdx file and checks all that it says by itself: name apart, fields, article, letters. */
export function readEntry(file: string, id: string, content: string, schema: z.ZodType): Entry {
  const entry = blankEntry(file, id, content);
  const parts = splitFrontMatter(content);
  if ('text' in parts) return { ...entry, mistakes: [...entry.mistakes, parts] };
  const withBody = { ...entry, body: parts.body };
  return readParts(withBody, parts.yaml, schema, checkBody(parts.body.text).map(shiftBy(parts.body.offset)));
}

/** Reads one JSON file: a list of entries of one schema. */
export function readJson(file: string, content: string, schema: z.ZodType): Entry {
  const entry = blankEntry(file, file, content);
  const slip = jsonMistake(content);
  if (slip) return { ...entry, mistakes: [...entry.mistakes, slip] };
  return readParts(entry, { text: content, offset: 0 }, schema, []);
}

/** Reads one YAML file: a list of entries of one schema. */
export function readYamlList(file: string, content: string, schema: z.ZodType): Entry {
  return readParts(blankEntry(file, file, content), { text: content, offset: 0 }, schema, []);
}

/** A file of which nothing is known but its letters. */
export function blankEntry(file: string, id: string, content: string): Entry {
  const body = { text: '', offset: content.length };
  return { file, id, content, mistakes: checkNormalForm(content), fields: null, body };
}

function readParts(
  entry: Entry,
  yaml: { text: string; offset: number },
  schema: z.ZodType,
  rest: Mistake[],
): Entry {
  const { doc, data, mistakes } = readYaml(yaml.text);
  const readable = mistakes.length === 0;
  const wrong = readable ? checkFields(schema, data, doc, yaml.text) : mistakes;
  return {
    ...entry,
    mistakes: [...entry.mistakes, ...wrong.map(shiftBy(yaml.offset)), ...rest],
    fields: readable ? { doc, data, shift: yaml.offset } : null,
  };
}

const shiftBy = (shift: number) => (mistake: Mistake) => ({ ...mistake, offset: mistake.offset + shift });

/** YAML forgives what JSON does not, and the site reads the file as JSON. */
function jsonMistake(content: string): Mistake | null {
  try {
    JSON.parse(content);
    return null;
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    return {
      offset: position ? Number(position) : content.trimEnd().length,
      text: 'tệp JSON hỏng từ chỗ này. Xem lại dấu phẩy, dấu nháy và dấu ngoặc ngay trước đó.',
    };
  }
}
