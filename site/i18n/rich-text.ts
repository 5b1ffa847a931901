import { fill } from './words.ts';

/** A stretch of a word that looks and leads one way. */
export interface Stretch {
  text: string;
  bold: boolean;
  href: string | null;
}

/**
 * The stretches of a word of ours: `**bold**` and `[a link](/address/)`. Values fill the `{holes}` of what was read, in
 * texts and addresses, so that nothing in a value is taken for a sign. A hole without a value stays to be seen.
 */
export function stretchesOf(word: string, values: Readonly<Record<string, string | number>> = {}): Stretch[] {
  return [...word.matchAll(/\*\*(.+?)\*\*|\[(.+?)\]\((.+?)\)|(?:(?!\*\*.+?\*\*|\[.+?\]\(.+?\)).)+/gsu)].map(
    ([whole, bold, linked, address]) => ({
      text: fill(bold ?? linked ?? whole, values),
      bold: bold !== undefined,
      href: address === undefined ? null : fill(address, values),
    }),
  );
}
