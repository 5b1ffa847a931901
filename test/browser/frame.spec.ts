/** The photo in a frame: placed by hand or by keys, a new picture, and nothing of it leaves. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { photoWithPlace, png, SENTINEL, strangers } from '../fixtures/photos/make.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';

const zalo =
  'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0 Mobile Safari/537.36 Zalo android/12100748 ZaloTheme/light ZaloLanguage/vi';
const studio = (page: Page) => page.locator('#ghep');
const sheet = (page: Page) => page.getByRole('img', { name: 'Ảnh của bạn trong khung' });
const choose = (page: Page, buffer: Buffer) =>
  studio(page)
    .locator('input[type=file]')
    .setInputFiles({ name: `${SENTINEL}.jpg`, mimeType: 'image/jpeg', buffer });

async function download(page: Page): Promise<Buffer> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tải ảnh về máy' }).click();
  return readFileSync(await (await waiting).path());
}

/** Names of the chunks of a PNG, in order. */
function chunksOf(file: Buffer): string[] {
  const names: string[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12)
    names.push(file.toString('latin1', at + 4, at + 8));
  return names;
}

/** Red, green and blue at some points of a picture. */
function coloursOf(page: Page, file: Buffer, points: [number, number][]): Promise<number[][]> {
  return page.evaluate(
    async ([base64, at]) => {
      const image = new Image();
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      image.src = URL.createObjectURL(new Blob([bytes]));
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {
        width: image.width,
        height: image.height,
      });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      pen.drawImage(image, 0, 0);
      return at.map(([x, y]) => Array.from(pen.getImageData(x, y, 1, 1).data));
    },
    [file.toString('base64'), points] as const,
  );
}
const strong = ([red = 0, green = 0, blue = 0]: number[] = []) =>
  [red, green, blue].map((value) => (value > 128 ? 1 : 0)).join('');

test('a photo becomes an avatar and a cover of exact size, with nothing in it but what one sees', async ({
  page,
}) => {
  const told: string[] = [];
  page.on('request', (request) =>
    told.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
  );
  await page.goto('/khung-anh/');
  // Upright, its quarters are blue, red, white and green.
  await choose(page, photoWithPlace(6));
  await expect(sheet(page)).toBeVisible();
  const avatar = await download(page);
  expect([avatar.readUInt32BE(16), avatar.readUInt32BE(20)]).toEqual([1080, 1080]);
  expect(new Set(chunksOf(avatar)).size).toBeLessThanOrEqual(4);
  expect(chunksOf(avatar).filter((name) => /^(tEXt|iTXt|zTXt|eXIf|tIME)$/.test(name))).toEqual([]);
  expect(avatar.includes(SENTINEL)).toBe(false);
  const corners: [number, number][] = [
    [400, 300],
    [680, 300],
    [400, 640],
    [680, 640],
  ];
  expect((await coloursOf(page, avatar, corners)).map(strong)).toEqual(['001', '100', '111', '010']);
  // The ring, the gold line around the hole, and the corner that no photo reaches.
  const [ring, line, corner] = await coloursOf(page, avatar, [
    [40, 540],
    [540, 872],
    [4, 4],
  ]);
  expect(ring).toEqual([173, 16, 27, 255]);
  expect(strong(line)).toBe('110');
  expect(corner).toEqual([173, 16, 27, 255]);

  // Enlarged and pushed down and right by keys, the upper left quarter takes all of the hole.
  await sheet(page).focus();
  for (let count = 0; count < 8; count++) await page.keyboard.press('+');
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
  }
  expect((await coloursOf(page, await download(page), corners)).map(strong)).toEqual([
    '001',
    '001',
    '001',
    '001',
  ]);

  await page.getByRole('radio', { name: /Ảnh bìa Facebook/ }).check();
  await expect.poll(() => sheet(page).evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(1640);
  // Dragged up, the lower half comes to be seen.
  await sheet(page).scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await sheet(page).boundingBox()) ?? {};
  await page.mouse.move(x + width * 0.2, y + height * 0.9);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.2, y - height, { steps: 4 });
  await page.mouse.up();
  const cover = await download(page);
  expect([cover.readUInt32BE(16), cover.readUInt32BE(20)]).toEqual([1640, 624]);
  expect(
    (
      await coloursOf(page, cover, [
        [200, 600],
        [600, 600],
      ])
    ).map(strong),
  ).toEqual(['111', '010']);

  expect(told.filter((entry) => !entry.startsWith('GET '))).toEqual([]);
  expect(told.filter((entry) => entry.includes(SENTINEL))).toEqual([]);
  expect(
    await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length),
  ).toBe(0);
});

