/** A line that breaks, is slow, or says no: nothing is lost, and the phone number is never far. */
import type { Page, Request, Route } from '@playwright/test';
import { ENDPOINTS, FULL_RETRY_AFTER, type ErrorCode } from '../../worker/contract/endpoints.ts';
import { expect, test } from './line.ts';
import {
  ageOf,
  heading,
  offeredPhones,
  sendButton,
  sendTip,
  shownReceipt,
  textField,
  tipIn,
  TIPS,
  words,
  writeTip,
} from './tip-page.ts';

/** What stands in for the line at one attempt; the real line answers once these are used up. */
type Obstacle = (route: Route) => Promise<void>;

const cut: Obstacle = (route) => route.abort('internetdisconnected');
const refuse =
  (status: number, e: ErrorCode, headers: Record<string, string> = {}): Obstacle =>
  (route) =>
    route.fulfill({ status, headers, contentType: 'application/json', body: JSON.stringify({ e }) });
const strangePage: Obstacle = (route) =>
  route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Mua thêm dữ liệu</h1>' });

/** Puts obstacles before the line and returns the tip requests made so far. */
async function obstruct(page: Page, obstacles: Obstacle[]): Promise<Request[]> {
  const requests: Request[] = [];
  await page.route(TIPS, (route) => {
    requests.push(route.request());
    return (obstacles.shift() ?? ((onward: Route) => onward.continue()))(route);
  });
  return requests;
}

const sidOf = (request: Request) => request.postDataBuffer()?.subarray(16, 32).toString('hex');
const proofOf = (request: Request) => request.postDataBuffer()?.subarray(64, 1024).toString('hex');
const sealedOf = (request: Request) => ageOf(request).toString('hex');

/** Stops the page's own clock, so that a countdown stands still until the test lets time go on. */
async function stopClock(page: Page): Promise<void> {
  const now = Date.now();
  await page.clock.install({ time: now });
  await page.clock.pauseAt(now + 1_000);
}

/** The honest waiting state: that it waits, for how long, and whom to call meanwhile. */
async function waitsAndSaysSo(page: Page, seconds: number): Promise<void> {
  await expect(heading(page, words.waiting)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(words.waitingSeconds.replace('{seconds}', String(seconds)))).toBeVisible();
  await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
  await expect(page.getByRole('heading', { name: words.sent })).toHaveCount(0);
}

const passing = {
  'a cut line': cut,
  'a line without storage': refuse(503, 'store'),
  'a line that asks to slow down': refuse(429, 'slow', { 'Retry-After': '2' }),
  'a proof that is not taken': refuse(422, 'pow'),
  'a page of the network in between': strangePage,
};
for (const [name, obstacle] of Object.entries(passing)) {
  test(`${name}: the same sealed bytes go again until they arrive`, async ({ page }) => {
    await stopClock(page);
    const requests = await obstruct(page, [obstacle, obstacle]);
    await writeTip(page, { text: `Gửi lại: ${name}` });
    await sendButton(page).click();
    await waitsAndSaysSo(page, 2);
    await page.clock.runFor(2_000);
    await waitsAndSaysSo(page, obstacle === passing['a line that asks to slow down'] ? 2 : 4);
    await page.clock.runFor(4_000);
    await shownReceipt(page);
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(sealedOf)).size).toBe(1);
    expect(new Set(requests.map(sidOf)).size).toBe(1);
    // A proof that the line did not take is no use again; all others are, or a busy line would cost a phone its minute.
    expect(new Set(requests.map(proofOf)).size).toBe(name === 'a proof that is not taken' ? 3 : 1);
  });
}

test('a full inbox: the phone number at once, and the tip still goes when there is room', async ({
  page,
}) => {
  await stopClock(page);
  await obstruct(page, [refuse(429, 'slow', { 'Retry-After': String(FULL_RETRY_AFTER) })]);
  await writeTip(page, { text: 'Hộp thư đầy' });
  await sendButton(page).click();
  await expect(page.getByText(words.full)).toBeVisible({ timeout: 30_000 });
  await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
  await page.clock.runFor(FULL_RETRY_AFTER * 1_000);
  await shownReceipt(page);
});

for (const [name, script] of Object.entries({ 'the key script': '**/khoa/*', 'a worker': /tip-worker/ }))
  test(`a line that falls silent in the middle of ${name}: it waits and says so, and goes on when there is a line`, async ({
    page,
  }) => {
    await stopClock(page);
    let isSilent = true;
    await page.route(script, async (route) => (isSilent ? undefined : route.continue()));
    const asked = page.waitForRequest(script);
    await writeTip(page, { text: 'Đường truyền im lặng' });
    await sendButton(page).click();
    await asked;
    await page.clock.runFor(28_000);
    await expect(async () => {
      // Shorter than the first wait, which a longer step would pass over.
      await page.clock.runFor(1_000);
      await expect(heading(page, words.waiting)).toBeVisible({ timeout: 300 });
    }).toPass();
    await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
    isSilent = false;
    await expect(async () => {
      await page.clock.runFor(30_000);
      await expect(heading(page, words.sent)).toBeVisible({ timeout: 1_000 });
    }).toPass();
  });

