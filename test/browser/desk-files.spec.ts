/** Photos and recordings on the officer's desk, and the whole way of a photo that knew too much. */
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { buildDesk } from '../../site/desk/build.ts';
import { describeFile } from '../../site/envelope/frame.ts';
import { photoWithPlace, quarters, SENTINEL, strangers } from '../fixtures/photos/make.ts';
import * as desk from '../site/desk/fixtures.ts';
import { jpegMarkers } from '../site/photo/jpeg-reader.ts';
import { expect, test as base } from './line.ts';
import { awaitMail, keyFile, passphrase } from './mailbox.ts';
import { chooseAndWait, openPhotos, part } from './photo-part.ts';
import { sendTip } from './tip-page.ts';

const line = desk.makeLine();
const webm = Buffer.from('1a45dfa3a34286810142f7810142f2810442f381084282847765626d', 'hex');

const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'la-chan-desk-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});
test.use({ viewport: { width: 1024, height: 700 } });

const paper = (page: Page) => page.getByRole('article');
const items = (page: Page) => paper(page).locator('.attachments li');
const upload = (name: string, bytes: Uint8Array) => ({ name, mimeType: '', buffer: Buffer.from(bytes) });

/** Opens a tool with tips that carry these files, one tip for each list. */
async function openWith(
  page: Page,
  folder: string,
  ...tips: { name: string; bytes: Uint8Array }[][]
): Promise<void> {
  const outFile = join(folder, 'mo-tin.html');
  await buildDesk({ siteUrl: 'https://tin.example.test', mailPublicKeys: [line.publicKey], outFile });
  const inbox = await desk.makeInbox('lung-phinh');
  const sealed: Record<number, desk.SealedFile> = {};
  for (const [at, files] of tips.entries()) {
    let offset = 0;
    const described = files.map(({ name, bytes }) => {
      offset += bytes.length;
      return describeFile(name, 'text/html', offset - bytes.length, bytes);
    });
    const tip = desk.makeTip(inbox, { text: `Tin ${at + 1}`, files: described });
    sealed[at + 1] = await desk.seal(inbox, tip, Buffer.concat(files.map(({ bytes }) => bytes)));
  }
  await page.goto(pathToFileURL(outFile).href);
  await page.getByLabel('Tệp khóa').setInputFiles(upload('k.age', await desk.keyFileOf(inbox)));
  await page.getByLabel('Mật khẩu').fill(desk.PASSPHRASE);
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  const manifest = desk.signManifest(desk.manifestOf(inbox, sealed), line.seed);
  await page.getByLabel('Chọn thư').setInputFiles(upload('a.eml', await desk.mailOf(manifest, sealed)));
  await page.getByRole('button', { name: 'Số 1', exact: false }).click();
}

test('a photo is seen, a recording has its player, and both can be saved under names of ours', async ({
  page,
  folder,
}) => {
  const faults: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  await openWith(page, folder, [
    { name: 'anh-1.jpg', bytes: quarters },
    { name: '../\u202Egpj.exe', bytes: webm },
  ]);
  const photo = items(page).first().getByRole('img', { name: 'Ảnh ở tệp 1' });
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
  await expect(items(page).nth(1).locator('audio')).toHaveAttribute('src', /^blob:/);
  await expect(items(page).nth(1)).toContainText('../‹U+202E›gpj.exe');
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Lưu tệp 1' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('tin-1-tep-1.jpg');
  expect((await readFile(await saved.path())).equals(quarters)).toBe(true);
  await expect(page.getByRole('link', { name: 'Lưu tệp 2' })).toHaveAttribute('download', 'tin-1-tep-2.webm');
  expect(faults).toEqual([]);
});

test('anything else is named, not shown, whatever it calls itself', async ({ page, folder }) => {
  await openWith(page, folder, [
    { name: 'anh-1.jpg', bytes: strangers.svg },
    { name: 'giong-noi.webm', bytes: Buffer.from('<script>document.title="x"</script>') },
    ...Array.from({ length: 20 }, (_, at) => ({ name: `x-${at}`, bytes: Buffer.from([at]) })),
  ]);
  await expect(items(page)).toHaveCount(12);
  await expect(paper(page)).toContainText('Còn 10 tệp nữa không hiện ra ở đây.');
  await expect(paper(page).locator('img, audio, video, iframe, object, embed')).toHaveCount(0);
  for (const at of [0, 1]) await expect(items(page).nth(at)).toContainText('Tệp lạ');
  await expect(page.getByRole('link', { name: 'Lưu tệp 1', exact: true })).toHaveAttribute(
    'download',
    'tin-1-tep-1.bin',
  );
  await expect(page).toHaveTitle('Mở tin báo');
});

test('what was shown cannot be reached any more once another tip is open, or the desk is locked', async ({
  page,
  folder,
}) => {
  await openWith(
    page,
    folder,
    [{ name: 'anh-1.jpg', bytes: quarters }],
    [{ name: 'anh-1.jpg', bytes: quarters }],
  );
  const isThere = (address: string) =>
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
  const shown = async () => (await items(page).getByRole('img').getAttribute('src')) ?? '';
  const first = await shown();
  expect(await isThere(first)).toBe(true);
  await page.getByRole('button', { name: 'Số 2', exact: false }).click();
  await expect(paper(page)).toContainText('Tin 2');
  const second = await shown();
  expect(second).not.toBe(first);
  expect(await isThere(first)).toBe(false);
  await page.getByRole('button', { name: 'Khóa lại' }).click();
  await expect(page.getByLabel('Tệp khóa')).toBeVisible();
  expect(await isThere(second)).toBe(false);
});

test('a photo with its place goes from a phone to the police as a picture and nothing else', async ({
  page,
  context,
  line: { mailDir },
  folder,
}) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 360, height: 800 });
  const mark = crypto.randomUUID().slice(0, 8);
  await openPhotos(page, `Ảnh đi cả đường ${mark}`);
  await chooseAndWait(page, photoWithPlace());
  await expect(part(page)).toContainText('Đã bỏ khỏi ảnh: nơi chụp');
  await sendTip(page);

  const mail = await awaitMail(mailDir, 'lung-phinh', mark);
  const [photo = Buffer.alloc(0)] = mail.tips.find(({ tip }) => tip.text.includes(mark))?.files ?? [];
  expect(jpegMarkers(photo).filter((marker) => marker >= 0xe0)).toEqual([]);
  expect(Buffer.from(photo).includes(SENTINEL)).toBe(false);

  const tool = join(folder, 'mo-tin.html');
  await copyFile(join(distFolder, deskFile), tool);
  const office = await context.newPage();
  await office.setViewportSize({ width: 1024, height: 700 });
  await office.goto(pathToFileURL(tool).href);
  await office.getByLabel('Tệp khóa').setInputFiles(keyFile('lung-phinh'));
  await office.getByLabel('Mật khẩu').fill(passphrase);
  await office.getByRole('button', { name: 'Mở khóa' }).click();
  await office.getByLabel('Chọn thư').setInputFiles(mail.file, { timeout: 60_000 });
  await office.getByRole('navigation').getByRole('button', { name: mark }).click();
  const shown = items(office).getByRole('img');
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalHeight)).toBe(160);
});
