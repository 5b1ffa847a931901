/** Photos on the tip page: what is taken out, what is said, what is sent. */
import type { Page } from '@playwright/test';
import { MAX_PHOTO_BYTES } from '../../site/tip/media/files.ts';
import { fill } from '../../site/tip/strings.ts';
import {
  motionPhoto,
  photoWithPlace,
  png,
  pngWithNotes,
  quarters,
  SENTINEL,
  strangers,
} from '../fixtures/photos/make.ts';
import { jpegMarkers, jpegSize } from '../site/photo/jpeg-reader.ts';
import { expect, test } from './line.ts';
import {
  choose,
  chooseAndWait,
  filesIn,
  noisyPhoto,
  openPhotos,
  part,
  picker,
  pictures,
  t,
} from './photo-part.ts';
import { readsWell } from './reads-well.ts';
import { sendButton, sendTip, textField, TIPS, words, writeTip } from './tip-page.ts';

/** Names of the colours in the four corners of a picture, as it is shown: upper left, upper right, lower left, lower right. */
function corners(page: Page, at: number): Promise<string[]> {
  return pictures(page)
    .nth(at)
    .evaluate((image: HTMLImageElement) => {
      const { naturalWidth: width, naturalHeight: height } = image;
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const pen = canvas.getContext('2d');
      pen?.drawImage(image, 0, 0);
      const name = (x: number, y: number) => {
        const [red = 0, green = 0, blue = 0] = pen?.getImageData(x, y, 1, 1).data ?? [];
        const strong = [red, green, blue].map((value) => (value > 100 ? 1 : 0)).join('');
        return (
          { '100': 'red', '010': 'green', '001': 'blue', '111': 'white', '000': 'black' }[strong] ?? strong
        );
      };
      const [right, low] = [width - 20, height - 20];
      return [name(20, 20), name(right, 20), name(20, low), name(right, low)];
    });
}

test('every picture is decoded under its own type: Firefox judges an untyped one by its first two bytes', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const types: string[] = [];
    Object.assign(window, { types });
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
      types.push((blob as Blob).type);
      return make(blob);
    };
  });
  await openPhotos(page, 'Có ảnh');
  await chooseAndWait(page, photoWithPlace(), png(80, 60));
  const types = await page.evaluate(() => (window as unknown as { types: string[] }).types);
  expect(types).toContain('image/jpeg');
  expect(types).toContain('image/png');
  expect(types.filter((type) => !type.startsWith('image/'))).toEqual([]);
});

test('nothing of it is loaded before someone asks, and on a dead line it is asked for again', async ({
  page,
}) => {
  const parts: string[] = [];
  let isDead = true;
  await page.route(/\/(Photos|Voice)\.[\w-]+\.js/, (route) => {
    parts.push(route.request().url());
    return isDead ? route.abort() : route.continue();
  });
  await writeTip(page, { text: 'Chỉ có chữ' });
  const open = page.getByRole('button', { name: t.open });
  await expect(open).toBeVisible();
  expect(parts).toEqual([]);
  await open.click();
  await expect(page.getByText(words.media.notCome)).toBeVisible();
  const asked = parts.length;
  await open.click();
  await expect.poll(() => parts.length).toBeGreaterThan(asked);
  await expect(page.getByText(words.media.notCome)).toBeVisible();
  isDead = false;
  page.on('filechooser', () => undefined);
  await open.click();
  await expect(picker(page)).toBeVisible();
  await expect(textField(page)).toHaveValue('Chỉ có chữ');
});

test('one tap on a good line opens the phone’s own chooser', async ({ page }) => {
  await writeTip(page, { text: 'Một chạm' });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: t.open }).click();
  expect((await chooser).isMultiple()).toBe(true);
});

