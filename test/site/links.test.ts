import { describe, expect, test } from 'vitest';
import { pages, read, resolveFile, siteUrl, tags } from './built-site.ts';

const idsOf = (page: string) => new Set([...read(page).matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));

describe('links', () => {
  test.each(pages)('%s leads nowhere that does not exist', (page) => {
    const dead = tags(read(page), 'a').flatMap(({ href }) => {
      // The page of a missing address is shown anywhere, so only absolute links work there.
      if (href === undefined || /^(tel|mailto|sms):/.test(href)) return [];
      const url = new URL(href, `${siteUrl}/${page.replace(/index\.html$/, '')}`);
      if (url.origin !== siteUrl) return [];
      const target = resolveFile(href, page);
      if (!target) return [href];
      const fragment = decodeURIComponent(url.hash.slice(1));
      // Not a place on the page but what its form begins with.
      if (/^noi=[a-z0-9/-]+$/.test(fragment)) return [];
      return fragment && !idsOf(target).has(fragment) ? [href] : [];
    });
    expect(dead).toEqual([]);
  });

  test.each(pages)('%s dials only numbers a phone can dial', (page) => {
    const numbers = tags(read(page), 'a').flatMap(({ href }) =>
      href?.startsWith('tel:') ? [href.slice(4)] : [],
    );
    for (const number of numbers) expect(number).toMatch(/^\+?\d{3,14}$/);
  });
});
