import { slugOf } from '../text/fold.ts';

/**
 * Gives every Markdown heading an ASCII id ("Đường dây nóng" gets `duong-day-nong`), numbered when a
 * page repeats a heading. Astro's own ids keep the tone marks and turn into percent noise when pasted
 * into Zalo. A plugin for Astro's Markdown processor; a fresh one is made for each page.
 */
export function asciiHeadingIds() {
  const idOf = numberedIds();
  return {
    name: 'ascii-heading-ids',
    element: {
      filter: ['h2', 'h3', 'h4', 'h5', 'h6'],
      visit(node: object, context: HeadingContext) {
        context.setProperty(node, 'id', idOf(context.textContent(node)));
      },
    },
  };
}

interface HeadingContext {
  textContent(node: object): string;
  setProperty(node: object, name: string, value: string): void;
}

/** A heading of an article: its plain text and the id it has on the page. */
export interface Heading {
  text: string;
  id: string;
}

/** Every heading of a Markdown article in order, with the ids that `asciiHeadingIds` gives them. */
export function headingsOf(article: string): Heading[] {
  const idOf = numberedIds();
  return [...article.matchAll(/^#{2,6} +(.+?)[ #]*$/gm)].map(([, written = '']) => {
    const text = written.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`\\]|<[^>]*>/g, '');
    return { text, id: idOf(text) };
  });
}

function numberedIds(): (text: string) => string {
  const used = new Map<string, number>();
  return (text) => {
    // Plans have headings of forty words; their addresses are sent in Zalo, and weigh on the page.
    const slug = slugOf(text, 48);
    const count = (used.get(slug) ?? 0) + 1;
    used.set(slug, count);
    return count > 1 ? `${slug}-${count}` : slug;
  };
}
