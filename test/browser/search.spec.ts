import { expect, test } from './line.ts';

test('search answers as one types, from the keyboard, and asks for nothing before its field is used', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const isPart = (path: string) => /muc-luc|\/find\./.test(path);

  await page.goto('/', { waitUntil: 'networkidle' });
  expect(asked.filter(isPart)).toEqual([]);

  const field = page.getByRole('searchbox');
  const search = page.getByRole('search');
  await field.focus();
  await expect.poll(() => asked.filter(isPart).length).toBe(2);

  await field.fill('DUONG DAY NONG');
  await expect(search.getByRole('status')).toHaveText(/Thấy \d+ trang/);
  const first = search.getByRole('link').first();
  await expect(first).toHaveText('Đường dây nóng');

  await field.fill('xyzzyqqq');
  await expect(search.getByRole('status')).toHaveText(/Không thấy/);
  await expect(search.getByRole('link')).toHaveCount(0);
  await field.fill('');
  await expect(search.getByRole('status')).toBeEmpty();

  await field.fill('lung phinh');
  await expect(first).toHaveText('Xã Lùng Phình');
  await page.keyboard.press('ArrowDown');
  await expect(first).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(field).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(first).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dia-ban\/lao-cai\/lung-phinh\/$/);
  // What was looked for stays on the device: not in an address, so in no log.
  expect(asked.filter((path) => path.includes('?'))).toEqual([]);
});

test('search says so when its parts cannot come, and tries again', async ({ page }) => {
  await page.route('**/muc-luc.json', (route) => route.abort());
  await page.goto('/tim/');
  await page.getByRole('searchbox').fill('loa');
  await expect(page.getByRole('search').getByRole('status')).toHaveText(/Chưa tải được/);
  await page.unroute('**/muc-luc.json');
  await page.getByRole('searchbox').fill('bai loa');
  await expect(page.getByRole('search').getByRole('link').first()).toBeVisible();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the home page leads to a plain list of all pages', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('searchbox')).toBeHidden();
    await page.getByRole('link', { name: 'Xem danh sách mọi trang' }).click();
    await expect(page).toHaveURL(/\/tim\/$/);
    await page.getByRole('link', { name: 'Đường dây nóng' }).first().click();
    await expect(page).toHaveURL(/\/duong-day-nong\/$/);
  });
});
