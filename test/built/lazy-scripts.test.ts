/**
 * A script that comes later than its page can be asked for a second time under another address, but what it imports
 * cannot: so a part imports nothing that its page does not have already.
 */
import { describe, expect, test } from 'vitest';
import { allScripts, files, isTipPage, pages, read, scriptsBeforeUse } from './built-site.ts';

const importsOf = (file: string) =>
  [...read(file).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g)].map(
    ([, name]) => `_astro/${name}`,
  );
const PART = /\/(Photos|Voice|ExposureCheck)\.[\w-]+\.js$/;

describe('a part of the tip form', () => {
  const forms = pages.filter(
    (page) => isTipPage(page) && [...allScripts(page)].some((file) => PART.test(file)),
  );

  test('is found on every page with the form', () =>
    expect(forms).toEqual(
      expect.arrayContaining(['bao-tin/index.html', 'en/bao-tin/index.html', 'bao-tin/thu/index.html']),
    ));

  test.each(forms)('of %s imports only what the page has before its first question', (page) => {
    const parts = [...allScripts(page)].filter((file) => PART.test(file));
    expect(parts).toHaveLength(3);
    const before = scriptsBeforeUse(page);
    for (const part of parts) {
      expect(importsOf(part).length, part).toBeGreaterThan(0);
      expect(
        importsOf(part).filter((file) => !before.has(file)),
        part,
      ).toEqual([]);
      // Nor does anything import it as part of itself, which would ask for it under its plain address only.
      expect(files.filter((file) => file.endsWith('.js') && importsOf(file).includes(part))).toEqual([]);
    }
  });
});
