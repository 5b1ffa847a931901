/** Words of the interface: those of a language, and Vietnamese for what it has no word for. */
import vi from './vi.json' with { type: 'json' };

type Texts<T> = { [K in keyof T]: T[K] extends string ? K : never }[keyof T];
export type Word = Texts<typeof vi>;
/** What a language's file may hold: any of the Vietnamese file's words. */
export type OwnWords = Readonly<Partial<Record<Word, string>>>;

/** A text and the language it is in; null when that is the language asked for. */
export interface Said {
  text: string;
  lang: 'vi' | null;
}

/** A text with values put into its `{holes}`; a hole without one stays to be seen. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** One word, with values put into its `{holes}`; in Vietnamese where the language has none, and marked as such. */
export function say(own: OwnWords, word: Word, values: Readonly<Record<string, string>> = {}): Said {
  const text = own[word];
  return {
    text: fill(text ?? vi[word], values),
    lang: text === undefined ? 'vi' : null,
  };
}

/**
 * The strings of a part that must speak one language from end to end (the tip form: half a form in a
 * language helps nobody): the own ones if they hold every string of `full`, else `full` in Vietnamese.
 */
export function sayWhole<T extends object>(own: unknown, full: T): { strings: T; lang: 'vi' | null } {
  return covers(own, full) ? { strings: own as T, lang: null } : { strings: full, lang: 'vi' };
}

function covers(own: unknown, full: unknown): boolean {
  if (typeof full !== 'object' || full === null) return typeof own === typeof full;
  if (typeof own !== 'object' || own === null) return false;
  return Object.entries(full).every(([key, value]) => covers((own as Record<string, unknown>)[key], value));
}
