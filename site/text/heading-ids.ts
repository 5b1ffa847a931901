import { slugOf } from './fold.ts';

/**
 * Gives every Markdown heading an ASCII id ("Đường dây nóng" gets `duong-day-nong`), numbered when a
 * page repeats a heading. Astro's own ids keep the tone marks and turn into percent noise when pasted
 * into Zalo. A plugin for Astro's Markdown processor; a fresh one is made for each page.
 */
export function asciiHeadingIds() {
  const used = new Map<string, number>();
  return {
    name: 'ascii-heading-ids',
    element: {
      filter: ['h2', 'h3', 'h4', 'h5', 'h6'],
      visit(node: object, context: HeadingContext) {
        const slug = slugOf(context.textContent(node));
        const count = (used.get(slug) ?? 0) + 1;
        used.set(slug, count);
        context.setProperty(node, 'id', count > 1 ? `${slug}-${count}` : slug);
      },
    },
  };
}

interface HeadingContext {
  textContent(node: object): string;
  setProperty(node: object, name: string, value: string): void;
}
