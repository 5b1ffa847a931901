import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { boundsOf, readPdf } from '../site/print/pdf-reader.ts';
import { asSvg, readQr } from '../site/print/qr-reader.ts';
import { expect, test } from './line.ts';
import { readsWell } from './reads-well.ts';

const field = (page: Page) => page.getByRole('textbox', { name: /^Tên/ });
const status = (page: Page) => page.locator('form.studio').getByRole('status');
const preview = (page: Page) => page.getByRole('img', { name: /^Áp phích nhóm \d: / });

/** What the preview says, line after line, and how large its sheet is. */
async function shown(page: Page): Promise<{ said: string; box: string | null }> {
  const texts = await preview(page).locator('text').allTextContents();
  return { said: texts.join(' '), box: await preview(page).getAttribute('viewBox') };
}

async function download(page: Page, button: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test('a name is seen on the poster at once, and comes home as a PDF and an SVG with the same words', async ({
  page,
  line,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto('/ap-phich/nhom-2/', { waitUntil: 'networkidle' });
  const parts = /\/(poster-studio|pdf|qr)\.[\w-]+\.js|phong-chu|\.ttf/;
  expect(asked.filter((address) => parts.test(address))).toEqual([]);

  // As some keyboards write it: each mark a letter of its own.
  await field(page).fill('Bản Phố'.normalize('NFD'));
  await expect(status(page)).toContainText('Áp phích ghi “THÔN BẢN PHỐ”');
  expect((await shown(page)).said).toContain('XÂY DỰNG THÔN BẢN PHỐ KHÔNG MA TÚY 1. Số điện thoại');
  expect((await shown(page)).box).toBe('0 0 800 1600');
  expect(asked.filter((address) => /\/pdf\.|\.ttf/.test(address))).toEqual([]);

  const pdf = await download(page, 'Tải PDF để in');
  expect(pdf.name).toBe('ap-phich-nhom-2-thon-ban-pho-0.8x1.6.pdf');
  const read = await readPdf(pdf.bytes);
  expect([read.pages, Math.round(read.width * 10), Math.round(read.height * 10)]).toEqual([1, 8000, 16000]);
  expect(read.title).toContain('THÔN BẢN PHỐ');
  const said = read.texts.map(({ text }) => text).join(' ');
  expect(said).toBe((await shown(page)).said);
  // The tests' site holds demo keys.
  expect(said.match(/BẢN THỬ/g)).toHaveLength(2);
  expect(read.fonts).toEqual([{ name: 'LACHAN+BeVietnamPro-Bold', embedded: true }]);
  const code = read.fills.find(({ ink }) => ink === '#17211b');
  expect(code && readQr(asSvg(read.fills), boundsOf(code), 0.2)).toBe(`${line.url}/bao-tin/`);
  await expect(status(page)).toContainText('Đã tạo tệp ap-phich-nhom-2-thon-ban-pho-0.8x1.6.pdf');

  await page.getByLabel('PDF có lề xén').check();
  const marked = await readPdf((await download(page, 'Tải PDF để in')).bytes);
  expect([marked.width, marked.height].map(Math.round)).toEqual([820, 1620]);

  const svg = await download(page, 'Tải SVG');
  expect(svg.name).toBe('ap-phich-nhom-2-thon-ban-pho-0.8x1.6.svg');
  const drawing = svg.bytes.toString();
  expect(drawing).toMatch(/^<svg [^>]*width="800mm" height="1600mm"/);
  expect(drawing.match(/@font-face/g)).toHaveLength(2);
  expect([...drawing.matchAll(/<text [^>]*>([^<]*)/g)].map(([, text]) => text).join(' ')).toBe(said);

  // What was typed is in no address and in no store, and nothing came from elsewhere.
  expect(
    asked.filter((address) => !address.startsWith(line.url) || /\?|ban-pho|b%e1/i.test(address)),
  ).toEqual([]);
  expect(page.url()).toBe(`${line.url}/ap-phich/nhom-2/`);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
});

test('kind, size and name from the keyboard alone, also a very long one', async ({ page }) => {
  await page.goto('/ap-phich/nhom-3/');
  await page.getByRole('radio', { name: 'Trường' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: 'Cơ sở' })).toBeChecked();
  await expect.poll(async () => (await shown(page)).said).toContain('XÂY DỰNG CƠ SỞ');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'A4' })).toBeChecked();
  await page.keyboard.press('Tab');
  await expect(field(page)).toBeFocused();
  const school = 'PTDTBT TH&THCS số 2 Lùng Phình và Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên';
  await page.keyboard.insertText(`Trường ${school}`);
  await expect(status(page)).toContainText('Vừa khổ A4');
  const { said, box } = await shown(page);
  expect(said).toContain(`XÂY DỰNG TRƯỜNG ${school.toLocaleUpperCase('vi')} KHÔNG TỘI PHẠM VÀ TỆ NẠN MA TÚY`);
  expect(box).toBe('0 0 210 297');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('PDF có lề xén')).toBeFocused();
  await page.keyboard.press('Tab');
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await coming).suggestedFilename()).toMatch(/^ap-phich-nhom-3-truong-ptdtbt-th-thcs-.*-a4\.pdf$/);
});

