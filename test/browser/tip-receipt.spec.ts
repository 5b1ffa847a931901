/** The screen that shows a receipt, once: to copy by hand, to check, and to leave. */
import type { Page } from '@playwright/test';
import { expectForgotten, heapOf } from './heap.ts';
import { expect, test } from './line.ts';
import { standsClear } from './in-sight.ts';
import { readsWell } from './reads-well.ts';
import { receiptBox, sendTip, startTip, TIPS, words, writeTip } from './tip-page.ts';

/** Sends a tip that the line takes, and returns its receipt. */
async function getReceipt(page: Page): Promise<string> {
  await page.route(TIPS, (route) =>
    route.fulfill({ status: 202, contentType: 'application/json', body: '{}' }),
  );
  await writeTip(page, { text: 'Một việc ở bến' });
  return sendTip(page);
}

const typeBack = (page: Page) => page.getByRole('button', { name: words.thread.typeBack });
const field = (page: Page) => page.getByLabel(words.thread.typeBackLabel);
const verdict = (page: Page) => page.getByRole('main').getByRole('status');
const wrongRow = (row: number) => words.thread.typedWrong.replace('{row}', String(row));

test('a receipt is five groups of four digits, each digit said by itself, and nothing offers to copy it', async ({
  page,
}) => {
  const receipt = await getReceipt(page);
  const groups = receiptBox(page).getByRole('listitem');
  await expect(groups).toHaveText((receipt.match(/.{4}/g) ?? []).map((group) => [...group].join(' ')));
  expect(
    await groups.first().evaluate((group) => parseFloat(getComputedStyle(group).fontSize)),
  ).toBeGreaterThan(30);
  const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
  expect(buttons).toEqual([words.thread.typeBack, words.done]);
  await page.keyboard.press('Control+A');
  expect(await page.evaluate(() => String(getSelection()).replace(/\s/g, ''))).not.toContain(receipt);
  for (const said of ['keepPaper', 'keepHidden', 'keepNone', 'proof'] as const)
    await expect(page.getByText(words.thread[said])).toBeVisible();
  await readsWell(page);
});

for (const [width, height] of [
  [360, 640],
  [360, 800],
  [320, 568],
  [412, 915],
  [1280, 800],
] as const) {
  test(`all 20 digits stand in two rows, before anything else, and nothing covers them (${width}x${height})`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await getReceipt(page);
    const groups = await receiptBox(page).getByRole('listitem').all();
    const tops = await Promise.all(groups.map(async (group) => (await group.boundingBox())?.y));
    expect(tops.map((top) => tops.indexOf(top))).toEqual([0, 0, 0, 3, 3]);
    for (const group of groups) {
      await expect(group).toBeInViewport({ ratio: 1 });
      await standsClear(group);
    }
    // The heading alone stands above.
    await expect(page.locator('.sent > :nth-child(2)')).toHaveRole('list');
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });
}

test.describe('a link away', () => {
  const dialog = (page: Page) => page.getByRole('alertdialog');
  const stay = (page: Page) => dialog(page).getByRole('button', { name: 'Ở lại' });
  const leave = (page: Page) => dialog(page).getByRole('button', { name: 'Rời đi' });
  const links = (page: Page) =>
    page.locator('a[href]:visible:not([href^="tel:"]):not(#thoat):not(.skip)').all();

  test('asks before the receipt is lost: its own, the footer’s, the language; staying loses nothing', async ({
    page,
  }) => {
    const receipt = await getReceipt(page);
    const away = await links(page);
    expect(away.length).toBeGreaterThanOrEqual(5);
    for (const link of away) {
      await link.click();
      await expect(dialog(page)).toBeVisible();
      await expect(stay(page)).toBeFocused();
      await (link === away[0] ? page.keyboard.press('Escape') : stay(page).click());
      await expect(dialog(page)).toBeHidden();
      await expect(link).toBeFocused();
    }
    expect((await receiptBox(page).innerText()).replace(/\D/g, '')).toBe(receipt);
    // Also while it is typed back, when it does not show.
    await typeBack(page).click();
    await page.getByRole('link', { name: words.reply }).click();
    await expect(dialog(page)).toBeVisible();
    await readsWell(page);
    await leave(page).click();
    await expect(page).toHaveURL('/bao-tin/tra-loi/');
  });

  test('asks before a draft is lost, on every screen, and not before anything was entered', async ({
    page,
  }) => {
    await startTip(page);
    const footer = page.getByRole('contentinfo').getByRole('link', { name: 'Đường dây nóng' });
    await footer.click();
    await expect(page).toHaveURL('/duong-day-nong/');
    await startTip(page);
    await page.getByRole('button', { name: words.flow.safe }).click();
    await page.getByRole('radio', { name: words.categories.sale }).check();
    await footer.click();
    await stay(page).click();
    await expect(page.getByRole('radio', { name: words.categories.sale })).toBeChecked();
    await page.getByRole('button', { name: words.flow.next, exact: true }).click();
    await footer.click();
    await leave(page).click();
    await expect(page).toHaveURL('/duong-day-nong/');
  });

  test('never asks for the exit, for a call, or once the receipt was put away', async ({ page }) => {
    await page.route('https://nchmf.gov.vn/', (route) =>
      route.fulfill({ body: '<h1>Thời tiết</h1>', contentType: 'text/html; charset=utf-8' }),
    );
    await getReceipt(page);
    await page.evaluate(() =>
      document.querySelector('.bar .call')?.addEventListener('click', (event) => {
        // What the phone would do is not for a test.
        setTimeout(() => (document.title = String(event.defaultPrevented)));
        window.addEventListener('click', (last) => last.preventDefault(), { once: true });
      }),
    );
    await page.locator('.bar .call').click();
    await expect(dialog(page)).toBeHidden();
    await page.getByRole('link', { name: 'Thoát' }).click();
    await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  });
});

