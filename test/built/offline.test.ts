import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { KEPT_PAGES } from '../../site/limits.ts';
import { contentAddresses } from '../../site/offline/offline.ts';
import { isTipPage, pages, read, resolveFile, scriptsOf, stylesOf } from './built-site.ts';

const worker = read('sw.js');
const build = JSON.parse(/^const BUILD = (\{.*\});$/m.exec(worker)?.[1] ?? '{}') as {
  version: string;
  keep: string[];
  standIn: string;
  folders: string[];
  pages: string[];
};
const answersFor = (path: string) =>
  [...build.keep, ...build.pages].includes(path) || build.folders.some((folder) => path.startsWith(folder));
const pathOf = (page: string) => `/${page.replace(/index\.html$/, '')}`;
const isQuiet = (page: string) => /<body\b[^>]*\bclass="[^"]*\bquiet\b/.test(read(page));

describe('the service worker', () => {
  test('knows nothing of the tip pages, the interface behind them, or the keys', () => {
    expect(worker).not.toMatch(/bao-tin|\/api|khoa/);
    for (const path of ['/bao-tin/', '/bao-tin/tra-loi/', '/api/tips', '/api/challenge', '/khoa/0.js'])
      expect(answersFor(path), path).toBe(false);
  });

  test('answers for no quiet page but the safety page', () => {
    const quiet = pages.filter(isQuiet).map(pathOf);
    expect(quiet.length).toBeGreaterThan(2);
    expect(quiet.filter(answersFor)).toEqual(['/an-toan/']);
  });

  test('answers for every other page', () => {
    const others = pages.filter((page) => !isQuiet(page) && page !== '404.html').map(pathOf);
    expect(others.length).toBeGreaterThan(50);
    expect(others.filter((path) => !answersFor(path))).toEqual([]);
  });

  test('keeps the hotlines, the safety page, the offline page and their styles, and nothing else', () => {
    const keptPages = KEPT_PAGES.map((path) => resolveFile(path, 'index.html') ?? `missing: ${path}`);
    const wanted = new Set([...keptPages, ...keptPages.flatMap(stylesOf)]);
    const kept = build.keep.map((path) => resolveFile(path, 'index.html') ?? `missing: ${path}`);
    expect(new Set(kept)).toEqual(wanted);
    expect(build.standIn).toBe('/ngoai-tuyen/');
  });

  test('has a version and is small', () => {
    expect(build.version).toMatch(/^[0-9a-f]{12}$/);
    expect(gzipSync(worker).length).toBeLessThanOrEqual(1.5 * 1024);
  });

  test('is named by every content page and by no quiet one', () => {
    const names = (page: string) => scriptsOf(page).some((script) => read(script).includes('/sw.js'));
    const wrong = pages.filter((page) => names(page) === isQuiet(page));
    expect(wrong).toEqual([]);
    expect(pages.filter(isTipPage).filter(names)).toEqual([]);
  });
});

test('a folder with a quiet page in it is split', () => {
  const content = '<body>';
  const quiet = '<body class="quiet">';
  const site = new Map([
    ['/', content],
    ['/plans/', content],
    ['/plans/a/', content],
    ['/en/', content],
    ['/en/plans/', content],
    ['/en/tip/', quiet],
    ['/en/tip/reply/', quiet],
    ['/tip/', quiet],
  ]);
  expect(contentAddresses(site)).toEqual({ folders: ['/en/plans/', '/plans/'], pages: ['/', '/en/'] });
});
