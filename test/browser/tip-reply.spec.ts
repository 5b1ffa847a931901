/** Asking where a tip stands, by its receipt. */
import { ENDPOINTS, INBOX_ID_SIZE, type StatusAnswer } from '../../worker/contract.ts';
import { expect, test } from './line.ts';
import { askStatus, offeredPhones, words } from './tip-page.ts';

const RECEIPT = '12345678901234567888';

test('a mistyped receipt is told at once, and nobody is asked', async ({ page }) => {
  await page.goto('/bao-tin/tra-loi/');
  await expect(page.getByLabel(words.checkReceipt)).toBeVisible();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  const wrong = {
    'a digit off': '12345678901234567889',
    'two digits swapped': '12345678901234568788',
    '19 digits': '1234567890123456788',
    '21 digits': '123456789012345678880',
    letters: '1234567890123456788x',
    words: 'không nhớ mã',
    nothing: '',
  };
  for (const [name, typed] of Object.entries(wrong)) {
    await page.getByLabel(words.checkReceipt).fill(typed);
    await page.getByRole('button', { name: words.checkButton }).click();
    await expect(page.getByText(words.checkWrong), name).toBeVisible();
    await expect(page.getByLabel(words.checkReceipt), name).toHaveValue(typed);
    await page.getByLabel(words.checkReceipt).fill('');
  }
  expect(requests).toEqual([]);
});

test('each answer is said in words, whichever of the two inboxes gives it', async ({ page }) => {
  test.setTimeout(240_000);
  let from = '';
  let known: StatusAnswer = { status: 'unknown', day: null };
  await page.route(`**${ENDPOINTS.status}`, async (route) => {
    const inbox = route
      .request()
      .postDataBuffer()
      ?.subarray(0, INBOX_ID_SIZE)
      .toString()
      .replaceAll('\0', '');
    await route.fulfill({ json: inbox === from ? known : { status: 'unknown', day: null } });
  });
  const cases: [string, StatusAnswer['status'], RegExp][] = [
    ['lung-phinh', 'held', /nhận tin ngày 05\/11\/2026\. Tin đang chờ/],
    ['lao-cai', 'mailed', /Tin đã đến hộp thư công an ngày 05\/11\/2026/],
    ['lung-phinh', 'opened', /Công an đã mở tin\. Ghi nhận ngày 05\/11\/2026/],
    ['lao-cai', 'escalated', /Ngày 05\/11\/2026, tin đã được chuyển thêm cho cấp trên/],
    ['', 'unknown', /Không thấy tin nào với mã này/],
  ];
  for (const [inbox, status, said] of cases) {
    from = inbox;
    known = { status, day: '2026-11-05' };
    expect(await askStatus(page, RECEIPT)).toMatch(said);
    await expect(offeredPhones(page)).toHaveCount(2);
    await expect(page.getByLabel(words.checkReceipt)).toHaveValue('');
  }
});

test('a line that breaks: it says so, gives the numbers, and the receipt need not be typed again', async ({
  page,
}) => {
  await page.route(`**${ENDPOINTS.status}`, (route) => route.abort(), { times: 2 });
  expect(await askStatus(page, RECEIPT)).toBe(words.checkFailed);
  await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
  await expect(page.getByLabel(words.checkReceipt)).toHaveValue(RECEIPT);
  await page.getByRole('button', { name: words.checkButton }).click();
  await expect(page.getByText(words.status.unknown)).toBeVisible({ timeout: 60_000 });
});

test('the whole question can be asked with the keyboard, and the answer is read out', async ({ page }) => {
  await page.goto('/bao-tin/tra-loi/');
  await page.getByLabel(words.checkReceipt).focus();
  await page.keyboard.type('1234 5678 9012 3456 7888');
  await page.keyboard.press('Enter');
  const answer = page.locator('form').getByRole('status');
  await expect(answer).toContainText(words.status.unknown, { timeout: 60_000 });
});
