/** What someone finds who takes the phone afterwards: as little as a page can leave. */
import type { Page } from '@playwright/test';
import { expect, test } from './line.ts';
import { receiptBox, sendTip, TIPS, textField, words, writeTip } from './tip-page.ts';

const SECRET = 'Chỉ mình bạn biết';
const WEATHER = 'https://nchmf.gov.vn/';

const widget = (page: Page) => page.locator('#tin');
const acceptAll = (page: Page) =>
  page.route(TIPS, (route) => route.fulfill({ status: 202, contentType: 'application/json', body: '{}' }));

/** The harmless page behind the exit, and the headers it was asked with. */
async function standInForWeather(page: Page): Promise<Record<string, string>[]> {
  const asked: Record<string, string>[] = [];
  await page.route(WEATHER, async (route) => {
    asked.push(await route.request().allHeaders());
    await route.fulfill({ contentType: 'text/html; charset=utf-8', body: '<h1>Thời tiết</h1>' });
  });
  return asked;
}

test('every field asks phone and browser to remember nothing, and the title tells nothing', async ({
  page,
  context,
}) => {
  for (const address of ['/bao-tin/', '/bao-tin/tra-loi/']) {
    await page.goto(address);
    await expect(page.locator('form')).toBeVisible();
    await expect(page).toHaveTitle('Lá Chắn');
    const fields = await page.locator('form, input, textarea, select').evaluateAll((all) =>
      all.map((field) => {
        const types = field.matches('textarea, input[type=text]');
        return {
          autocomplete: field.getAttribute('autocomplete'),
          spellcheck: types && (field as HTMLElement).spellcheck,
        };
      }),
    );
    expect(fields.length).toBeGreaterThan(1);
    expect(fields).toEqual(fields.map(() => ({ autocomplete: 'off', spellcheck: false })));
  }
  expect(await context.cookies()).toEqual([]);
});

test('after sending, the address is the front page, and loading again shows that', async ({
  page,
  context,
}) => {
  await acceptAll(page);
  await writeTip(page, { text: SECRET });
  await sendTip(page);
  await expect(page).toHaveURL('/');
  await expect(page).toHaveTitle('Lá Chắn');
  expect(await page.evaluate(() => history.state as unknown)).toBeNull();
  await page.reload();
  await expect(page.locator('h1')).not.toHaveText('Gửi tin cho công an');
  await expect(receiptBox(page)).toHaveCount(0);
  expect(await context.cookies()).toEqual([]);
});

test('“Xong” takes the receipt off the screen, and going back does not bring it', async ({ page }) => {
  await acceptAll(page);
  await page.goto('/duong-day-nong/');
  await writeTip(page, { text: SECRET });
  const receipt = await sendTip(page);
  await page.getByRole('button', { name: words.done }).click();
  await expect(page.getByRole('heading', { name: words.sent })).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL('/duong-day-nong/');
  await page.goForward();
  await expect(page).toHaveURL('/');
  expect(await page.content()).not.toContain(receipt.slice(0, 4));
});

test('the exit empties the page at once and takes it out of the way back', async ({ page }) => {
  const asked = await standInForWeather(page);
  await page.goto('/duong-day-nong/');
  await writeTip(page, { text: SECRET });
  // Held here, the page can be looked at while the harmless one is still on its way.
  await page.evaluate(() => {
    document.querySelector('#thoat')?.addEventListener('click', () => {
      const text = `${document.documentElement.outerHTML}${document.querySelector('textarea')?.value ?? ''}`;
      // eslint-disable-next-line no-console
      console.log(`after the click: ${text}`);
    });
  });
  const heard = page.waitForEvent('console');
  await page.getByRole('link', { name: 'Thoát' }).click();
  const left = (await heard).text();
  expect(left).toContain('after the click: <html');
  expect(left).not.toContain(SECRET);
  expect(left).not.toContain('<textarea');
  await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  expect(asked.map(({ referer }) => referer)).toEqual([undefined]);
  await page.goBack();
  await expect(page).toHaveURL('/duong-day-nong/');
});

test('the exit works while a tip is under way, and stops it', async ({ page }) => {
  await standInForWeather(page);
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/tips'));
  await page.route(TIPS, () => undefined);
  await writeTip(page, { text: SECRET });
  const sent = page.waitForRequest(TIPS);
  await page.getByRole('button', { name: words.send }).click();
  await sent;
  await page.getByRole('link', { name: 'Thoát' }).click();
  await ended;
  await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
});

test('leaving the page empties it, even if the browser keeps it', async ({ page }) => {
  await writeTip(page, { text: SECRET, where: SECRET });
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(widget(page)).toBeEmpty();
  expect(await page.content()).not.toContain(SECRET);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await expect(page).toHaveURL('/');
});

test('coming back from another page finds an empty form', async ({ page }) => {
  await writeTip(page, { text: SECRET, category: 'sale' });
  await page.goto('/an-toan/');
  await page.goBack();
  await expect(textField(page)).toHaveValue('');
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
  await page.reload();
  await expect(textField(page)).toHaveValue('');
});

test('coming back shows nothing of it, whether or not the browser kept the whole page', async ({
  playwright,
  launchOptions,
  baseURL,
}) => {
  const browser = await playwright.chromium.launch({
    ...launchOptions,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
  const page = await browser.newPage(baseURL ? { baseURL } : {});
  const shown: string[] = [];
  // Not by the console: what a kept page said before is said again when it comes back.
  await page.exposeFunction('note', (line: string) => shown.push(line));
  await page.addInitScript(() => {
    addEventListener('pageshow', ({ persisted }) => {
      const typed = document.querySelector<HTMLInputElement>('textarea, input[type=text]')?.value;
      const { note } = window as unknown as { note: (line: string) => void };
      note(`${persisted ? 'kept' : 'new'} ${location.pathname} ${typed ?? ''}`);
    });
  });
  // Our headers forbid Chromium to keep these pages; other browsers do not ask them.
  await page.route('**/bao-tin/**', async (route) => {
    const response = await route.fetch();
    const { 'cache-control': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const leaveAndComeBack = async (address: string) => {
    shown.length = 0;
    await page.goto('/an-toan/');
    await page.goBack({ waitUntil: 'commit' });
    const back = () => shown.filter((line) => line.includes(` ${address} `));
    await expect.poll(back).toEqual([expect.stringMatching(/ $/)]);
    // The small Chromium that npm brings cannot keep pages; a whole one does.
    await expect(page).toHaveURL(back()[0]?.startsWith('kept') ? '/' : address);
    expect(await page.content()).not.toContain(SECRET);
  };
  await writeTip(page, { text: SECRET });
  await leaveAndComeBack('/bao-tin/');
  await page.goto('/bao-tin/tra-loi/');
  await page.getByLabel(words.checkReceipt).fill(SECRET);
  await leaveAndComeBack('/bao-tin/tra-loi/');
  await browser.close();
});
