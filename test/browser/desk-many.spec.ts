/** The officer's tool with many tips: searching them, ready-made answers, one answer to several. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { identityToRecipient } from 'age-encryption';
import type { Page } from '@playwright/test';
import { toBase64url } from '../../site/envelope/bytes.ts';
import { deriveReceipt, makeReceipt } from '../../site/envelope/receipt.ts';
import { openReply } from '../../site/envelope/reply.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { decodeReply, MAX_REPLIES } from '../../worker/contract/reply.ts';
import { catchPosts, drop, expect, mail, openDesk, paper, rows, SITE, test, violations } from './office.ts';

const search = (page: Page) => page.getByRole('searchbox');
const bar = (page: Page) => page.getByRole('search', { name: 'Lọc tin' });
const field = (page: Page) => page.getByLabel('Lời nhắn', { exact: true });
const pick = (page: Page, number: number) =>
  page.getByRole('checkbox', { name: `Trả lời tin số ${number}`, exact: true });

/** Someone who reported, whose mailbox is cheap to make: the key is real, the receipt behind it is shared. */
async function makeSenders(count: number) {
  const { identity } = await deriveReceipt(makeReceipt());
  const pk = await identityToRecipient(identity);
  return Array.from({ length: count }, (_, at) => {
    const box = new Uint8Array(32).fill(at + 1);
    return { identity, box, fields: { reply: { pk, box: toBase64url(box) } } satisfies Partial<Tip> };
  });
}

test.use({ viewport: { width: 1024, height: 768 } });

test.describe('searching', () => {
  test.beforeEach(async ({ page, office }) => {
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(
        office.inbox,
        {
          1: { text: 'Đứng bán ở đầu ngõ', where: 'Gần chợ' },
          2: { text: 'Hút trong quán', category: 'use' },
          4: { text: 'Giấu trong kho', category: 'storage', when: 'Tối thứ Bảy' },
        },
        { last: 4 },
      ),
    });
    await expect(rows(page)).toHaveCount(4);
  });

  test('needs no tone marks, says how many it found, and gives the list back with its gaps', async ({
    page,
  }) => {
    await expect(bar(page).getByRole('status')).toBeEmpty();
    await search(page).fill('thu bay');
    await expect(rows(page)).toContainText([/^Số 4/]);
    await expect(bar(page).getByRole('status')).toHaveText('Hiện 1 trong 3 tin.');
    await search(page).fill('trong');
    await expect(rows(page)).toHaveCount(2);
    await bar(page).getByLabel('Loại việc').selectOption('Sử dụng');
    await expect(rows(page)).toContainText([/^Số 2/]);
    await expect(bar(page).getByRole('status')).toHaveText('Hiện 1 trong 3 tin.');
    await page.getByRole('button', { name: 'Bỏ lọc' }).click();
    await expect(rows(page)).toContainText([/^Số 1/, /^Số 2/, /^Thiếu số 3$/, /^Số 4/]);
    await expect(search(page)).toHaveValue('');
    await expect(bar(page).getByLabel('Loại việc')).toHaveValue('');
  });

  test('goes on with the keyboard into the list, and a tip just read stays until the next', async ({
    page,
  }) => {
    await page.getByLabel('Chưa đọc').check();
    await search(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(paper(page)).toContainText('Đứng bán ở đầu ngõ');
    await expect(rows(page)).toHaveCount(3);
    await page.keyboard.press('ArrowDown');
    await expect(paper(page)).toContainText('Hút trong quán');
    await expect(rows(page)).toContainText([/^Số 2/, /^Số 4/]);
    await page.keyboard.press('ArrowDown');
    await expect(paper(page)).toContainText('Giấu trong kho');
    await expect(page.getByRole('button', { name: 'Số 4' })).toBeFocused();
  });

  test('asks the browser to remember and correct nothing', async ({ page }) => {
    for (const name of ['autocomplete', 'autocorrect'])
      await expect(search(page)).toHaveAttribute(name, 'off');
    await expect(search(page)).toHaveAttribute('spellcheck', 'false');
  });

  test('is forgotten when the desk locks', async ({ page }) => {
    await search(page).fill('từ khóa mật');
    await page.getByRole('button', { name: 'Khóa lại' }).click();
    await expect(page.getByLabel('Mật khẩu')).toBeVisible();
    expect(await page.content()).not.toContain('từ khóa mật');
  });
});

