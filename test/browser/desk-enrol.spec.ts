/** The officer's tool: making a key file, changing a key, and the test that each must pass. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { identityToRecipient } from 'age-encryption';
import { readKeyFile } from '../../site/envelope/key-file.ts';
import { fingerprintOfHalf, readPublicHalf, type PublicHalf } from '../../site/envelope/public-half.ts';
import { sayFingerprint } from '../../site/text/groups.ts';
import * as desk from '../site/desk/fixtures.ts';
import {
  CONTACT,
  drop,
  expect,
  mail,
  openDesk,
  openTool,
  paper,
  rows,
  test,
  unlock,
  upload,
  violations,
} from './office.ts';

// Key files of real strength: each step of these tests takes a scrypt of 2^18.
const SLOW = { timeout: 100_000 };

async function startNew(page: Page): Promise<void> {
  await page.getByText('Đơn vị chưa có tệp khóa?').click();
  await page.getByRole('button', { name: 'Làm tệp khóa mới' }).click();
  await expect(page.getByRole('heading', { name: 'Làm tệp khóa' })).toBeFocused();
}

/** The six words and the saved file, as the officer takes them from the screen. */
async function keep(page: Page): Promise<{ passphrase: string; file: Uint8Array; name: string }> {
  const words = page.getByRole('list', { name: 'Sáu từ của mật khẩu' }).getByRole('listitem');
  await expect(words).toHaveCount(6, SLOW);
  const passphrase = (await words.allTextContents()).join(' ');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Lưu tệp khóa' }).click();
  const download = await saved;
  return {
    passphrase,
    file: new Uint8Array(await readFile(await download.path())),
    name: download.suggestedFilename(),
  };
}

async function tryKey(page: Page, file: Uint8Array, passphrase: string): Promise<void> {
  await page.getByLabel('Tệp khóa').setInputFiles(upload('khoa.age', file));
  await page.getByLabel('Mật khẩu').fill(passphrase);
  await page.getByRole('button', { name: 'Thử khóa' }).click();
}

const half = (page: Page) => page.getByLabel('Nửa công khai', { exact: true });

test.use({ viewport: { width: 1024, height: 768 } });

test('a new key file gives its public half only after the saved file and the written words opened a tip', async ({
  page,
  office,
}) => {
  test.setTimeout(300_000);
  await openTool(page, office);
  await startNew(page);
  await page.getByLabel('Mã hộp thư').fill('Lùng Phình');
  await page.getByRole('button', { name: 'Làm tệp khóa' }).click();
  await expect(page.getByRole('alert')).toContainText('Mã hộp thư chỉ gồm chữ thường không dấu');
  await page.getByLabel('Mã hộp thư').fill('ta-van-chu');
  await page.keyboard.press('Enter');
  const { passphrase, file, name } = await keep(page);
  // Hidden on the screen, it is what goes into the envelope.
  const sheetSays = await page.locator('.sheet b').nth(1).textContent();
  expect(name).toMatch(/^khoa-ta-van-chu-\d{4}-\d\d-\d\d\.age$/);
  expect(await violations(page)).toEqual([]);
  expect(await page.locator('#desk').innerHTML()).not.toContain('age1pq1');

  await page.getByRole('button', { name: 'Đã cất xong, thử lại ngay' }).click();
  await expect(page.getByRole('heading', { name: 'Thử tệp khóa' })).toBeFocused();
  // The words must come from the paper now.
  await expect(page.locator('.six-words')).toHaveCount(0);
  expect(await page.locator('#desk').innerHTML()).not.toContain(passphrase.replaceAll(' ', '-'));
  await tryKey(page, office.keyFile, desk.PASSPHRASE);
  await expect(page.getByRole('alert')).toContainText('Đây là tệp khóa khác.', SLOW);
  await tryKey(page, file, desk.PASSPHRASE);
  await expect(page.getByRole('alert')).toContainText('Sáu từ không khớp', SLOW);
  await expect(half(page)).toHaveCount(0);
  await tryKey(page, file, passphrase);
  await expect(page.getByRole('heading', { name: 'Khóa dùng được' })).toBeVisible(SLOW);
  expect(await violations(page)).toEqual([]);

  const { identities, inbox } = await readKeyFile(file, passphrase);
  const recipient = await identityToRecipient(identities[0] ?? '');
  expect(inbox).toBe('ta-van-chu');
  // The file is what `npm run inbox` takes, and both sides say the same of it.
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Lưu nửa công khai' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('nua-cong-khai-ta-van-chu.txt');
  const bytes = new Uint8Array(await readFile(await saved.path()));
  const read = readPublicHalf(bytes);
  expect(read).toEqual({ inbox: 'ta-van-chu', recipient, replyKey: expect.stringMatching(/^[\w-]{43}$/) });
  await expect(half(page)).toHaveValue(new TextDecoder().decode(bytes));
  const told = sayFingerprint(fingerprintOfHalf(read as PublicHalf));
  await expect(page.getByText(told, { exact: true })).toBeVisible();
  await expect(page.getByText(`người vận hành (${CONTACT})`)).toBeVisible();
  expect(sheetSays).toBe(told);
  await page.getByRole('button', { name: 'Xong' }).click();
  await unlock(page, office, file, passphrase);
  await expect(page.getByRole('banner')).toContainText('Hộp thư ta-van-chu', SLOW);
});

