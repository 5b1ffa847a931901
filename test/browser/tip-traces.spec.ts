/** What someone finds who takes the phone afterwards: as little as a page can leave. */
import type { Page } from '@playwright/test';
import { AWAY_MS } from '../../site/limits.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';
import { openForm, receiptBox, sendTip, TIPS, textField, words, writeTip } from './tip-page.ts';

const SECRET = 'Chỉ mình bạn biết';
const WEATHER = 'https://nchmf.gov.vn/';
const QUIET = [
  '/bao-tin/',
  '/bao-tin/thu/',
  '/bao-tin/tra-loi/',
  '/an-toan/',
  '/en/bao-tin/',
  '/en/an-toan/',
];

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
    await (address === '/bao-tin/' ? openForm(page) : page.goto(address));
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

test('the way back after the exit shows nothing of the questions, however many were answered', async ({
  page,
}) => {
  await standInForWeather(page);
  await page.goto('/duong-day-nong/');
  await page.goto('/bao-tin/');
  await page.getByRole('button', { name: words.start }).click();
  await page.getByRole('button', { name: words.flow.safe }).click();
  await page.getByRole('button', { name: words.flow.next }).click();
  await page.getByRole('link', { name: 'Thoát' }).click();
  await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  for (let steps = 0; steps < 4; steps++) {
    await page.goBack({ waitUntil: 'commit' });
    await expect(page).toHaveURL(/\/(duong-day-nong\/)?$/);
    await expect(page.locator('h1')).not.toHaveText('Gửi tin cho công an');
    if (page.url().includes('duong-day-nong')) return;
  }
  throw new Error('never got back to where it began');
});

for (const address of QUIET) {
  test(`${address}: the exit comes first and stays in sight and in reach wherever one scrolls`, async ({
    page,
  }) => {
    await standInForWeather(page);
    // Upright, on its side, and so low that the bars give way to the text.
    for (const viewport of [
      { width: 360, height: 800 },
      { width: 800, height: 360 },
      { width: 320, height: 256 },
    ]) {
      await page.setViewportSize(viewport);
      await page.goto(address);
      await page.keyboard.press('Tab');
      const exit = page.locator('#thoat');
      await expect(exit).toBeFocused();
      await expect(exit).toHaveAccessibleDescription(/Esc/);
      for (const part of [0, 0.5, 1]) {
        await page.evaluate((at) => scrollTo(0, at * document.documentElement.scrollHeight), part);
        const reach = await exit.evaluate((link) => {
          const { left, top, width, height } = link.getBoundingClientRect();
          return {
            onTop: link.contains(document.elementFromPoint(left + width / 2, top + height / 2)),
            big: height >= 48 && width >= 48,
          };
        });
        expect(reach, `${viewport.height} px, at ${part}`).toEqual({ onTop: true, big: true });
      }
    }
    await page.locator('#thoat').click();
    await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  });
}

test('Escape three times leaves at once, from inside a field, and says so', async ({ page }) => {
  const asked = await standInForWeather(page);
  await page.goto('/duong-day-nong/');
  await writeTip(page, { text: SECRET });
  await textField(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status').filter({ hasText: 'Bấm Esc lần nữa để thoát.' })).toHaveCount(1);
  await expect(textField(page)).toHaveValue(SECRET);
  // Looking has taken its time, perhaps more than the two seconds.
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  expect(asked.map(({ referer }) => referer)).toEqual([undefined]);
  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL(/\/(duong-day-nong\/)?$/);
});

test('three Escapes that take their time, or one that is held down, leave nothing', async ({ page }) => {
  await page.clock.install();
  await standInForWeather(page);
  await writeTip(page, { text: SECRET });
  // Two seconds are over before the third.
  await page.keyboard.press('Escape');
  await page.clock.runFor(1_100);
  await page.keyboard.press('Escape');
  await page.clock.runFor(1_100);
  await page.keyboard.press('Escape');
  await page.clock.runFor(2_100);
  for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down('Escape');
  await page.keyboard.up('Escape');
  await expect(textField(page)).toHaveValue(SECRET);
  await expect(page).toHaveURL('/bao-tin/');
});

test.describe('out of sight', () => {
  /** As the browser does it when another app comes to the front: the headless one never hides a page by itself. */
  const turn = (page: Page, visibilityState: 'hidden' | 'visible') =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibilityState);
  const back = (page: Page) => page.locator('#hien-lai');

  test('the page is blank at once; after less than a minute it comes back by itself', async ({ page }) => {
    await page.clock.install();
    await writeTip(page, { text: SECRET });
    await turn(page, 'hidden');
    await expect(textField(page)).toBeHidden();
    await expect(page.getByRole('heading')).toHaveCount(0);
    // Not to the last second: the clock of the page runs on by itself.
    await page.clock.fastForward(AWAY_MS - 15_000);
    await turn(page, 'visible');
    await expect(textField(page)).toBeVisible();
    await expect(textField(page)).toHaveValue(SECRET);
    await expect(back(page)).toBeHidden();
  });

  test('after a minute it stays blank, titled as ever, until one tap brings everything back', async ({
    page,
  }) => {
    await page.clock.install();
    await writeTip(page, { text: SECRET, where: 'Bên suối' });
    await textField(page).focus();
    await page.evaluate(() => scrollTo(0, 300));
    const scrolled = await page.evaluate(() => scrollY);
    await turn(page, 'hidden');
    // No timer has to run: phones hold them back, and stop them altogether.
    await page.clock.pauseAt(Date.now() + 3_600_000);
    // What the very first frame would show.
    const shown = await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      return document.body.innerText;
    });
    expect(shown.trim().split(/\s*\n\s*/)).toEqual(['Thoát', 'Quay lại']);
    await expect(page).toHaveTitle('Lá Chắn');
    await expect(back(page)).toBeFocused();
    await expect(page.locator('#thoat')).toBeVisible();
    // Going away once more for a moment does not uncover it.
    await turn(page, 'hidden');
    await turn(page, 'visible');
    await expect(textField(page)).toBeHidden();
    await back(page).click();
    await expect(textField(page)).toHaveValue(SECRET);
    await expect(textField(page)).toBeFocused();
    await expect(page.getByLabel(words.where)).toHaveValue('Bên suối');
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    await expect(back(page)).toBeHidden();
  });

  test('the exit works from the blank page, by touch and by keys', async ({ page }) => {
    await standInForWeather(page);
    await page.clock.install();
    for (const leave of [
      () => page.locator('#thoat').click(),
      async () => {
        for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
      },
    ]) {
      await writeTip(page, { text: SECRET });
      await turn(page, 'hidden');
      await page.clock.fastForward(AWAY_MS);
      await turn(page, 'visible');
      await expect(back(page)).toBeVisible();
      await leave();
      await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
    }
  });

  for (const address of QUIET) {
    test(`${address} blanks, too`, async ({ page }) => {
      await page.clock.install();
      await page.goto(address);
      await turn(page, 'hidden');
      await page.clock.fastForward(AWAY_MS);
      await turn(page, 'visible');
      await expect(page.locator('h1')).toBeHidden();
      await readsWell(page);
      await back(page).click();
      await expect(page.locator('h1')).toBeVisible();
    });
  }
});

