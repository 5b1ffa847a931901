import { describe, expect, test } from 'vitest';
import { allScripts, files, gzipSize, read, scriptsBeforeUse } from './built-site.ts';

describe('gzip budgets of the studio', () => {
  const page = 'ap-phich/nhom-2/index.html';
  const scripts = [...allScripts(page)];
  const part = (name: RegExp) => scripts.filter((file) => name.test(file));
  const KB = 1024;

  test('nothing of it comes with the page but what wakes it', () => {
    expect([...scriptsBeforeUse(page)].filter((file) => /\/(poster-studio|pdf)\./.test(file))).toEqual([]);
    expect(part(/\/poster-studio\./)).toHaveLength(1);
    expect(part(/\/pdf\./)).toHaveLength(1);
  });

  test('typing a name brings at most 16 KB, a PDF at most 270 KB more, a drawing 26 KB', () => {
    const before = scriptsBeforeUse(page);
    const later = scripts.filter((file) => !before.has(file) && !/fetch-ahead|\/pdf\.|sw\.js/.test(file));
    expect(gzipSize([...later, 'ap-phich/phong-chu/so-do.json'])).toBeLessThanOrEqual(16 * KB);
    const fonts = files.filter((file) => file.endsWith('.ttf'));
    expect(fonts).toHaveLength(1);
    expect(gzipSize([...part(/\/pdf\./), ...fonts])).toBeLessThanOrEqual(270 * KB);
    expect(gzipSize(['ap-phich/phong-chu/kem-theo.json'])).toBeLessThanOrEqual(26 * KB);
  });

  test('only groups with a blank have it', () => {
    for (const group of [1, 2, 3, 4, 5, 6]) {
      const has = read(`ap-phich/nhom-${group}/index.html`).includes('data-studio=');
      expect(has, `group ${group}`).toBe(group !== 1 && group !== 6);
    }
  });
});
