/** The officer's tool locks itself when nobody uses it. */
import type { Page } from '@playwright/test';
import { drop, expect, mail, openDesk, paper, rows, test, violations } from './office.ts';

const SECRET = 'Câu chỉ có trong tin';
const MINUTE = 60_000;
const warning = (page: Page) => page.getByRole('complementary', { name: 'Sắp tự khóa' });

test.use({ viewport: { width: 1024, height: 768 } });
test.beforeEach(async ({ page, office }) => {
  await page.clock.install();
  await openDesk(page, office);
  await drop(page, { 'a.eml': await mail(office.inbox, { 1: { text: SECRET } }) });
  await rows(page).getByRole('button').click();
});

test('after ten minutes without input everything is forgotten, and the screen says what to do', async ({
  page,
}) => {
  await page.clock.fastForward(10 * MINUTE + 1000);
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
  await expect(page.getByRole('alert').first()).toContainText('Mở khóa xong, hãy thả lại các thư.');
  expect(await page.content()).not.toContain(SECRET);
  await expect.poll(() => page.workers().length).toBe(0);
});

test('the last minute is announced, and a press on the button gives ten more', async ({ page }) => {
  await page.clock.fastForward(8 * MINUTE);
  await expect(warning(page)).toHaveCount(0);
  await page.clock.fastForward(70_000);
  await expect(warning(page)).toContainText('Khi đó tin và lời viết dở mất hết.');
  expect(await violations(page)).toEqual([]);
  // Moving towards the button must not take it away.
  await page.mouse.move(300, 300);
  await page.clock.runFor(1000);
  await expect(warning(page)).toBeVisible();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(warning(page)).toHaveCount(0);
  await page.clock.fastForward(8 * MINUTE);
  await expect(paper(page)).toContainText(SECRET);
  await page.clock.fastForward(2 * MINUTE + 1000);
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
});

test('a key or a move of the mouse is use enough', async ({ page }) => {
  for (const use of [() => page.keyboard.press('Shift'), () => page.mouse.move(200, Math.random() * 500)]) {
    await page.clock.fastForward(8 * MINUTE);
    await use();
  }
  await page.clock.fastForward(8 * MINUTE);
  await expect(warning(page)).toHaveCount(0);
  await expect(paper(page)).toContainText(SECRET);
});

test('a machine that slept through the time locks at the first key, whatever its timers did', async ({
  page,
}) => {
  const wasRefused = await page.evaluate((later) => {
    // The clock went on; no timer of the page runs before the key does.
    const now = Date.now() + later;
    Date.now = () => now;
    const key = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true });
    document.querySelector('nav button')?.dispatchEvent(key);
    return key.defaultPrevented;
  }, 11 * MINUTE);
  expect(wasRefused).toBe(true);
  await expect(page.getByLabel('Mật khẩu')).toBeVisible();
  expect(await page.content()).not.toContain(SECRET);
});
