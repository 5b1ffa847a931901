import type { Document } from 'yaml';
import * as z from 'zod';
import { nearest } from './nearest.ts';
import { sayIssue } from './say-issue.ts';
import type { Mistake } from './source.ts';
import { offsetOf, offsetOfKey, writtenAt } from './yaml.ts';

type Path = readonly PropertyKey[];

/** Holds `data`, as read from `doc`, against a schema of site/schemas: every mistake, one a field. */
export function checkFields(schema: z.ZodType, data: unknown, doc: Document, text: string): Mistake[] {
  // The empty answer marks the issues that carry no sentence of the schema's own.
  const { error } = schema.safeParse(data, { reportInput: true, error: () => '' });
  if (!error) return [];

  const unknown = error.issues.filter((issue) => issue.code === 'unrecognized_keys');
  const mistyped = unknown.flatMap(({ path, keys }) =>
    keys.map((key) => {
      const known = fieldsOf(fieldAt(schema, path));
      const missing = known.filter((name) => !hasField(data, path, name));
      return { path, key, known, meant: nearest(key, missing) ?? nearest(key, known) };
    }),
  );
  const seen = new Set(mistyped.map(({ path, meant }) => [...path, meant].join('\n')));
  const others = error.issues.filter((issue) => {
    // A field is reported once, and not as missing when it only stands there misspelt.
    const field = issue.path.join('\n');
    return issue.code !== 'unrecognized_keys' && !seen.has(field) && seen.add(field);
  });
  return [
    ...mistyped.map(({ path, key, known, meant }) => ({
      offset: offsetOfKey(doc, path, key),
      text: meant
        ? `không có trường “${key}”. Gõ “${meant}”.`
        : `không có trường “${key}”. Xóa đi, hoặc dùng một trong: ${known.join(', ')}.`,
    })),
    ...others.map((issue) => {
      const written = writtenAt(doc, issue.path, text);
      const about = describe(schema, issue.path);
      return { offset: offsetOf(doc, issue.path), text: sayIssue(issue, written, about) };
    }),
  ];
}

function hasField(data: unknown, path: Path, name: string): boolean {
  let group = data;
  for (const key of path) group = (group as Record<PropertyKey, unknown>)[key];
  return Object.hasOwn(group as object, name);
}

type Wrapper = z.ZodDefault | z.ZodPrefault | z.ZodNullable | z.ZodOptional;
const isWrapper = (schema: unknown): schema is Wrapper =>
  schema instanceof z.ZodDefault ||
  schema instanceof z.ZodPrefault ||
  schema instanceof z.ZodNullable ||
  schema instanceof z.ZodOptional;

/** The schema of the field at `path`, its wrappers still on; undefined inside a union. */
function fieldAt(schema: unknown, path: Path): unknown {
  let field = schema;
  for (const key of path) {
    const inner = unwrap(field);
    if (inner instanceof z.ZodObject) field = (inner.shape as Record<PropertyKey, unknown>)[key];
    else if (inner instanceof z.ZodArray) field = inner.element;
    else if (inner instanceof z.ZodTuple) field = inner.def.items[Number(key)];
    else return undefined;
  }
  return field;
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (isWrapper(inner)) inner = inner.unwrap();
  return inner;
}

function fieldsOf(schema: unknown): string[] {
  const group = unwrap(schema);
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

/** What the schema says of the field, in Vietnamese; the outermost description wins. */
function describe(schema: z.ZodType, path: Path): string | null {
  let field = fieldAt(schema, path);
  while (field instanceof z.ZodType) {
    if (field.description) return field.description;
    if (!isWrapper(field)) break;
    field = field.unwrap();
  }
  return null;
}