test('a refused name says why beside the field, and is not made into a file', async ({ page }) => {
  await page.goto('/ap-phich/nhom-2/');
  for (const [name, reason] of [
    ['W'.repeat(110), /dài quá/],
    ['Bản '.repeat(40), /dài hơn 120 ký tự/],
    ['Na Lốc 中', /không có ký tự “中”/],
    ['Bản Phố, xã Lùng Phình', /Hãy bỏ phần “xã Lùng Phình”/],
  ] as const) {
    await field(page).fill(name);
    await expect(status(page)).toHaveText(reason);
    await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(field(page)).toHaveAccessibleDescription(/120 ký tự.*Hãy bỏ phần/);
  await page.getByRole('button', { name: 'Tải PDF để in' }).click();
  await expect(field(page)).toBeFocused();
  await readsWell(page);
  await field(page).fill('Bản Phố');
  await expect(status(page)).toContainText('Vừa khổ');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'false');
  for (const target of await page.locator('.picks label, #ten-noi, .studio button').all())
    expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(48);
  await readsWell(page);
});

test('where the PDF cannot be made, it says so, and the drawing still can', async ({ page }) => {
  await page.route('**/*.ttf', (route) => route.abort());
  await page.goto('/ap-phich/nhom-5/');
  await field(page).fill('Karaoke Ánh Dương');
  await page.getByRole('button', { name: 'Tải PDF để in' }).click();
  await expect(status(page)).toHaveText(/Chưa tạo được tệp.*tải SVG.*bản để trống/);
  expect((await download(page, 'Tải SVG')).name).toBe('ap-phich-nhom-5-co-so-karaoke-anh-duong-0.8x1.6.svg');
  await page.unroute('**/*.ttf');
  expect((await download(page, 'Tải PDF để in')).name).toMatch(/anh-duong-0\.8x1\.6\.pdf$/);
});

const offersFiles = async (page: Page) => {
  await page.goto('/ap-phich/nhom-2/');
  await expect(page.getByText('mở trang này bằng trình duyệt')).toBeVisible();
  await expect(page.locator('form.studio')).toBeHidden();
  await expect(page.getByRole('button', { name: /^Tải/ })).toHaveCount(0);
  await expect(page.locator('a[href="/ap-phich/nhom-2/0.8x1.6.pdf"]')).toBeVisible();
};

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the page offers the files with the blank and says how to fill it', async ({ page }) => {
    await offersFiles(page);
  });
});

test.describe('inside Zalo', () => {
  test.use({
    userAgent:
      'Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/99.0 Mobile Safari/537.36 Zalo android/12',
  });
  test('the page offers the files with the blank and has no button that would do nothing', async ({
    page,
  }) => {
    await offersFiles(page);
    await readsWell(page);
  });
});
