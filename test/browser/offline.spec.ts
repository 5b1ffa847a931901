import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './line.ts';

/** Opens a content page and waits until the service worker has all it keeps. */
async function comeOnce(page: Page): Promise<void> {
  await page.goto('/ke-hoach/');
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active?.state === 'activated') return;
    await new Promise((resolve) => active?.addEventListener('statechange', resolve));
  });
}

async function cachedPaths(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
}

/** Whether a new tab gets this address at all. */
async function opens(context: BrowserContext, address: string): Promise<boolean> {
  const tab = await context.newPage();
  const opened = await tab.goto(address).then(
    () => true,
    () => false,
  );
  await tab.close();
  return opened;
}

test('without network the numbers and the safety page are there', async ({ page, context }) => {
  await comeOnce(page);
  await context.setOffline(true);
  await page.goto('/duong-day-nong/');
  await expect(page.getByRole('heading', { level: 1, name: 'Đường dây nóng' })).toBeVisible();
  await expect(page.locator('main a[href^="tel:"]').first()).toBeVisible();
  // The style came along: the call is a large block, not a line of text.
  expect((await page.locator('main .act.call').first().boundingBox())?.height).toBeGreaterThan(60);
  await page.goto('/an-toan/');
  await expect(page.locator('h1')).toBeVisible();
});

test('any other content page says what can be read, with numbers to call', async ({ page, context }) => {
  await comeOnce(page);
  await context.setOffline(true);
  await page.goto('/kien-thuc/cau-tu-choi/');
  await expect(page.getByRole('heading', { level: 1, name: 'Trang bạn mở cần có mạng' })).toBeVisible();
  await expect(page.locator('main a[href="tel:113"]')).toBeVisible();
  await context.setOffline(false);
  // A line that takes longer than four seconds still gets the page with the numbers, so it is asked for again.
  await expect(async () => {
    await page.goto('/kien-thuc/cau-tu-choi/');
    await expect(page.locator('h1')).toHaveText('Những câu từ chối mà không mất bạn', { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
});

test('the tip pages are left to the browser, and the service worker keeps nothing of them', async ({
  page,
  context,
}) => {
  await comeOnce(page);
  expect((await page.goto('/ke-hoach/'))?.fromServiceWorker(), 'the worker is at work').toBe(true);
  for (const address of ['/bao-tin/', '/bao-tin/tra-loi/']) {
    const response = await page.goto(address, { waitUntil: 'networkidle' });
    expect(response?.fromServiceWorker(), address).toBe(false);
  }
  await page.goto('/ke-hoach/');
  const kept = await cachedPaths(page);
  expect(kept.filter((path) => path.endsWith('/')).toSorted()).toEqual([
    '/an-toan/',
    '/duong-day-nong/',
    '/ngoai-tuyen/',
  ]);
  expect(kept.filter((path) => !path.endsWith('/')).every((path) => path.endsWith('.css'))).toBe(true);
  await context.setOffline(true);
  // The empty tip page may come from the browser's own cache: every content page fetches it ahead.
  expect(await opens(context, '/bao-tin/tra-loi/')).toBe(false);
  expect(await opens(context, '/bao-tin/thu/')).toBe(false);
  expect(await opens(context, '/duong-day-nong/')).toBe(true);
});

test('a tip page brings no service worker to a device', async ({ page }) => {
  for (const address of ['/bao-tin/', '/bao-tin/tra-loi/', '/an-toan/']) {
    await page.goto(address, { waitUntil: 'networkidle' });
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(
      0,
    );
  }
});

test('caches of earlier builds go, and the worker itself is never cached for long', async ({
  page,
  request,
}) => {
  await page.goto('/an-toan/');
  await page.evaluate(async () => void (await caches.open('la-chan-earlier')));
  await comeOnce(page);
  await expect.poll(() => page.evaluate(() => caches.keys())).toHaveLength(1);
  expect(await page.evaluate(() => caches.keys())).not.toContain('la-chan-earlier');
  const { 'cache-control': control } = (await request.get('/sw.js')).headers();
  expect(control).toMatch(/max-age=0|no-cache|no-store/);
});
