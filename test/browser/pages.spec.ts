import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { deskFile, distFiles } from '../../site/commands/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { expect, test } from './line.ts';

const files = await distFiles();
const htmlFiles = files.filter((file) => file.endsWith('.html') && file !== deskFile);

/** The address that shows a page; the page for missing addresses is seen at one. */
const addressOf = (file: string) =>
  file === '404.html' ? '/khong-co-trang-nay/' : `/${file.replace(/index\.html$/, '')}`;

test('the built site has pages to look at', () => {
  expect(htmlFiles.length).toBeGreaterThan(10);
});

for (const file of htmlFiles) {
  const address = addressOf(file);

  test.describe(address, () => {
    test.describe('without JavaScript', () => {
      test.use({ javaScriptEnabled: false });
      test('says what it is and gives a number to call', async ({ page }) => {
        await page.goto(address);
        await expect(page.locator('h1')).toHaveCount(1);
        await expect(page.locator('h1')).toBeVisible();
        expect((await page.locator('h1').innerText()).trim()).not.toBe('');
        await expect(page.locator('a[href^="tel:"]:visible').first()).toBeVisible();
      });
    });

    test('reads well for everybody, asks nobody else, and complains of nothing', async ({ page, line }) => {
      const foreign: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (new URL(request.url()).origin !== line.url) foreign.push(request.url());
      });
      page.on('console', (message) => {
        const missing = file === '404.html' && message.location().url.endsWith(address);
        if (['error', 'warning'].includes(message.type()) && !missing) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));

      await page.goto(address, { waitUntil: 'networkidle' });
      await readsWell(page);
      expect(foreign).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
}

test("the officer's tool reads well from a folder, too", async ({ page }) => {
  await page.goto(pathToFileURL(join(distFolder, deskFile)).href);
  await expect(page.locator('h1')).toBeVisible();
  await readsWell(page);
});

async function readsWell(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await axeViolations(page), 'axe, light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  // The scheme changes colours and nothing else.
  expect(await axeViolations(page, ['color-contrast']), 'axe, dark').toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(page), 'at 320 px').toEqual([]);
  await page.setViewportSize({ width: 360, height: 800 });
  await enlargeText(page);
  expect(await overflow(page), 'with text at 200 %').toEqual([]);
}

async function axeViolations(page: Page, rules?: string[]): Promise<string[]> {
  // Legacy mode spares a second page each time; it matters only to pages with frames, and ours have none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}

/** What sticks out at the right, unless it stands in a box that scrolls by itself; or a page that hides what sticks out. */
async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { documentElement: root, body } = document;
    const hiding = [root, body].filter((element) => /hidden|clip/.test(getComputedStyle(element).overflowX));
    if (hiding.length > 0) return ['overflow is hidden'];
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      element !== body &&
      (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const wide = [...body.querySelectorAll('*')].filter(
      (element) =>
        element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element.parentElement),
    );
    return wide
      .slice(0, 5)
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.className}: ${element.textContent?.trim().slice(0, 40)}`,
      );
  });
}

/** As a reader's own larger text does it: the root font doubles, and all text is expected to follow. */
async function enlargeText(page: Page): Promise<void> {
  const sizes = await page.evaluate(() => {
    const size = (element: Element) => Number.parseFloat(getComputedStyle(element).fontSize);
    const before = size(document.body);
    document.documentElement.style.fontSize = `${size(document.documentElement) * 2}px`;
    return { before, after: size(document.body) };
  });
  expect(sizes.after).toBeCloseTo(sizes.before * 2, 1);
}