test('a changed key opens new and old mails, and the tips on the desk stay meanwhile', async ({
  page,
  office,
}) => {
  test.setTimeout(300_000);
  const old = await mail(office.inbox, { 1: { text: 'Thư cũ' } });
  await openDesk(page, office);
  await drop(page, { 'a.eml': old });
  await page.getByRole('button', { name: 'Đổi khóa' }).click();
  await expect(page.getByText('Nghi tệp khóa bị mất hay bị chép trộm?')).toBeVisible();
  await page.getByRole('button', { name: 'Làm tệp khóa' }).click();
  const { passphrase, file } = await keep(page);
  await page.getByRole('button', { name: 'Đã cất xong, thử lại ngay' }).click();
  await tryKey(page, file, passphrase);
  await expect(page.getByText('Khóa ký trả lời vẫn như cũ.')).toBeVisible(SLOW);
  const secrets = await readKeyFile(file, passphrase);
  expect(secrets.identities.slice(1)).toEqual([office.inbox.unit]);
  expect(secrets.replySeed).toEqual(office.inbox.replySeed);

  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(rows(page)).toContainText([/Thư cũ/]);
  const renewed = await identityToRecipient(secrets.identities[0] ?? '');
  const inbox = { ...office.inbox, recipients: [renewed, renewed] as [string, string] };
  await drop(page, { 'b.eml': await mail(inbox, { 2: { text: 'Thư mới' } }) });
  await rows(page).getByRole('button', { name: 'Thư mới' }).click();
  await expect(paper(page)).toContainText('Thư mới');

  await page.getByRole('button', { name: 'Khóa lại' }).click();
  await unlock(page, office, file, passphrase);
  await expect(page.getByRole('heading', { name: 'Ba bước' })).toBeVisible(SLOW);
  await drop(page, { 'a.eml': old });
  await expect(rows(page)).toContainText([/Thư cũ/]);
});

test('the recovery sheet prints without the words unless asked, and giving up forgets them', async ({
  page,
  office,
}) => {
  test.setTimeout(150_000);
  await openTool(page, office);
  await startNew(page);
  await page.getByLabel('Mã hộp thư').fill('ta-van-chu');
  await page.getByRole('button', { name: 'Làm tệp khóa' }).click();
  const { passphrase } = await keep(page);
  const [first = ''] = passphrase.split(' ');
  await page.emulateMedia({ media: 'print' });
  const sheet = page.locator('.sheet');
  await expect(sheet).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Cất tệp khóa và mật khẩu' })).toBeHidden();
  await expect(sheet).toContainText(/Vân tay khóa [0-9A-F]{4}( [0-9A-F]{4}){3}/);
  await expect(sheet).toContainText(`báo người vận hành (${CONTACT}) ngay`);
  await expect(sheet.locator('li').first()).toHaveText('');
  await page.emulateMedia({ media: 'screen' });
  await expect(sheet).toBeHidden();
  await page.getByLabel('In luôn sáu từ.').check();
  await expect(sheet.locator('li').first()).toHaveText(first);

  await page.getByRole('button', { name: 'Thôi, không làm nữa' }).click();
  await expect(page.getByRole('button', { name: 'Mở khóa' })).toBeVisible();
  await expect(page.locator('.six-words')).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(0);
});