test('a photo arrives upright, as a picture and nothing else, and the person is told what went', async ({
  page,
}) => {
  await openPhotos(page);
  await chooseAndWait(page, photoWithPlace(6));
  await expect(part(page)).toContainText(
    'Đã bỏ khỏi ảnh: nơi chụp, giờ chụp, tên máy, ghi chú kèm, tên tệp.',
  );
  await expect(page.getByText(words.media.sizes.middle)).toBeVisible();
  expect(await corners(page, 0)).toEqual(['blue', 'red', 'white', 'green']);
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  const { tip, files } = await filesIn(await sent);
  expect(tip.files.map(({ n, t: type }) => [n, type])).toEqual([['anh-1.jpg', 'image/jpeg']]);
  const [photo = new Uint8Array()] = files;
  expect(jpegSize(photo)).toEqual({ width: 120, height: 160 });
  expect(jpegMarkers(photo).filter((marker) => marker >= 0xe0)).toEqual([]);
  expect(Buffer.from(photo).includes(SENTINEL)).toBe(false);
});

test('however a photo lies in its file, it is seen upright', async ({ page }) => {
  await openPhotos(page);
  await chooseAndWait(page, ...[1, 2, 3, 4, 5, 6].map((orientation) => photoWithPlace(orientation)));
  const seen: string[][] = [];
  for (const at of [0, 1, 2, 3, 4, 5]) seen.push(await corners(page, at));
  await page.getByRole('button', { name: `${t.remove} Ảnh 1`, exact: true }).click();
  await page.getByRole('button', { name: `${t.remove} Ảnh 1`, exact: true }).click();
  await chooseAndWait(page, photoWithPlace(7), photoWithPlace(8));
  for (const at of [4, 5]) seen.push(await corners(page, at));
  // Upper left of the scene is red in the file; each orientation says where that corner of the file belongs.
  expect(seen).toEqual([
    ['red', 'green', 'blue', 'white'],
    ['green', 'red', 'white', 'blue'],
    ['white', 'blue', 'green', 'red'],
    ['blue', 'white', 'red', 'green'],
    ['red', 'blue', 'green', 'white'],
    ['blue', 'red', 'white', 'green'],
    ['white', 'green', 'blue', 'red'],
    ['green', 'white', 'red', 'blue'],
  ]);
});

test('the film behind a photo and the notes in a screenshot: said, and gone', async ({ page }) => {
  await openPhotos(page);
  await chooseAndWait(page, motionPhoto(), pngWithNotes());
  await expect(part(page)).toContainText(
    'Đã bỏ khỏi ảnh: giờ chụp, tên máy, đoạn phim kèm, ghi chú kèm, tên tệp.',
  );
  await expect(part(page)).toContainText(
    'Đã bỏ khỏi ảnh: nơi chụp, giờ chụp, tên máy, ghi chú kèm, tên tệp.',
  );
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  for (const file of (await filesIn(await sent)).files) {
    expect(jpegMarkers(file).filter((marker) => marker >= 0xe0)).toEqual([]);
    expect(Buffer.from(file).includes(SENTINEL)).toBe(false);
  }
});

for (const [name, bytes] of Object.entries(strangers)) {
  test(`${name}: a plain sentence, and the text and the other photo stay`, async ({ page }) => {
    await openPhotos(page, 'Chữ vẫn còn');
    await choose(page, bytes, quarters);
    await expect(page.getByText(`Tệp thứ 1: ${t.faults[name as keyof typeof t.faults]}`)).toBeVisible();
    await expect(pictures(page)).toHaveCount(1);
    await expect(textField(page)).toHaveValue('Chữ vẫn còn');
    await expect(page).toHaveTitle('Lá Chắn');
  });
}

test(
  'a photo of 50 million points is drawn again on a slow phone, one of 64 million is refused in words',
  { tag: '@slow' },
  async ({ page }) => {
    test.setTimeout(240_000);
    await openPhotos(page);
    const debug = await page.context().newCDPSession(page);
    await debug.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await choose(page, png(8_660, 5_774), png(8_000, 8_000));
    await expect(page.getByText(`Tệp thứ 2: ${t.faults['too-big']}`)).toBeVisible({ timeout: 180_000 });
    expect(
      await pictures(page).evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth)),
    ).toEqual([1_600]);
  },
);