test.describe('the words before the form', () => {
  const start = (page: Page) => page.getByRole('button', { name: words.start });
  const points = (page: Page) => page.locator('#mo-dau li');

  test('say what the page cannot hide, and the start is not far below', async ({ page }) => {
    await page.goto('/bao-tin/');
    await expect(points(page)).toContainText([
      'Máy này nhớ bạn đã mở trang này.',
      'Trong Zalo, Facebook, ứng dụng ấy có thể thấy chữ bạn gõ.',
      'Điều bạn kể có thể cho biết bạn là ai.',
      'Máy này không lưu tin của bạn.',
    ]);
    const { y = Number.NaN, height = Number.NaN } = (await start(page).boundingBox()) ?? {};
    expect(y + height).toBeLessThan(1.3 * 800);
    await start(page).click();
    await expect(points(page).first()).toBeHidden();
    await expect(page.getByRole('link', { name: 'Tôi đã có mã nhận' })).toBeHidden();
  });

  test.describe('without JavaScript', () => {
    test.use({ javaScriptEnabled: false });
    test('are there all the same, with how to open a private tab', async ({ page }) => {
      await page.goto('/bao-tin/');
      await expect(points(page)).toHaveCount(4);
      await page.getByText('Mở thẻ ẩn danh thế nào?').click();
      for (const browser of ['Chrome', 'Safari', 'Cốc Cốc', 'Samsung']) {
        await expect(page.getByText(`${browser}: `)).toBeVisible();
      }
      await page.getByText('Mở bằng trình duyệt thế nào?').click();
      await expect(page.getByText('Bấm ba chấm ở góc')).toBeVisible();
      // It could copy nothing.
      await expect(page.locator('#chep-dia-chi')).toBeHidden();
    });
  });

  for (const [app, userAgent] of Object.entries({
    Zalo: 'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0 Mobile Safari/537.36 Zalo android/23',
    Facebook:
      'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 Chrome/99.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/400.0]',
  })) {
    test.describe(`inside ${app}`, () => {
      test.use({ userAgent, permissions: ['clipboard-read', 'clipboard-write'] });
      test('that comes first, opened, with the address of the front page to copy', async ({ page, line }) => {
        await page.goto('/bao-tin/');
        await expect(points(page).first()).toContainText('ứng dụng ấy có thể thấy chữ bạn gõ');
        const copy = page.getByRole('button', { name: 'Chép địa chỉ trang đầu' });
        await copy.click();
        await expect(page.getByRole('button', { name: 'Đã chép' })).toBeVisible();
        // Not of this page: clipboards keep what they were given.
        expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${line.url}/`);
        await readsWell(page);
      });
    });
  }
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
  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL(/\/(duong-day-nong\/)?$/);
  await expect(page.locator('h1')).not.toHaveText('Gửi tin cho công an');
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

test('coming back from another page finds the front page, and loading again an empty form', async ({
  page,
}) => {
  await writeTip(page, { text: SECRET, category: 'sale' });
  await page.goto('/an-toan/');
  await page.goBack({ waitUntil: 'commit' });
  await expect(page).toHaveURL('/');
  await expect(page.locator('h1')).not.toHaveText('Gửi tin cho công an');
  await writeTip(page, { text: SECRET, category: 'sale' });
  await page.reload();
  await page.getByRole('button', { name: words.start }).click();
  await page.getByRole('button', { name: words.flow.onePage }).click();
  await expect(textField(page)).toHaveValue('');
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
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
    // The small Chromium that npm brings cannot keep pages and loads anew; a whole one does.
    await expect(page).toHaveURL('/');
    for (const line of back()) expect(line).toMatch(/ $/);
    expect(await page.content()).not.toContain(SECRET);
  };
  await writeTip(page, { text: SECRET });
  await leaveAndComeBack('/bao-tin/');
  await page.goto('/bao-tin/tra-loi/');
  await page.getByLabel(words.checkReceipt).fill(SECRET);
  await leaveAndComeBack('/bao-tin/tra-loi/');
  await browser.close();
});
