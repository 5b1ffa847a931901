/** The last look before sending: what may tell who wrote a tip, shown to the writer and to nobody else. */
import type { Page } from '@playwright/test';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';
import {
  lookScreen,
  press,
  sendButton,
  shownReceipt,
  textField,
  tipIn,
  TIPS,
  words,
  writeTip,
  type Writing,
} from './tip-page.ts';

const { exposures: look } = words;
const TELLING = 'Nhà cạnh nhà tôi có xe lạ lúc 21:37. Chồng em biết, gọi 0912 345 678. Nó bán lâu rồi.';

const questions = (page: Page) => page.locator('.exposures section');
const accepted = (page: Page) =>
  page.route(TIPS, (route) => route.fulfill({ status: 202, contentType: 'application/json', body: '{}' }));

/** Writes a tip and presses send, once the script that looks has come. */
async function writeAndSend(page: Page, writing: Writing): Promise<void> {
  const came = page.waitForResponse(/ExposureCheck/);
  await writeTip(page, writing);
  await came;
  await sendButton(page).click();
}

test('a tip that tells nothing of its writer goes at once', async ({ page }) => {
  await accepted(page);
  await writeAndSend(page, { text: 'Có xe lạ đến nhà số 12 buổi tối.', when: 'tuần này' });
  await shownReceipt(page);
  await expect(lookScreen(page)).toHaveCount(0);
});

test('each sentence is shown with what tells, marked, and why; as written it goes unchanged', async ({
  page,
}) => {
  const asked: string[] = [];
  const sent = page.waitForRequest(TIPS);
  await writeAndSend(page, { text: TELLING, where: 'Số 5 thôn Sín Chải' });
  await expect(lookScreen(page)).toBeFocused();
  page.on('request', (request) => asked.push(request.url()));
  await expect(questions(page)).toHaveCount(3);
  await expect(questions(page).nth(0).locator('mark')).toHaveText(['cạnh nhà tôi', 'lúc 21:37']);
  await expect(questions(page).nth(0)).toContainText(look.why.home);
  await expect(questions(page).nth(0)).toContainText(look.why.minute);
  await expect(questions(page).nth(1).locator('mark')).toHaveText(['Chồng em', '0912 345 678']);
  await expect(questions(page).nth(1)).toContainText(look.why.phone);
  await expect(questions(page).nth(2).locator('mark')).toHaveText(['Số 5 ']);
  await expect(questions(page).nth(2)).toContainText(words.where);
  await readsWell(page);
  const [send, back] = await Promise.all(
    [look.send, look.back].map((name) => page.getByRole('button', { name }).boundingBox()),
  );
  expect([send?.width, send?.height]).toEqual([back?.width, back?.height]);
  expect(asked, 'looking asks nobody').toEqual([]);
  await press(page, look.send);
  expect(await tipIn(await sent)).toMatchObject({ text: TELLING, where: 'Số 5 thôn Sín Chải' });
  await shownReceipt(page);
});

test('wider words are shown before they are taken, kept sentences go away, and the rest can be mended there', async ({
  page,
}) => {
  const sent = page.waitForRequest(TIPS);
  await writeAndSend(page, { text: TELLING, when: 'Lúc 9 giờ 37 tối' });
  await expect(questions(page)).toHaveCount(3);
  await expect(questions(page).nth(0).locator('q')).toHaveText('Nhà trong xóm có xe lạ buổi tối.');
  await press(page, look.useWider);
  await expect(questions(page)).toHaveCount(2);
  await expect(questions(page).nth(0)).toBeFocused();

  // The sentence with the phone number has no wider words: it is changed by hand.
  await expect(questions(page).nth(0).locator('q')).toHaveCount(0);
  await press(page, look.edit);
  const field = page.getByLabel('Trong ô “Bạn thấy gì?”');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(' Chồng em biết, gọi 0912 345 678.');
  await field.fill(' Chồng em biết.');
  await press(page, look.edited);
  await expect(questions(page).nth(0).locator('mark')).toHaveText(['Chồng em']);
  await press(page, look.keep);
  await expect(questions(page)).toHaveCount(1);
  await expect(questions(page).nth(0).locator('q')).toHaveText('Buổi tối');
  await press(page, look.useWider);
  await expect(page.getByRole('status').filter({ hasText: look.none })).toBeVisible();
  await expect(lookScreen(page)).toBeFocused();
  await press(page, look.send);
  expect(await tipIn(await sent)).toMatchObject({
    text: 'Nhà trong xóm có xe lạ buổi tối. Chồng em biết. Nó bán lâu rồi.',
    when: 'Buổi tối',
  });
  await shownReceipt(page);
});