test(
  'six photos at the worst, and a seventh that is not taken, make one tip of the largest size',
  { tag: '@slow' },
  async ({ page }) => {
    test.setTimeout(240_000);
    await openPhotos(page, 'Ắ'.repeat(4_000));
    const noisy = await noisyPhoto(page);
    await choose(page, noisy, noisy, noisy, noisy, noisy, quarters, quarters);
    await expect(pictures(page)).toHaveCount(6, { timeout: 90_000 });
    await expect(page.getByText(fill(t.tooMany, { count: 1 }))).toBeVisible();
    await expect(page.getByText(t.full)).toBeVisible();
    await expect(page.getByText(words.media.sizes.large)).toBeVisible();
    await expect(picker(page)).toHaveCount(0);

    await page.getByRole('button', { name: `${t.remove} Ảnh 2`, exact: true }).click();
    await expect(pictures(page)).toHaveCount(5);
    const sent = page.waitForRequest(TIPS);
    await sendTip(page);
    const { tip, files } = await filesIn(await sent);
    expect(tip.text).toHaveLength(4_000);
    expect(tip.files.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5].map((at) => `anh-${at}.jpg`));
    expect(jpegSize(files[4] ?? new Uint8Array())).toEqual({ width: 160, height: 120 });
    for (const file of files) expect(file.length).toBeLessThanOrEqual(MAX_PHOTO_BYTES);
    expect(files[0]?.length).toBeGreaterThan(100_000);
  },
);

