/** All questions on one page: what it asks, what it says when something is missing, and that everybody can use it. */
import { LIMITS } from '../../site/envelope/tip.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { standsClear } from './in-sight.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';
import {
  askStatus,
  openForm,
  receiptBox,
  sendButton,
  sendTip,
  textField,
  tipIn,
  TIPS,
  words,
  writeTip,
} from './tip-page.ts';

const PLACES = { name: 'Công an xã Lùng Phình' };

test.describe('something is missing', () => {
  let sent: string[] = [];
  test.beforeEach(({ page }) => {
    sent = [];
    page.on('request', (request) => sent.push(new URL(request.url()).pathname));
  });
  test.afterEach(() => {
    expect(sent).not.toContain(ENDPOINTS.tips);
  });

  for (const [name, text] of Object.entries({
    nothing: '',
    'only spaces': ' \u00A0\u3000\n \t ',
    'only control characters': '\u0007\u001B\u0000',
  })) {
    test(`${name} as text: it says so there, and the rest stays`, async ({ page }) => {
      await writeTip(page, { text, where: 'Bên suối', when: 'Sáng nay', category: 'use', to: 'province' });
      await sendButton(page).click();
      await expect(page.getByText(words.textMissing)).toBeVisible();
      await expect(textField(page)).toBeFocused();
      await expect(textField(page)).toHaveAttribute('aria-invalid', 'true');
      await expect(textField(page)).toHaveAccessibleDescription(new RegExp(words.textMissing));
      await standsClear(page.getByText(words.text));
      await expect(page.getByText(words.toMissing)).toHaveCount(0);
      await expect(page.getByLabel(words.where)).toHaveValue('Bên suối');
      await expect(page.getByLabel(words.when)).toHaveValue('Sáng nay');
      await expect(page.getByRole('radio', { name: words.categories.use })).toBeChecked();
      await expect(page.getByRole('radio', { name: words.toProvince })).toBeChecked();
      await textField(page).fill('Nay đã có chữ');
      await expect(page.getByText(words.textMissing)).toHaveCount(0);
    });
  }

  test('no inbox: it says so there, and the text stays', async ({ page }) => {
    await openForm(page);
    await textField(page).fill('Chưa chọn nơi nhận');
    await sendButton(page).click();
    const choice = page.getByRole('group', { name: words.to });
    await expect(page.getByText(words.toMissing)).toBeVisible();
    await expect(choice).toBeFocused();
    await expect(choice).toHaveAccessibleDescription(words.toMissing);
    await standsClear(page.getByText(words.to));
    await standsClear(page.getByText(words.toMissing));
    await expect(textField(page)).toHaveValue('Chưa chọn nơi nhận');
    await page.getByRole('radio', PLACES).check();
    await expect(page.getByText(words.toMissing)).toHaveCount(0);
  });

  test('both: the first comes first', async ({ page }) => {
    await openForm(page);
    await sendButton(page).click();
    await expect(page.getByText(words.toMissing)).toBeVisible();
    await expect(page.getByText(words.textMissing)).toBeVisible();
    await expect(page.getByRole('group', { name: words.to })).toBeFocused();
  });
});

test('says who can open the tip before it is sent', async ({ page }) => {
  await openForm(page);
  await expect(page.getByText(words.readers)).toHaveCount(0);
  await page.getByRole('radio', PLACES).check();
  const readers = page.locator('.readers');
  await expect(readers).toContainText('Chỉ Công an xã Lùng Phình và Công an tỉnh Lào Cai mở được.');
  await expect(readers).toContainText(/Sáu số của hộp thư này là \d{3} \d{3}\./);
  await page.getByRole('radio', { name: words.toProvince }).check();
  await expect(readers).toContainText(
    'Chỉ Công an tỉnh Lào Cai và bộ phận giám sát của Công an tỉnh Lào Cai mở được.',
  );
});

test('10,000 characters end at the 4,000th, and the person sees it coming', async ({ page }) => {
  await openForm(page);
  await page.getByRole('radio', PLACES).check();
  await textField(page).focus();
  await page.keyboard.insertText('ố'.repeat(3_001));
  await expect(page.getByText('Còn 999 chữ.')).toBeVisible();
  await page.keyboard.insertText('ế'.repeat(6_999));
  await expect(page.getByText('Còn 0 chữ.')).toBeVisible();
  const written = 'ố'.repeat(3_001) + 'ế'.repeat(999);
  expect(await textField(page).inputValue()).toBe(written);
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  expect((await tipIn(await sent)).text).toBe(written);
});

