/** Tips with photos, on lines and phones that have trouble with their size. */
import type { Page, Request } from '@playwright/test';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';
import { quarters } from '../fixtures/photos/make.ts';
import { expect, test } from './line.ts';
import { chooseAndWait, filesIn, noisyPhoto, openPhotos, pictures } from './photo-part.ts';
import {
  ageOf,
  offeredPhones,
  sendButton,
  sendTip,
  shownReceipt,
  textField,
  TIPS,
  words,
} from './tip-page.ts';

const t = words.media;

/** Fills in a tip of the largest size. */
async function writeLargeTip(page: Page): Promise<void> {
  await openPhotos(page, 'Tin lớn');
  const noisy = await noisyPhoto(page);
  await chooseAndWait(page, noisy, noisy);
  await expect(page.getByText(t.sizes.large)).toBeVisible();
}

test(
  'a slow phone seals 3 MB, and a line that breaks gets the same bytes again',
  { tag: '@slow' },
  async ({ page }) => {
    test.setTimeout(240_000);
    const requests: Request[] = [];
    await page.route(TIPS, (route) => {
      requests.push(route.request());
      return requests.length === 1 ? route.abort('connectionreset') : route.continue();
    });
    await writeLargeTip(page);
    const debug = await page.context().newCDPSession(page);
    await debug.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    await sendButton(page).click();
    await expect(page.getByText(t.sending.split('{')[0] ?? '')).toBeVisible({ timeout: 90_000 });
    await shownReceipt(page);
    expect(requests).toHaveLength(2);
    const [first, second] = requests.map(ageOf);
    expect(first?.length).toBe(SIZE_CLASSES[2].age);
    expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
    expect((await filesIn(requests[1])).tip).toMatchObject({ text: 'Tin lớn', files: [{}, {}] });
  },
);

for (const [size, challenges] of [
  ['large', 2],
  ['small', 1],
] as const) {
  test(
    `24 minutes after the proof of work, a ${size} tip takes ${challenges > 1 ? 'a new' : 'the same'} one along`,
    { tag: size === 'large' ? '@slow' : [] },
    async ({ page }) => {
      test.setTimeout(240_000);
      let asked = 0;
      page.on('request', (request) => {
        if (new URL(request.url()).pathname === ENDPOINTS.challenge) asked++;
      });
      await page.clock.install();
      if (size === 'large') await writeLargeTip(page);
      else await openPhotos(page, 'Tin nhỏ');
      await expect.poll(() => asked).toBe(1);
      await page.clock.fastForward(24 * 60_000);
      await sendTip(page);
      expect(asked).toBe(challenges);
    },
  );
}

test.describe('a line that takes no files for now', () => {
  const pause = async (page: Page): Promise<Request[]> => {
    const requests: Request[] = [];
    await page.route(TIPS, (route) => {
      requests.push(route.request());
      return requests.length > 1
        ? route.continue()
        : route.fulfill({ status: 413, contentType: 'application/json', body: '{"e":"attachments-paused"}' });
    });
    return requests;
  };

  test('gets the text alone when the person wants that, with a proof of its own', async ({ page }) => {
    const requests = await pause(page);
    await openPhotos(page, 'Chữ đi một mình');
    await chooseAndWait(page, await noisyPhoto(page));
    await sendButton(page).click();
    await expect(page.getByText(t.paused)).toBeVisible({ timeout: 60_000 });
    await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
    await page.getByRole('button', { name: t.sendText }).click();
    await shownReceipt(page);
    expect(requests.map((request) => request.postDataBuffer()?.length)).toEqual([
      SIZE_CLASSES[1].wire,
      SIZE_CLASSES[0].wire,
    ]);
    const proofs = requests.map((request) => request.postDataBuffer()?.subarray(64, 1024).toString('hex'));
    expect(new Set(proofs).size).toBe(2);
    expect((await filesIn(requests[1])).tip).toMatchObject({ text: 'Chữ đi một mình', files: [] });
  });

  test('leaves a tip of photos alone as it is: write something, or call', async ({ page }) => {
    await pause(page);
    await openPhotos(page, '');
    await chooseAndWait(page, quarters);
    await sendButton(page).click();
    await expect(page.getByText(t.noText)).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('button', { name: t.sendText })).toHaveCount(0);
    await expect(offeredPhones(page)).toHaveCount(2);
    await page.getByRole('button', { name: words.back }).click();
    await expect(pictures(page)).toHaveCount(1);
    await expect(textField(page)).toHaveValue('');
  });
});
