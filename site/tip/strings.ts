import type vi from '../i18n/tip.vi.json';

/** The widget's words; the page hands over the JSON of its language. */
export type Strings = typeof vi;

/** Puts values into the `{holes}` of a string. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