test.describe('an answer', () => {
  test('ready-made goes into the field, can be changed, and one that asks for a name is remarked on', async ({
    page,
    office,
  }) => {
    const [sender] = await makeSenders(1);
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: sender?.fields ?? {} }) });
    await rows(page).getByRole('button').click();
    await page.getByLabel('Câu soạn sẵn').selectOption('Cần biết khi nào');
    await page.getByRole('button', { name: 'Chèn' }).click();
    await expect(field(page)).toHaveValue(/thường xảy ra vào ngày nào/);
    await expect(field(page)).toHaveAttribute('autocorrect', 'off');
    await expect(field(page)).toBeFocused();
    await page.getByLabel('Câu soạn sẵn').selectOption('Nguy hiểm thì gọi 113');
    await page.getByRole('button', { name: 'Chèn' }).click();
    await expect(field(page)).toHaveValue(/thường xảy ra.*\n.*gọi 113/s);
    await expect(paper(page)).not.toContainText('có vẻ hỏi');
    await field(page).fill('Cho biet ten ban va so dien thoai.');
    await expect(paper(page)).toContainText('Lời nhắn này có vẻ hỏi tên, cách liên lạc.');
    // It is advice.
    await expect(page.getByRole('button', { name: 'Niêm phong trả lời' })).toBeEnabled();
    expect(await violations(page)).toEqual([]);
  });

  test('to many goes sealed to each sender, twenty in a post, and stands on each of their tips', async ({
    page,
    context,
    office,
    requests,
  }) => {
    const posts = await catchPosts(context);
    const senders = await makeSenders(MAX_REPLIES + 2);
    const tips: Record<number, Partial<Tip>> = Object.fromEntries(
      senders.map(({ fields }, at) => [at + 1, { ...fields, text: `Tin thứ ${at + 1}` }]),
    );
    const first = senders[0]?.fields ?? {};
    tips[50] = { ...first, type: 'followup' };
    tips[51] = { text: 'Không cần trả lời' };
    tips[52] = { ...first, inbox: 'lao-cai' };
    tips[53] = { reply: { pk: 'age1pq1hong', box: first.reply?.box ?? '' } };
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, tips) });
    await page.getByRole('button', { name: 'Trả lời nhiều tin một lần' }).click();
    await expect(pick(page, 51)).toBeDisabled();
    await expect(pick(page, 52)).toBeDisabled();
    await page.getByRole('button', { name: 'Chọn cả 24 tin đang hiện' }).click();
    await pick(page, 2).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: /^Số 3(?!\d)/ })).toBeFocused();
    await expect(page.getByText('Đã chọn 23 tin.')).toBeVisible();
    await page.getByRole('button', { name: 'Soạn trả lời' }).click();
    await expect(paper(page)).toContainText('Các tin này của 22 hộp nhận, mỗi hộp một lần.');
    await page.getByRole('button', { name: 'Chèn' }).click();
    const text = await field(page).inputValue();
    await page.getByRole('button', { name: 'Niêm phong 22 trả lời' }).click();
    await expect(paper(page)).toContainText('Đã niêm phong 20 trả lời');
    await expect(paper(page).getByRole('alert')).toContainText('Số 53');
    await expect(paper(page)).toContainText('Chưa chọn tin nào.');
    await expect(field(page)).toHaveValue('');
    expect(requests).toEqual([]);
    expect(await violations(page)).toEqual([]);

    for (const name of ['Gửi 20 trả lời', 'Gửi 1 trả lời']) {
      const opened = context.waitForEvent('page');
      await page.getByRole('button', { name }).click();
      await (await opened).close();
    }
    expect(posts.map(({ url, body }) => [url, body.getAll('reply').length])).toEqual([
      [SITE + ENDPOINTS.replies, 20],
      [SITE + ENDPOINTS.replies, 1],
    ]);
    const replyKey = toBase64url(ed25519.getPublicKey(office.inbox.replySeed));
    const records = posts.flatMap(({ body }) => body.getAll('reply'));
    const read = await Promise.all(
      records.map(async (record) => {
        const reply = decodeReply(new Uint8Array(Buffer.from(record, 'base64url')));
        const sender = senders.find(({ box }) => box[0] === reply?.box[0]);
        return (
          reply && sender && { box: sender.box[0], ...(await openReply(reply, { ...sender, replyKey })) }
        );
      }),
    );
    const boxes = senders.map(({ box }) => box[0]).filter((box) => box !== 2);
    expect(read).toEqual(boxes.map((box) => ({ box, text })));

    await rows(page).getByRole('button', { name: 'Số 5', exact: false }).first().click();
    await expect(paper(page).getByText(text, { exact: true })).toBeVisible();
    await expect(paper(page).getByRole('button', { name: 'Gửi lại' })).toBeVisible();
    requests.splice(0);
  });
});
