/** What every tip, reply and safety page must be, in every language, before any script runs. */
import { describe, expect, test } from 'vitest';
import { isTipPage, pages, read, tags } from './built-site.ts';

const isQuiet = (page: string) => /<body\b[^>]*\bclass="[^"]*\bquiet\b/.test(read(page));
const quiet = pages.filter(isQuiet);
const tipPages = pages.filter(isTipPage);

test('there are some in both languages', () => {
  for (const page of ['', 'thu/', 'tra-loi/'].map((name) => `bao-tin/${name}index.html`)) {
    expect(quiet).toContain(page);
    expect(quiet).toContain(`en/${page}`);
  }
});

describe('no browser translates it: a translator is sent what the sender writes', () => {
  test.each(quiet)('%s', (page) => {
    expect(tags(read(page), 'body')[0]).toMatchObject({
      translate: 'no',
      class: expect.stringMatching(/\bnotranslate\b/),
    });
    expect(tags(read(page), 'meta')).toContainEqual({ name: 'google', content: 'notranslate' });
  });

  test('every other page may be', () => {
    const kept = pages.filter((page) => !isQuiet(page) && /<(html|body)[^>]*translate/.test(read(page)));
    expect(kept).toEqual([]);
  });
});

describe('without a place, and so without JavaScript, it dials the country’s numbers alone', () => {
  test.each(tipPages)('%s', (page) => {
    const dialled = tags(read(page), 'a').flatMap(({ href }) => (href?.startsWith('tel:') ? [href] : []));
    expect(dialled).toContain('tel:113');
    expect(dialled.filter((href) => !['tel:113', 'tel:115'].includes(href))).toEqual([]);
  });

  test.each(tipPages)('%s hands over the numbers of provinces under their names', (page) => {
    const [data] = [...read(page).matchAll(/data-page="([^"]*)"/g)].map(
      ([, json = '']) =>
        JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&#39;', "'")) as {
          phones: {
            national: { href: string }[];
            provinces: { place: string; phones: { label: string; of: string; href: string }[] }[];
          };
        },
    );
    expect(data?.phones.national.map(({ href }) => href)).toEqual(['tel:113', 'tel:115']);
    expect(data?.phones.provinces.map(({ place }) => place)).toEqual(['lao-cai']);
    for (const { label, of } of data?.phones.provinces.flatMap(({ phones }) => phones) ?? []) {
      expect(of).toBe('tỉnh Lào Cai');
      expect(label).toContain(of);
    }
  });
});
