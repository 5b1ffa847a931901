import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deskFile, distFiles } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';

const files = await distFiles();
const everyPage = files.filter((file) => file.endsWith('.html') && file !== deskFile);

/**
 * Pages of one folder come from one template: one of each is looked at every time, all of them by
 * `npm run test:pages`.
 */
const SAMPLE = 1;
const folderOf = (file: string) => file.replace(/[^/]+\/index\.html$/, '');
const alikeBefore = (file: string, index: number) =>
  everyPage.slice(0, index).filter((other) => folderOf(other) === folderOf(file)).length;
const htmlFiles = process.env.ALL_PAGES
  ? everyPage
  : everyPage.filter((file, index) => folderOf(file) === '' || alikeBefore(file, index) < SAMPLE);

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
