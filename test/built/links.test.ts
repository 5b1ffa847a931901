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
      // The tip form is told the place one comes from, which must be one of ours.
      if (fragment.startsWith('noi='))
        return resolveFile(`/dia-ban/${fragment.slice(4)}/`, page) ? [] : [href];
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

  test.each(pages)('%s has the picture it is shared with', (page) => {
    const [picture] = tags(read(page), 'meta').filter(({ property }) => property === 'og:image');
    if (page !== 'ngoai-tuyen/index.html' || picture)
      expect(resolveFile(picture?.content ?? '', page)).toMatch(/^chia-se\/.+\.png$/);
  });

  const entries = read('sitemap-0.xml').match(/<url>.*?<\/url>/gs) ?? [];
  const pageOf = (entry: string) =>
    resolveFile(/<loc>([^<]+)<\/loc>/.exec(entry)?.[1] ?? '', 'index.html') ?? `missing: ${entry}`;

  test('the sitemap names every page but those that stand in for another', () => {
    const wanted = pages.filter((page) => page !== '404.html' && page !== 'ngoai-tuyen/index.html');
    expect(entries.map(pageOf).toSorted()).toEqual(wanted.toSorted());
  });

  test('the sitemap says the same as each page about its other languages', () => {
    const alternates = (xml: string, tag: string) =>
      tags(xml, tag)
        .filter(({ rel }) => rel === 'alternate')
        .map(({ hreflang, href }) => `${hreflang} ${href}`)
        .toSorted();
    expect(entries.filter((entry) => entry.includes('hreflang'))).not.toEqual([]);
    for (const entry of entries)
      expect(alternates(entry, 'xhtml:link'), entry).toEqual(alternates(read(pageOf(entry)), 'link'));
  });

  test('robots.txt names the sitemap, which has one part', () => {
    expect(read('robots.txt')).toContain(`Sitemap: ${siteUrl}/sitemap-index.xml`);
    expect(read('sitemap-index.xml').match(/(?<=<loc>)[^<]+/g)).toEqual([`${siteUrl}/sitemap-0.xml`]);
  });
});