test('ten minutes without a line: it says that it is long, and keeps trying', async ({ page }) => {
  await stopClock(page);
  let broken = true;
  await page.route(TIPS, (route) => (broken ? cut(route) : route.continue()));
  await writeTip(page, { text: 'Mất sóng lâu' });
  await sendButton(page).click();
  await expect(heading(page, words.waiting)).toBeVisible({ timeout: 30_000 });
  const long = page.getByText(words.waitingLong);
  await expect(long).toHaveCount(0);
  // Attempts are real and need a moment each, so time goes on minute by minute.
  await expect(async () => {
    await page.clock.runFor(60_000);
    await expect(long).toBeVisible({ timeout: 300 });
  }).toPass();
  await expect(offeredPhones(page)).toHaveCount(2);
  broken = false;
  await expect(async () => {
    await page.clock.runFor(60_000);
    await expect(page.getByRole('heading', { name: words.sent })).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test('a revoked key: the key script is asked for again past every cache, and the tip is sealed again', async ({
  page,
}) => {
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/khoa/')) scripts.push(new URL(request.url()).search);
  });
  const requests = await obstruct(page, [refuse(410, 'key-revoked')]);
  await writeTip(page, { text: 'Khóa đã đổi' });
  await sendTip(page);
  expect(scripts).toEqual(['', expect.stringMatching(/^\?[0-9a-f]+$/)]);
  expect(new Set(requests.map(sealedOf)).size).toBe(2);
  expect(new Set(requests.map(sidOf)).size).toBe(1);
  expect(await tipIn(requests[1])).toMatchObject({ text: 'Khóa đã đổi' });
});

test('a receipt that another tip has: a new one, and the tip is sealed again', async ({ page }) => {
  const requests = await obstruct(page, [refuse(409, 'id-conflict')]);
  await writeTip(page, { text: 'Trùng mã' });
  await sendTip(page);
  expect(new Set(requests.map(sidOf)).size).toBe(2);
  const [first, second] = await Promise.all(requests.map((request) => tipIn(request)));
  expect(second).toMatchObject({ text: 'Trùng mã' });
  expect(second?.reply?.pk).not.toBe(first?.reply?.pk);
});

test('a line that refuses for good: the phone number, and everything that was written stays', async ({
  page,
}) => {
  const requests = await obstruct(page, [refuse(400, 'bad-frame')]);
  const written = {
    text: 'Điều đã viết\nhai dòng',
    where: 'Gốc đa',
    when: 'Hôm qua',
    category: 'growing',
    to: 'province',
  } as const;
  await writeTip(page, written);
  await sendButton(page).click();
  await expect(heading(page, words.failed)).toBeVisible({ timeout: 30_000 });
  await expect(heading(page, words.failed)).toBeFocused();
  await expect(page.getByText(words.failedText)).toBeVisible();
  await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);

  await page.getByRole('button', { name: words.back }).click();
  await expect(textField(page)).toHaveValue(written.text);
  await expect(page.getByLabel(words.where)).toHaveValue(written.where);
  await expect(page.getByLabel(words.when)).toHaveValue(written.when);
  await expect(page.getByRole('radio', { name: words.categories.growing })).toBeChecked();
  await expect(page.getByRole('radio', { name: words.toProvince })).toBeChecked();

  await textField(page).fill('Viết lại');
  await sendTip(page);
  expect(await tipIn(requests[1], 'lao-cai')).toMatchObject({
    text: 'Viết lại',
    where: 'Gốc đa',
    category: 'growing',
  });
  expect(sidOf(requests[1])).not.toBe(sidOf(requests[0]));
});

test('someone who goes back while it waits sends nothing behind their back', async ({ page }) => {
  await stopClock(page);
  const requests = await obstruct(page, [cut, cut, cut]);
  await writeTip(page, { text: 'Nghĩ lại' });
  await sendButton(page).click();
  await waitsAndSaysSo(page, 2);
  await page.getByRole('button', { name: words.back }).click();
  await expect(textField(page)).toHaveValue('Nghĩ lại');
  await page.clock.runFor(120_000);
  await expect(textField(page)).toHaveValue('Nghĩ lại');
  expect(requests).toHaveLength(1);
});

test('someone who goes back by the phone’s own key while it is sealed sends nothing, either', async ({
  page,
}) => {
  await stopClock(page);
  const requests = await obstruct(page, []);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(`**${ENDPOINTS.challenge}`, async (route) => {
    await held;
    await route.continue();
  });
  await writeTip(page, { text: 'Nghĩ lại' });
  await sendButton(page).click();
  await expect(heading(page, words.preparing)).toBeVisible();
  await page.goBack();
  await expect(heading(page, words.preparing)).toHaveCount(0);
  const solved = page.waitForEvent('worker', (worker) => worker.url().includes('proof-worker'));
  letGo();
  await (await solved).waitForEvent('close');
  // Whatever it might still wait for has come.
  await page.clock.runFor(60_000);
  expect(requests).toEqual([]);
  await expect(page.getByRole('heading', { name: words.sent })).toHaveCount(0);
});

test('scripts that do not come at first are asked for again', async ({ page }) => {
  await stopClock(page);
  const failures = new Map<string, number>();
  await page.route(/-worker-|\/khoa\//, (route) => {
    const name = /(\w+)-worker|khoa/.exec(route.request().url())?.[0] ?? '';
    failures.set(name, (failures.get(name) ?? 0) + 1);
    return failures.get(name) === 1 || failures.get(name) === 2 ? route.abort() : route.continue();
  });
  await writeTip(page, { text: 'Sóng chập chờn' });
  await sendButton(page).click();
  await expect(async () => {
    await page.clock.runFor(5_000);
    await expect(page.getByRole('heading', { name: words.sent })).toBeVisible({ timeout: 500 });
  }).toPass();
  expect([...failures.keys()].toSorted()).toEqual(['khoa', 'proof-worker', 'tip-worker']);
});
