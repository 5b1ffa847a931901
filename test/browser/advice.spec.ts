import type { Page } from '@playwright/test';
import { expect, test } from './line.ts';

const guide = '/kien-thuc/cau-tu-choi/';
const script = '/in/loa-duong-day-nong/';
const post = '/in/bai-dang-bao-tin/';

/** Lets the page believe that the phone has these voices, and notes what it is asked to say. */
async function giveVoices(page: Page, langs: string[]): Promise<void> {
  await page.addInitScript((voices) => {
    const said: string[] = [];
    const speech = {
      getVoices: () => voices.map((lang) => ({ lang, name: lang, localService: true })),
      speak: ({ text }: { text: string }) => said.push(text),
      cancel: () => said.push('(stop)'),
      addEventListener: () => undefined,
    };
    class Utterance {
      voice: unknown = null;
      lang = '';
      onend: unknown = null;
      readonly text: string;
      constructor(text: string) {
        this.text = text;
      }
    }
    Object.defineProperty(window, 'speechSynthesis', { value: speech });
    Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
    Object.assign(window, { said });
  }, langs);
}
const said = (page: Page) => page.evaluate(() => (window as unknown as { said: string[] }).said);

/** Takes the place of the clipboard, which headless browsers guard. */
async function giveClipboard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text: string) => void copied.push(text) },
    });
    Object.assign(window, { copied });
  });
}
const copied = (page: Page) => page.evaluate(() => (window as unknown as { copied: string[] }).copied);

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('advice is read whole, and no button stands there that does nothing', async ({ page }) => {
    for (const address of [guide, script, post, '/kien-thuc/', '/in/']) {
      await page.goto(address);
      await expect(page.locator('main')).toContainText(/\S{2}/);
      await expect(page.locator('button:visible'), address).toHaveCount(0);
    }
    await page.goto(script);
    await expect(page.locator('.script')).toContainText('Kính thưa bà con');
    await page.goto(post);
    await expect(page.locator('.post img')).toBeVisible();
  });

  test('every audience and every page of advice is reached from the index', async ({ page }) => {
    await page.goto('/kien-thuc/');
    for (const audience of ['gia-dinh', 'hoc-sinh', 'sau-cai', 'truong-thon'])
      await expect(page.locator(`main a[href="/kien-thuc/${audience}/"]`)).toBeVisible();
    expect(await page.locator('.topics a').count()).toBeGreaterThanOrEqual(37);
  });
});

test('reading aloud is offered only where a Vietnamese voice is', async ({ page }) => {
  await giveVoices(page, ['en-US', 'fr-FR']);
  await page.goto(guide);
  await expect(page.locator('#chia-se')).toBeVisible();
  await expect(page.locator('#may-doc')).toBeHidden();
});

test('a press reads the page from its heading, the next one stops', async ({ page }) => {
  await giveVoices(page, ['en-US', 'vi-VN']);
  await page.goto(guide);
  // It says that a machine reads.
  await expect(page.locator('#may-doc')).toHaveText('Nghe máy đọc');
  await page.locator('#may-doc').click();
  await expect(page.locator('#may-doc')).toHaveText('Dừng đọc');
  const texts = await said(page);
  expect(texts).toContain('Những câu từ chối mà không mất bạn');
  expect(texts).toContain('Bị khích');
  expect(texts.join(' ')).not.toContain('Chia sẻ');
  expect(new Set(texts).size, 'nothing twice').toBe(texts.length);
  await page.locator('#may-doc').click();
  await expect(page.locator('#may-doc')).toHaveText('Nghe máy đọc');
  expect((await said(page)).at(-1)).toBe('(stop)');
});

test('sharing hands the address to the phone, or copies it where the phone cannot share', async ({
  page,
}) => {
  await giveClipboard(page);
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'share', { value: undefined, configurable: true });
  });
  await page.goto(`${guide}?tu=zalo#bi-khich`);
  await page.locator('#chia-se').click();
  await expect(page.locator('#chia-se')).toHaveText('Đã chép đường dẫn');
  expect(await copied(page)).toEqual([new URL(guide, page.url()).href]);

  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'share', {
      value: async (what: unknown) => Object.assign(window, { shared: what }),
    });
  });
  await page.goto(guide);
  await page.locator('#chia-se').click();
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { shared: { url: string } }).shared.url))
    .toBe(new URL(guide, page.url()).href);
});

test('a post is copied without its heading and without the notes for the one who posts it', async ({
  page,
}) => {
  await giveClipboard(page);
  await page.goto(post);
  await page.getByRole('button', { name: 'Chép bài đăng' }).click();
  await expect(page.getByRole('button', { name: 'Đã chép' })).toBeVisible();
  const [text = ''] = await copied(page);
  expect(text).toMatch(/^Thấy chuyện ma túy[\s\S]*đọc cho bố mẹ nghe nhé\.$/);
  expect(text).not.toContain('Ảnh đi kèm');
});

test('a script for the loudspeaker says how long it takes, between 60 and 90 seconds', async ({ page }) => {
  await page.goto('/in/');
  const scripts = await page
    .locator('section', { has: page.locator('#loa') })
    .locator('.cards a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  expect(scripts.length).toBeGreaterThanOrEqual(5);
  for (const address of scripts) {
    await page.goto(address);
    const seconds = Number(/(\d+) giây/.exec(await page.locator('main').innerText())?.[1]);
    expect(seconds, address).toBeGreaterThanOrEqual(60);
    expect(seconds, address).toBeLessThanOrEqual(90);
  }
});

test.describe('inside Zalo', () => {
  test.use({
    userAgent:
      'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0 Mobile Safari/537.36 Zalo android/12100748 ZaloTheme/light ZaloLanguage/vi',
  });
  test('pages made for paper say how to get there, and let the notice be closed', async ({ page }) => {
    await giveClipboard(page);
    await page.goto(script);
    const notice = page.locator('#trong-ung-dung');
    await expect(notice).toBeVisible();
    await expect(page.locator('#in-trang')).toBeHidden();
    await notice.getByRole('button', { name: 'Chép đường dẫn' }).click();
    expect(await copied(page)).toEqual([new URL(script, page.url()).href]);
    await notice.getByRole('button', { name: 'Đóng' }).click();
    await expect(notice).toHaveCount(0);
    await page.goto(guide);
    await expect(page.locator('#trong-ung-dung')).toHaveCount(0);
  });
});

test('a browser of its own sees no such notice', async ({ page }) => {
  await page.goto(script);
  await expect(page.locator('#in-trang')).toBeVisible();
  await expect(page.locator('#trong-ung-dung')).toBeHidden();
});

test('a shared page brings its title, its line and a picture of the right size', async ({
  page,
  request,
}) => {
  for (const [address, picture] of [
    ['/', 'trang-dau'],
    [guide, guide.slice(1, -1)],
    [script, script.slice(1, -1)],
    ['/duong-day-nong/', 'duong-day-nong'],
    ['/bao-tin/', 'la-chan'],
  ]) {
    await page.goto(address);
    const content = (name: string) => page.locator(`meta[property="og:${name}"]`).getAttribute('content');
    expect(await content('title'), address).toBe(await page.title());
    expect(await content('description'), address).toBeTruthy();
    const url = await content('image');
    expect(url, address).toBe(new URL(`/chia-se/${picture}.png`, page.url()).href);
    const png = await (await request.get(url ?? '')).body();
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], address).toEqual([1200, 630]);
  }
});