test('typing the receipt back says that the copy is right, or which row is not', async ({ page }) => {
  const receipt = await getReceipt(page);
  const posted: string[] = [];
  page.on('request', (request) => posted.push(request.url()));
  await typeBack(page).focus();
  await page.keyboard.press('Enter');
  await expect(field(page)).toBeFocused();
  // Whoever copies from the screen has checked nothing.
  await expect(receiptBox(page)).toHaveCount(0);
  await readsWell(page);

  const other = (digit = '') => String((Number(digit) + 1) % 10);
  for (const row of [1, 3, 5]) {
    const at = row * 4 - 2;
    const wrong = receipt.slice(0, at) + other(receipt[at]) + receipt.slice(at + 1);
    await field(page).fill('');
    await field(page).pressSequentially(wrong.slice(0, at));
    await expect(verdict(page)).toHaveText('');
    await field(page).pressSequentially(wrong.slice(at));
    await expect(verdict(page)).toHaveText(wrongRow(row));
  }
  await field(page).fill(`${receipt}7`);
  await expect(verdict(page)).toHaveText(words.thread.tooMany.replace('{count}', '1'));
  await field(page).fill(receipt.slice(0, 19));
  await expect(verdict(page)).toHaveText('');
  await field(page).fill([...receipt].join('. ').replaceAll('0', 'o').replaceAll('1', 'l'));
  await expect(verdict(page)).toHaveText(words.thread.typedRight);
  await readsWell(page);

  await page.getByRole('button', { name: words.thread.showAgain }).click();
  await expect(receiptBox(page)).toBeVisible();
  await expect(typeBack(page)).toBeFocused();
  await typeBack(page).click();
  await expect(field(page)).toHaveValue('');
  expect(posted).toEqual([]);
});

test('“Xong” takes the receipt away at once, even when the next page is slow to come', async ({ page }) => {
  const receipt = await getReceipt(page);
  const left: string[] = [];
  // Not by looking at the page: Playwright would wait for the next one.
  await page.exposeFunction('note', (html: string) => left.push(html));
  await page.evaluate(() => {
    const { note } = window as unknown as { note: (html: string) => void };
    document.addEventListener('click', () => setTimeout(() => note(document.body.innerHTML), 300));
  });
  await page.route('/', () => undefined);
  await page.getByRole('button', { name: words.done }).click({ noWaitAfter: true });
  await expect.poll(() => left).toHaveLength(1);
  expect(left[0]).toContain('id="tin"');
  expect(left[0]).not.toContain(receipt.slice(0, 4).replaceAll(/\B/g, ' '));
});

test('leaving wipes the receipt from the screen and from memory', async ({ page }) => {
  const receipt = await getReceipt(page);
  expect((await heapOf(page)).includes(receipt), 'the search finds what is there').toBe(true);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(page.locator('#tin')).toBeEmpty();
  await expectForgotten(page, [receipt]);
});
