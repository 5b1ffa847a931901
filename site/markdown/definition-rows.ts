/**
 * Sets a definition list of an article in the rows that tables of terms have everywhere on the site: each term with
 * what is said of it in a group of its own. A plugin for Astro's Markdown processor.
 */
export const definitionRows = {
  name: 'definition-rows',
  element: {
    filter: ['dl'],
    visit(node: Element, context: ListContext) {
      const rows: Element[] = [];
      for (const child of node.children) {
        if (child.tagName === 'dt') rows.push(groupOf(child));
        else if (child.tagName === 'dd') rows.at(-1)?.children.push(child);
      }
      context.setProperty(node, 'children', rows);
      context.setProperty(node, 'className', ['rows']);
    },
  },
};

const groupOf = (term: Element): Element => ({
  type: 'element',
  tagName: 'div',
  properties: {},
  children: [term],
});

interface Element {
  type: string;
  tagName?: string;
  properties?: object;
  children: Element[];
}
interface ListContext {
  setProperty(node: object, name: string, value: unknown): void;
}
