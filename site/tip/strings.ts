import type vi from '../i18n/tip.vi.json';

/** The widget's words; the page hands over the JSON of its language. */
export type Strings = typeof vi;

/** Puts values into the `{holes}` of a string. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** A day `YYYY-MM-DD` as it is written here: `21/11/2026`. */
export function showDay(day: string): string {
  return day.split('-').reverse().join('/');
}
