/** What a person does with photos on the tip page, by the words on the screen. */
import type { Page, Request } from '@playwright/test';
import type { OpenedTip } from '../../site/envelope/open.ts';
import { SENTINEL } from '../fixtures/photos/make.ts';
import { expect } from './line.ts';
import { openWithFiles } from './mailbox.ts';
import { ageOf, words, writeTip } from './tip-page.ts';

export const t = words.media.photos;
export const part = (page: Page) => page.getByRole('region', { name: t.title, exact: true });
export const pictures = (page: Page) => part(page).getByRole('img');

export async function openPhotos(page: Page, text = 'Có ảnh kèm'): Promise<void> {
  await writeTip(page, { text });
  // The tap opens the phone's own chooser too; the tests choose past it.
  page.on('filechooser', () => undefined);
  await page.getByRole('button', { name: t.open }).click();
  await expect(picker(page)).toBeFocused();
}

export const picker = (page: Page) => part(page).locator('input[type=file]');

/** Chooses files by the names that phones give, all of them telling. */
export async function choose(page: Page, ...files: Buffer[]): Promise<void> {
  await picker(page).setInputFiles(
    files.map((buffer, at) => ({ name: `${SENTINEL}-${at}.jpg`, mimeType: 'image/jpeg', buffer })),
  );
}

export async function chooseAndWait(page: Page, ...files: Buffer[]): Promise<void> {
  const before = await pictures(page).count();
  await choose(page, ...files);
  await expect(pictures(page)).toHaveCount(before + files.length, { timeout: 60_000 });
  await expect(part(page).getByText(/^Đang vẽ lại/)).toHaveCount(0);
}

/** Opens what a tip request carries, files too, as the police would. */
export const filesIn = (request: Request): Promise<OpenedTip> => openWithFiles('lung-phinh', ageOf(request));

/** A photo that compresses badly, as leaves and gravel do. */
export async function noisyPhoto(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2_000, height: 1_500 });
    const pen = canvas.getContext('2d');
    const noise = pen?.createImageData(2_000, 1_500);
    if (noise) {
      const { data } = noise;
      for (let at = 0; at < data.length; at++) data[at] = at % 4 === 3 ? 255 : Math.random() * 256;
      pen?.putImageData(noise, 0, 0);
    }
    return canvas.toDataURL('image/jpeg', 0.95);
  });
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}
