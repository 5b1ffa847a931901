/** The whole way: a phone, the line, a real mail server, the officer's tool from disk, and back. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { expect, test as base } from './line.ts';
import { awaitMail, keyFile, openMails, passphrase } from './mailbox.ts';
import {
  askStatus,
  receiptBox,
  sendButton,
  sendTip,
  shownReceipt,
  TIPS,
  words,
  writeTip,
} from './tip-page.ts';

/** The officer's tool in a folder of its own, as someone who downloaded it has it. */
const test = base.extend<{ tool: string }>({
  tool: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'la-chan-tool-'));
    const file = join(folder, basename(deskFile));
    await copyFile(join(distFolder, deskFile), file);
    await use(pathToFileURL(file).href);
    await rm(folder, { recursive: true });
  },
});

const unique = () => crypto.randomUUID().slice(0, 8);

async function openTool(
  page: Page,
  tool: string,
  inbox: 'lung-phinh' | 'lao-cai',
  mail: string,
): Promise<void> {
  await page.setViewportSize({ width: 1024, height: 700 });
  await page.goto(tool);
  await page.getByLabel('Tệp khóa').setInputFiles(keyFile(inbox));
  await page.getByLabel('Mật khẩu').fill(passphrase);
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  await page.getByLabel('Chọn thư').setInputFiles(mail, { timeout: 60_000 });
}

test('a tip goes from a phone to the police, who read the same words, and its sender learns that they did', async ({
  page,
  context,
  line,
  tool,
}) => {
  test.setTimeout(240_000);
  const mark = unique();
  const text = [
    `Ắ Ằ Ẳ Ẵ Ặ Ớ Ữ Ỵ Ỹ Đ ${mark}`,
    'chữ rời: ' + 'Ắ Ằ Ẳ Ẵ Ặ Ớ Ữ Ỵ Ỹ Đ ộ ẫ'.normalize('NFD'),
    'hình 👨‍👩‍👧 🏳️‍🌈 𝒳 ❤️',
    'ngược שלום مرحبا \u202Eđảo\u202C',
    '<b>đậm</b> <script>document.title="x"</script> </textarea> &amp; "\'',
    'chuông\u0007 thoát\u001B tab\tnull\u0000 hết',
  ].join('\n');
  const read = [
    `Ắ Ằ Ẳ Ẵ Ặ Ớ Ữ Ỵ Ỹ Đ ${mark}`,
    'chữ rời: Ắ Ằ Ẳ Ẵ Ặ Ớ Ữ Ỵ Ỹ Đ ộ ẫ'.normalize('NFC'),
    'hình 👨‍👩‍👧 🏳️‍🌈 𝒳 ❤️',
    'ngược שלום مرحبا ‹U+202E›đảo‹U+202C›',
    '<b>đậm</b> <script>document.title="x"</script> </textarea> &amp; "\'',
    'chuông thoát tabnull hết',
  ].join('\n');

  // Held back before the line, the tip must not yet have a receipt to show.
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(TIPS, async (route) => {
    await held;
    await route.continue();
  });
  const where = 'Đầu cầu treo, xóm Nậm Ngấn';
  await writeTip(page, { text, where, when: 'Tối thứ bảy', category: 'disguised' });
  const asked = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await asked;
  await expect(page.getByRole('heading', { name: words.sending })).toBeVisible();
  await expect(receiptBox(page)).toHaveCount(0);
  letGo();
  const receipt = await shownReceipt(page);

  const { file } = await awaitMail(line.mailDir, 'lung-phinh', mark);
  expect(await askStatus(page, receipt)).toMatch(/^Tin đã đến hộp thư công an ngày \d\d\/\d\d\/20\d\d\./);

  const desk = await context.newPage();
  await openTool(desk, tool, 'lung-phinh', file);
  await desk.getByRole('navigation').getByRole('button', { name: mark }).click();
  const paper = desk.getByRole('article');
  await expect(paper).toContainText(/Từ đường dây, hộp thư lung-phinh, số \d+/);
  await expect(paper).toContainText('Ma túy núp bóng, trá hình');
  expect(await paper.locator('.text').allTextContents()).toEqual([read, where, 'Tối thứ bảy']);

  const opened = context.waitForEvent('page');
  await desk.getByRole('button', { name: /^Báo đã mở \d+ tin/ }).click();
  const answer = await opened;
  await expect(answer.getByRole('heading', { name: 'Đã ghi nhận' })).toBeVisible();
  expect(answer.url()).toBe(line.url + ENDPOINTS.acks);

  const digits = [...receipt];
  const odd = ` ${digits.slice(0, 3).join(' ')}. ${digits.slice(3, 9).join('')}-${digits.slice(9, 14).join('  ')}\u00A0${digits.slice(14).join('.')}`;
  expect(
    await askStatus(page, odd.replaceAll('0', 'O').replaceAll('1', 'l').replaceAll('7', '７')),
  ).toContain('Công an đã mở tin.');
  await expect(page.getByLabel(words.checkReceipt)).toHaveCount(0);
});

test('“Không gửi về xã tôi” reaches the province alone', async ({ page, line, tool }) => {
  test.setTimeout(240_000);
  const mark = unique();
  await writeTip(page, { text: `Đừng để xã biết ${mark}`, to: 'province' });
  await sendTip(page);

  const mail = await awaitMail(line.mailDir, 'lao-cai', mark);
  const hash = mail.tips.find(({ tip }) => tip.text.includes(mark))?.hash ?? '';
  expect(mail.tips.find((opened) => opened.hash === hash)?.tip).toMatchObject({
    inbox: 'lao-cai',
    text: `Đừng để xã biết ${mark}`,
  });
  expect(mail.manifests[0]).toMatchObject({ inbox: 'lao-cai', to: 'unit' });

  const desk = await page.context().newPage();
  await openTool(desk, tool, 'lao-cai', mail.file);
  await desk.getByRole('navigation').getByRole('button', { name: mark }).click();
  await expect(desk.getByRole('article').locator('.text')).toHaveText([`Đừng để xã biết ${mark}`]);

  // Nothing of it lies in the commune's mailbox, and the commune's key would not open it.
  for (const { tips, faults } of await openMails(line.mailDir, 'lung-phinh')) {
    expect(tips.map((tip) => tip.hash)).not.toContain(hash);
    expect(faults).toEqual([]);
  }
  const [asCommune] = (await openMails(line.mailDir, 'lao-cai', 'lung-phinh')).filter(
    ({ file }) => file === mail.file,
  );
  expect(asCommune?.tips).toEqual([]);
  expect(asCommune?.faults.map(({ fault }) => fault)).toContain('wrong-key');
});
