import { describe, expect, test } from 'vitest';
import { checkDist, deskFile, inlineCode, tooManyFiles } from '../../site/commands/release/check-dist.ts';
import {
  files,
  fontsOf,
  gzipSize,
  isTipPage,
  pages,
  read,
  resolveFile,
  siteUrl,
  stylesOf,
  tags,
  allScripts,
  scriptsBeforeUse,
} from './built-site.ts';

const KB = 1024;
const contentPages = pages.filter((page) => !isTipPage(page));
const provincialPlan = 'ke-hoach/lao-cai-2026/index.html';
const aheadScript = /\/fetch-ahead\.[\w-]+\.js$/;
const framePage = 'khung-anh/index.html';
const frameScripts = /\/photo-frame-studio\.[\w-]+\.js$/;
const tipPage = 'bao-tin/index.html';
const replyPage = 'bao-tin/tra-loi/index.html';

describe('the built site', () => {
  test('has the pages that the rest of these tests are about', () => {
    for (const page of ['index.html', provincialPlan, tipPage, 'an-toan/index.html', '404.html'])
      expect(pages).toContain(page);
    expect(files).toContain(deskFile);
  });

  test('has no inline code, no delivery address, and not too many files', async () => {
    expect(await checkDist()).toEqual([]);
  });

  test.each(pages)('%s loads nothing from another origin', (page) => {
    const resources = [
      'script',
      'img',
      'iframe',
      'source',
      'video',
      'audio',
      'object',
      'embed',
      'use',
      'image',
      'input',
    ]
      .flatMap((name) =>
        tags(read(page), name).flatMap(({ src, srcset, data, href }) => [src, srcset, data, href]),
      )
      .concat(tags(read(page), 'link').map(({ href }) => href));
    for (const address of resources) {
      if (address === undefined || address.startsWith('data:')) continue;
      expect(new URL(address, `${siteUrl}/${page}`).origin, address).toBe(siteUrl);
    }
    for (const style of stylesOf(page))
      expect(read(style)).not.toMatch(/url\(\s*["']?(https?:)?\/\/|@import/);
  });
});

describe('gzip budgets', () => {
  test.each(contentPages)('%s with its styles is at most 14 KB (the whole provincial plan 24 KB)', (page) => {
    const budget = (page === provincialPlan ? 24 : 14) * KB;
    expect(gzipSize([page, ...stylesOf(page)])).toBeLessThanOrEqual(budget);
  });

  test.each(contentPages)('%s needs at most 3 KB of JavaScript', (page) => {
    // Search comes when its field is used, and has a budget of its own (search.test.ts).
    const search = /\/find\.[\w-]+\.js$/;
    // So does what puts a photo under a frame: when one is chosen.
    // The service worker comes after the page, once a build (offline.test.ts); so does what fetches the tip page ahead.
    // The studio comes when its fields are used, and has budgets of its own (poster-studio.test.ts).
    const others = (file: string) =>
      !search.test(file) && !frameScripts.test(file) && !aheadScript.test(file) && file !== 'sw.js';
    const scripts = page.startsWith('ap-phich/nhom-') ? scriptsBeforeUse(page) : allScripts(page);
    expect(gzipSize([...scripts].filter(others))).toBeLessThanOrEqual(3 * KB);
  });

  test('what puts a photo under a frame is at most 5 KB, on no other content page', () => {
    const scriptsOfPage = (page: string) => [...allScripts(page)].filter((file) => frameScripts.test(file));
    expect(contentPages.filter((page) => scriptsOfPage(page).length > 0)).toEqual([framePage]);
    expect(scriptsOfPage(framePage)).toHaveLength(1);
    expect(gzipSize(scriptsOfPage(framePage))).toBeLessThanOrEqual(5 * KB);
  });

  test('what fetches the tip page ahead is the same on every content page, and at most half a KB', () => {
    const ofPages = contentPages.filter((page) => !/class="quiet/.test(read(page)));
    const scripts = ofPages.map((page) => [...allScripts(page)].filter((file) => aheadScript.test(file)));
    const [first = []] = scripts;
    expect(first).toHaveLength(1);
    for (const script of scripts) expect(script).toEqual(first);
    expect(gzipSize(first)).toBeLessThanOrEqual(KB / 2);
  });

  test.each(contentPages)('%s names at most 36 KB of fonts, and shows text before they come', (page) => {
    expect(gzipSize(fontsOf(page))).toBeLessThanOrEqual(36 * KB);
    const faces = stylesOf(page).flatMap((style) => read(style).match(/@font-face\s*{[^}]*}/g) ?? []);
    for (const face of faces) expect(face).toMatch(/font-display:\s*swap/);
  });

  test('the tip page is at most 80 KB with everything it can ever load', () => {
    const scripts = allScripts(tipPage);
    // Should this test stop following one of them, it would measure nothing.
    for (const part of [/^khoa\/\d+\.js$/, /proof-worker/, /tip-worker/]) {
      expect([...scripts]).toContainEqual(expect.stringMatching(part));
    }
    expect(gzipSize([tipPage, ...stylesOf(tipPage), ...scripts])).toBeLessThanOrEqual(80 * KB);
  });

  test('the reply page is at most 65 KB of JavaScript with everything it can ever load', () => {
    const scripts = allScripts(replyPage);
    for (const part of [/^khoa\/\d+\.js$/, /proof-worker/, /thread-worker/]) {
      expect([...scripts]).toContainEqual(expect.stringMatching(part));
    }
    expect(gzipSize(scripts)).toBeLessThanOrEqual(65 * KB);
  });

  test('the tip form is usable after at most 30 KB', () => {
    const scripts = scriptsBeforeUse(tipPage);
    expect(scripts.size).toBeGreaterThanOrEqual(1);
    expect(gzipSize([tipPage, ...stylesOf(tipPage), ...scripts])).toBeLessThanOrEqual(30 * KB);
  });

  test.each(pages.filter((page) => isTipPage(page) || /^([a-z]{2,3}\/)?an-toan\//.test(page)))(
    '%s uses the system font only',
    (page) => {
      expect(fontsOf(page)).toEqual([]);
    },
  );
});

describe('what these tests rest on', () => {
  test('inline code is found in every form, and nothing else is taken for it', () => {
    for (const html of [
      '<style>',
      '<p style="x">',
      '<p\nSTYLE=x>',
      '<a href="#" onclick="x()">',
      '<script>',
      '<script type="module">',
    ]) {
      expect(inlineCode(`<p>a</p>${html}`), html).toEqual([html]);
    }
    const fine =
      '<script src="/a.js"></script><p title="a > b style=1">style="x"</p><script type="application/ld+json">';
    expect(inlineCode(fine)).toEqual([]);
  });

  test('more than 15,000 files stop a build, with a sentence that says what to do', () => {
    expect(tooManyFiles(15_000)).toEqual([]);
    expect(tooManyFiles(15_001)).toEqual([
      expect.stringMatching(/^Trang có 15\.001 tệp, quá mức 15\.000 .*20\.000.*Hãy bớt/),
    ]);
  });

  test('an address outside the site, or of nothing, is no file of it', () => {
    expect(resolveFile('/', '404.html')).toBe('index.html');
    expect(resolveFile('/no-such-page/', 'index.html')).toBeUndefined();
    expect(resolveFile('https://example.com/', 'index.html')).toBeUndefined();
  });
});