test('what is being changed is sent as it stands', async ({ page }) => {
  const sent = page.waitForRequest(TIPS);
  await writeAndSend(page, { text: 'Chồng em bán.' });
  await press(page, look.edit);
  await page.getByLabel('Trong ô “Bạn thấy gì?”').fill('Có người bán.');
  await press(page, look.send);
  expect(await tipIn(await sent)).toMatchObject({ text: 'Có người bán.' });
});

test('going back loses nothing; the look comes again only after something was written', async ({ page }) => {
  await page.route(TIPS, (route) => route.fulfill({ status: 400, body: '{"e":"bad-frame"}' }));
  await writeAndSend(page, { text: TELLING });
  await press(page, look.back);
  await expect(textField(page)).toHaveValue(TELLING);
  await sendButton(page).click();
  await expect(lookScreen(page)).toBeVisible();
  // The phone's own Back key does the same.
  await page.goBack();
  await expect(lookScreen(page)).toHaveCount(0);
  await page.getByRole('button', { name: words.flow.onePage }).click();
  await expect(textField(page)).toHaveValue(TELLING);
  await sendButton(page).click();
  await press(page, look.send);
  await expect(page.getByRole('heading', { name: words.failed })).toBeVisible({ timeout: 100_000 });
  await press(page, words.back);
  await sendButton(page).click();
  await expect(page.getByRole('heading', { name: words.failed })).toBeVisible({ timeout: 100_000 });
  await press(page, words.back);
  await textField(page).fill(`${TELLING} Thêm.`);
  await sendButton(page).click();
  await expect(lookScreen(page)).toBeVisible();
});

test('where its script does not come, that is said, and whether the tip goes without it is up to the person', async ({
  page,
}) => {
  const asked: string[] = [];
  let isDead = true;
  await page.route(/ExposureCheck/, (route) => {
    asked.push(route.request().url());
    return isDead ? route.abort() : route.continue();
  });
  const unlooked = page.getByRole('heading', { name: words.unlooked });
  await writeTip(page, { text: TELLING, where: 'Gốc đa' });
  const before = asked.length;
  await sendButton(page).click();
  await expect(unlooked).toBeFocused();
  await expect(page.locator('.words')).toHaveText(`${TELLING}\n\nGốc đa`);
  await readsWell(page);
  // It was asked for once more than while they wrote, and not with every letter.
  expect(before).toBeLessThanOrEqual(2);
  expect(asked.length).toBeGreaterThan(before);
  await press(page, words.back);
  await expect(textField(page)).toHaveValue(TELLING);

  isDead = false;
  await sendButton(page).click();
  await expect(lookScreen(page)).toBeFocused();
  await press(page, look.back);

  await page.reload();
  isDead = true;
  const sent = page.waitForRequest(TIPS);
  await writeTip(page, { text: TELLING });
  await sendButton(page).click();
  await expect(unlooked).toBeFocused();
  await press(page, words.send);
  expect(await tipIn(await sent)).toMatchObject({ text: TELLING });
  await shownReceipt(page);
});

test('a script that hangs keeps nobody longer than a few seconds', async ({ page }) => {
  await page.route(/ExposureCheck/, () => undefined);
  await writeTip(page, { text: TELLING });
  await sendButton(page).click();
  await expect(page.getByRole('heading', { name: words.unlooked })).toBeFocused({ timeout: 8_000 });
});

test('all of it can be done with the keyboard', async ({ page }) => {
  await accepted(page);
  await writeAndSend(page, { text: 'Chồng em bán. Xe đến lúc 21:37.' });
  await expect(lookScreen(page)).toBeFocused();
  const tabTo = async (name: string) => {
    const target = page.getByRole('button', { name, exact: true }).first();
    for (let presses = 0; presses < 15; presses++) {
      await page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`no way by Tab to ${name}`);
  };
  await tabTo(look.keep);
  await page.keyboard.press('Enter');
  await tabTo(look.useWider);
  await page.keyboard.press('Space');
  await expect(lookScreen(page)).toBeFocused();
  await tabTo(look.send);
  await page.keyboard.press('Enter');
  await shownReceipt(page);
});