test('two fingers move and enlarge', async ({ page }) => {
  await page.goto('/khung-anh/');
  await choose(page, photoWithPlace(1));
  await expect(sheet(page)).toBeVisible();
  const before = await download(page);
  await sheet(page).evaluate((canvas: HTMLCanvasElement) => {
    const { left, top, width } = canvas.getBoundingClientRect();
    const finger = (type: string, pointerId: number, x: number) =>
      canvas.dispatchEvent(
        new PointerEvent(type, {
          pointerId,
          clientX: left + x * width,
          clientY: top + 0.4 * width,
          bubbles: true,
        }),
      );
    canvas.setPointerCapture = () => undefined;
    finger('pointerdown', 1, 0.45);
    finger('pointerdown', 2, 0.55);
    finger('pointermove', 1, 0.2);
    finger('pointermove', 2, 0.8);
    finger('pointerup', 1, 0.2);
    finger('pointerup', 2, 0.8);
  });
  const after = await download(page);
  expect(after.equals(before)).toBe(false);
  expect((await coloursOf(page, after, [[540, 120]])).length).toBe(1);
});

test('what is no photo gets a plain sentence, and the next photo still comes through', async ({ page }) => {
  await page.goto('/khung-anh/');
  const says = studio(page).getByRole('status');
  for (const [name, sentence] of [
    ['empty', 'Tệp này trống.'],
    ['heic', 'Ảnh kiểu HEIC không mở được ở đây.'],
    ['broken', 'Ảnh bị hỏng'],
    ['svg', 'Đây là hình vẽ SVG.'],
    ['foreign', 'Đây không phải ảnh.'],
  ] as const) {
    await choose(page, strangers[name]);
    await expect(says).toContainText(sentence);
  }
  await expect(sheet(page)).toBeHidden();
  await choose(page, photoWithPlace());
  await expect(sheet(page)).toBeVisible();
  await expect(says).toBeEmpty();
});

test('a photo of 50 million points comes through', { tag: '@slow' }, async ({ page }) => {
  await page.goto('/khung-anh/');
  await choose(page, png(8_660, 5_774));
  await expect(sheet(page)).toBeVisible({ timeout: 100_000 });
});

test('reads well, before a photo is chosen and after', async ({ page }) => {
  await page.goto('/khung-anh/');
  await choose(page, photoWithPlace());
  await expect(sheet(page)).toBeVisible();
  await readsWell(page);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('pictures that can be used at once stand at ordinary addresses', async ({ page, request }) => {
    await page.goto('/khung-anh/');
    await expect(studio(page)).toBeHidden();
    await expect(page.locator('button:visible')).toHaveCount(0);
    const links = page.locator('main a[href$=".png"]');
    await expect(links).toHaveCount(6);
    for (const link of await links.all()) {
      const answer = await request.get((await link.getAttribute('href')) ?? '');
      expect(answer.headers()['content-type']).toBe('image/png');
    }
  });
});

test.describe('inside Zalo', () => {
  test.use({ userAgent: zalo });
  test('the picture is shown to be saved with a long press; no button promises a download', async ({
    page,
  }) => {
    await page.goto('/khung-anh/');
    await choose(page, photoWithPlace());
    await page.getByRole('button', { name: 'Hiện ảnh để lưu' }).click();
    const result = page.getByRole('img', { name: 'Ảnh đã ghép khung' });
    await expect(result).toBeVisible();
    await expect.poll(() => result.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1080);
    expect(await result.getAttribute('src')).toMatch(/^blob:/);
    await expect(studio(page).getByText('Giữ ảnh để lưu:')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Tải ảnh về máy' })).toHaveCount(0);
    await expect(page.locator('#trong-ung-dung')).toBeVisible();
    // Moved again, the picture shown would be an old one.
    await page.getByRole('button', { name: 'Phóng to' }).click();
    await expect(result).toBeHidden();
  });
});
