/** The languages of the site, found by their files: `<code>.json` here, long texts in content/translations. */
import { addressIn, languageOfFile, splitAddress } from './addresses.ts';
import vi from './tip.vi.json' with { type: 'json' };
import { quoteAll, quoteNumbers, type Spoken } from './quoted-numbers.ts';
import { type OwnWords, say, sayWhole, type Word } from './words.ts';

const files: Record<string, unknown> = import.meta.glob('./*.json', { eager: true, import: 'default' });
// Only the names matter; as text, so that no page is made of them here.
const texts = Object.keys(import.meta.glob('../../content/translations/*/*.mdx', { query: '?raw' }));

/** Codes of all languages, Vietnamese first. */
export const codes = [
  'vi',
  ...Object.keys(files).flatMap((file) => languageOfFile(file.slice('./'.length)) ?? []),
].filter((code, index, all) => all.indexOf(code) === index);

const wordsOf = (code: string) => (files[`./${code}.json`] ?? {}) as OwnWords;

/** How a language says the numbers that its texts quote. */
export const spokenIn = (code: string): Spoken => ({
  code,
  words: wordsOf(code).numbers?.split(' ') ?? [],
  site: new URL(import.meta.env.SITE).host,
});

/** The language of the page at `path`, and the words it says there. */
export function languageAt(path: string) {
  const { code, page } = splitAddress(path, codes);
  const own = wordsOf(code);
  const sayHere = (word: Word, values?: Record<string, string>) => {
    const { text, lang } = say(own, word, values);
    return { text: quoteNumbers(text, spokenIn(lang ?? code)), lang };
  };
  return {
    code,
    /** The word and the language it is in; see `say`. */
    say: sayHere,
    /** The word alone, for attributes, which cannot say what language they are in. */
    text: (word: Word, values?: Record<string, string>) => sayHere(word, values).text,
    /** `lang` for text of the content, which is in Vietnamese. */
    content: code === 'vi' ? undefined : 'vi',
    /** The address of a page in this language, else in Vietnamese. */
    to: (target: string) => addressIn(code, target, textsOf(code)) ?? target,
    /** The strings of the tip form, all in one language. */
    tip: () => {
      const { strings, lang } = sayWhole(files[`./tip.${code}.json`], vi);
      return { strings: quoteAll(strings, spokenIn(lang ?? code)), lang };
    },
    /** The same page in every language that has it, this one among them. */
    versions: codes.flatMap((other) => {
      const address = addressIn(other, page, textsOf(other));
      const name = wordsOf(other).language ?? other;
      return address === null ? [] : [{ code: other, name, address, here: other === code }];
    }),
  };
}

/** The values of `language` in the address of pages in other languages than Vietnamese, for `getStaticPaths`. */
export function otherLanguages(): { params: { language: string } }[] {
  return codes.filter((code) => code !== 'vi').map((language) => ({ params: { language } }));
}

/** The long texts that a language has, by name. */
function textsOf(code: string): string[] {
  return texts.flatMap((file) => {
    const [, of, name] = /\/translations\/([^/]+)\/([^/]+)\.mdx$/.exec(file) ?? [];
    return of === code && name ? [name] : [];
  });
}