test('what a finger paints over is black in the tip, and can be taken back before', async ({ page }) => {
  await openPhotos(page);
  await chooseAndWait(page, quarters, quarters);
  await page.getByRole('button', { name: `${t.cover.open} Ảnh 2` }).click();
  const sheet = page.getByRole('img', { name: 'Ảnh 2' });
  await expect(page.getByRole('heading', { name: t.cover.title })).toBeFocused();
  await expect.poll(() => sheet.evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(160);
  await sheet.scrollIntoViewIfNeeded();
  const { x = 0, y = 0, width = 0, height = 0 } = (await sheet.boundingBox()) ?? {};
  const stroke = async (left: number, top: number) => {
    await page.mouse.move(x + width * left, y + height * top);
    await page.mouse.down();
    await page.mouse.move(x + width * left + 5, y + height * top + 5);
    await page.mouse.up();
  };
  await stroke(0.12, 0.16);
  await stroke(0.87, 0.84);
  await page.getByRole('button', { name: t.cover.undo }).click();
  await page.getByRole('button', { name: t.cover.done }).click();
  await expect(page.getByRole('button', { name: `${t.cover.open} Ảnh 2` })).toBeFocused();
  expect(await corners(page, 0)).toEqual(['red', 'green', 'blue', 'white']);
  expect(await corners(page, 1)).toEqual(['black', 'green', 'blue', 'white']);
  await expect(part(page).getByText('Đã bỏ khỏi ảnh: tên tệp.')).toHaveCount(2);

  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  const { files } = await filesIn(await sent);
  expect(files).toHaveLength(2);
  expect(Buffer.from(files[0] ?? []).equals(Buffer.from(files[1] ?? []))).toBe(false);
  for (const file of files) expect(jpegMarkers(file).filter((marker) => marker >= 0xe0)).toEqual([]);
});

test('a tip does not leave while a photo is still being drawn', async ({ page }) => {
  const requests: string[] = [];
  await page.route(TIPS, (route) => {
    requests.push(route.request().url());
    return route.continue();
  });
  await openPhotos(page);
  // Held where a slow phone takes its time.
  await page.evaluate(() => {
    const native = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (this: HTMLCanvasElement, ...given) {
      addEventListener('let-go', () => native.apply(this, given), { once: true });
    };
  });
  await choose(page, quarters);
  await expect(page.getByText('Đang vẽ lại ảnh 1 trong 1 ảnh.')).toBeVisible();
  await sendButton(page).click();
  await expect(page.getByRole('alert').getByText(t.busy)).toBeVisible();
  await expect(page.getByRole('heading', { name: words.media.title })).toBeFocused();
  await page.evaluate(() => dispatchEvent(new Event('let-go')));
  await expect(pictures(page)).toHaveCount(1);
  await expect(page.getByText(t.busy)).toHaveCount(0);
  expect(requests).toEqual([]);
  await sendTip(page);
  expect(requests).toHaveLength(1);
});

test('a photo alone is enough, and stays when sending fails', async ({ page }) => {
  await openPhotos(page, '');
  await chooseAndWait(page, quarters);
  await page.route(TIPS, (route) =>
    route.fulfill({ status: 400, contentType: 'application/json', body: '{"e":"bad-frame"}' }),
  );
  await sendButton(page).click();
  await page.getByRole('button', { name: words.back }).click({ timeout: 60_000 });
  await expect(pictures(page)).toHaveCount(1);
  await expect(part(page)).toContainText('Đã bỏ khỏi ảnh: tên tệp.');
  await page.unroute(TIPS);
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  expect((await filesIn(await sent)).tip).toMatchObject({ text: '', files: [{ n: 'anh-1.jpg' }] });
});

test('a browser that gives back noise instead of the picture is found out', async ({ page }) => {
  await page.addInitScript(() => {
    CanvasRenderingContext2D.prototype.getImageData = (_x, _y, width, height) => {
      const { data } = new ImageData(width, height);
      return new ImageData(data.fill(255), width, height);
    };
  });
  await openPhotos(page);
  await choose(page, quarters);
  await expect(page.getByText(`Tệp thứ 1: ${t.faults['no-canvas']}`)).toBeVisible();
  await expect(pictures(page)).toHaveCount(0);
});

test('names and what was taken out are found nowhere, and every address of a photo is taken back', async ({
  page,
  context,
}) => {
  const heard: string[] = [];
  page.on('console', (message) => heard.push(message.text()));
  page.on('pageerror', (error) => heard.push(String(error)));
  context.on('request', (request) => {
    heard.push(
      request.url(),
      JSON.stringify(request.headers()),
      request.postDataBuffer()?.toString('latin1') ?? '',
    );
  });
  await page.addInitScript(() => {
    const open = new Set<string>();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (object: Blob) => {
      const address = createObjectURL(object);
      open.add(address);
      return address;
    };
    URL.revokeObjectURL = (address) => {
      open.delete(address);
      revokeObjectURL(address);
    };
    Object.assign(window, { openAddresses: open });
  });
  const openAddresses = () =>
    page.evaluate(() => [...(window as unknown as { openAddresses: Set<string> }).openAddresses].length);
  await openPhotos(page);
  await chooseAndWait(page, photoWithPlace(), motionPhoto(), pngWithNotes());
  expect(await openAddresses()).toBe(3);
  await page.getByRole('button', { name: `${t.remove} Ảnh 1`, exact: true }).click();
  await expect.poll(openAddresses).toBe(2);
  expect(await page.content()).not.toContain(SENTINEL);
  await sendTip(page);
  await expect.poll(openAddresses).toBe(0);
  expect(await page.content()).not.toContain(SENTINEL);
  expect(heard.join('\n')).not.toContain(SENTINEL);
  expect(
    await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      (await caches.keys()).length,
      (await indexedDB.databases()).length,
    ]),
  ).toEqual([0, 0, 0, 0]);
});

test('leaving the page drops the photos at once', async ({ page }) => {
  await openPhotos(page);
  await chooseAndWait(page, quarters);
  const address = (await pictures(page).getAttribute('src')) ?? '';
  const isThere = () =>
    page.evaluate(
      (src) =>
        new Promise((resolve) => {
          const image = new Image();
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = src;
        }),
      address,
    );
  expect(await isThere()).toBe(true);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  expect(await isThere()).toBe(false);
  await expect(page.locator('#tin')).toBeEmpty();
});

test('reads well for everybody: closed, full of photos and mistakes, and while covering', async ({
  page,
}) => {
  await openPhotos(page);
  await readsWell(page);
  await choose(page, quarters, strangers.heic, photoWithPlace());
  await expect(pictures(page)).toHaveCount(2);
  await readsWell(page);
  await page.getByRole('button', { name: `${t.cover.open} Ảnh 1` }).click();
  await expect(page.getByRole('heading', { name: t.cover.title })).toBeFocused();
  await readsWell(page);
});
