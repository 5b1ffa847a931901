/** The screen that shows a receipt, once: to copy by hand, to check, and to leave. */
import type { Page } from '@playwright/test';
import { expectForgotten, heapOf } from './heap.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';
import { receiptBox, sendTip, TIPS, words, writeTip } from './tip-page.ts';

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

test('a receipt is five rows of four digits, each digit said by itself, and nothing offers to copy it', async ({
  page,
}) => {
  const receipt = await getReceipt(page);
  const rows = receiptBox(page).getByRole('listitem');
  await expect(rows).toHaveText((receipt.match(/.{4}/g) ?? []).map((row) => [...row].join(' ')));
  // As large as a hand that copies needs it, one below the other.
  const boxes = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().top));
  expect(boxes).toEqual(boxes.toSorted((a, b) => a - b));
  expect(new Set(boxes).size).toBe(5);
  expect(await rows.first().evaluate((row) => parseFloat(getComputedStyle(row).fontSize))).toBeGreaterThan(
    30,
  );
  const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
  expect(buttons).toEqual([words.thread.typeBack, words.done]);
  await page.keyboard.press('Control+A');
  expect(await page.evaluate(() => String(getSelection()).replace(/\s/g, ''))).not.toContain(receipt);
  for (const said of ['keepPaper', 'keepHidden', 'keepNone', 'proof'] as const)
    await expect(page.getByText(words.thread[said])).toBeVisible();
  await readsWell(page);
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