test('text put in past the limit, halved characters and loose accents arrive mended', async ({ page }) => {
  await openForm(page);
  await page.getByRole('radio', PLACES).check();
  // As a broken keyboard or another program puts them in; no key types these.
  await textField(page).evaluate((field: HTMLTextAreaElement, limit) => {
    field.value = `\uD83D lẻ \uDE00 a\u0323\u0302 ${'x'.repeat(limit)}`;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, LIMITS.text);
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  const { text } = await tipIn(await sent);
  expect(text).toHaveLength(LIMITS.text);
  expect(text.startsWith('\uFFFD lẻ \uFFFD ậ xxx')).toBe(true);
});

test('a call in the middle of writing loses nothing', async ({ page }) => {
  await writeTip(page, { text: 'Đang viết thì gọi' });
  await page.getByRole('complementary').getByRole('link').first().click();
  await expect(textField(page)).toHaveValue('Đang viết thì gọi');
});

test.describe('reads well for everybody', () => {
  test('empty, with mistakes, and filled in', async ({ page }) => {
    await openForm(page);
    await readsWell(page);
    await sendButton(page).click();
    await expect(page.getByText(words.toMissing)).toBeVisible();
    await readsWell(page);
    await writeTip(page, {
      text: `Chữ dài không dấu cách ${'a'.repeat(3_200)}`,
      where: 'x'.repeat(300),
      category: 'disguised',
    });
    await readsWell(page);
  });

  test('sending, waiting, long and full, failed, and the receipt', async ({ page }) => {
    test.setTimeout(240_000);
    await page.clock.install();
    interface Answer {
      status: number;
      headers?: Record<string, string>;
      body: string;
    }
    const slow = (seconds: number): Answer => ({
      status: 429,
      headers: { 'Retry-After': `${seconds}` },
      body: '{"e":"slow"}',
    });
    let letGo: (answered: Answer) => void = () => {};
    let answer: Promise<Answer> = new Promise((resolve) => (letGo = resolve));
    await page.route(TIPS, async (route) =>
      route.fulfill({ contentType: 'application/json', ...(await answer) }),
    );

    await writeTip(page, { text: 'Xem từng màn hình' });
    const asked = page.waitForRequest(TIPS);
    await sendButton(page).click();
    await asked;
    await expect(page.getByRole('heading', { name: words.sending })).toBeVisible();
    await readsWell(page);
    answer = Promise.resolve(slow(601));
    letGo(slow(601));
    await expect(page.getByRole('heading', { name: words.waiting })).toBeVisible();
    await readsWell(page);
    await page.clock.runFor(601_000);
    await expect(page.getByText(words.waitingLong)).toBeVisible();
    await readsWell(page);
    answer = Promise.resolve(slow(3_600));
    await page.clock.runFor(601_000);
    await expect(page.getByText(words.full)).toBeVisible();
    await readsWell(page);
    answer = Promise.resolve({ status: 400, body: '{"e":"bad-frame"}' });
    await page.clock.runFor(3_600_000);
    await expect(page.getByRole('heading', { name: words.failed })).toBeVisible();
    await readsWell(page);
    await page.getByRole('button', { name: words.back }).click();
    answer = Promise.resolve({ status: 202, body: '{}' });
    await sendTip(page);
    await expect(receiptBox(page)).toBeVisible();
    await readsWell(page);
  });

  test('the reply page: asked, wrong, unknown, and without a line', async ({ page }) => {
    await page.goto('/bao-tin/tra-loi/');
    await readsWell(page);
    expect(await askStatus(page, '123')).toBe(words.checkWrong);
    await readsWell(page);
    expect(await askStatus(page, '12345678901234567888')).toBe(words.status.unknown);
    await readsWell(page);
    await page.route('**/api/status', (route) => route.abort());
    expect(await askStatus(page, '12345678901234567888')).toBe(words.checkFailed);
    await readsWell(page);
  });
});
