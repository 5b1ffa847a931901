import { quoteNumbers } from '../i18n/quoted-numbers.ts';

/**
 * Puts the numbers that an article quotes into its text; a name that there is not stops the build. A plugin for Astro's
 * Markdown processor. `numberWords` are each language's words from zero on, by its code, `site` the address
 * of the site without its scheme.
 */
export function quotedNumbers(numberWords: ReadonlyMap<string, readonly string[]>, site: string) {
  return {
    name: 'quoted-numbers',
    text(node: { value: string }, context: TextContext) {
      const [, code = 'vi'] = /\/translations\/([^/]+)\//.exec(context.fileURL?.pathname ?? '') ?? [];
      const value = quoteNumbers(node.value, { code, words: numberWords.get(code) ?? [], site });
      if (value !== node.value) context.setProperty(node, 'value', value);
    },
  };
}

interface TextContext {
  fileURL: URL | undefined;
  setProperty(node: object, name: 'value', value: string): void;
}
