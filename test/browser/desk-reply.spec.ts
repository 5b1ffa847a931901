/** The officer's tool: answering a tip, the tips of one thread, and the proof that someone reported. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ed25519 } from '@noble/curves/ed25519.js';
import { identityToRecipient } from 'age-encryption';
import type { Page } from '@playwright/test';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { deskFile } from '../../site/commands/release/check-dist.ts';
import { distFolder } from '../../site/commands/project.ts';
import { toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { deriveReceipt, makeReceipt, groupDigits } from '../../site/envelope/receipt.ts';
import { openReply, REPLY_LIMIT } from '../../site/envelope/reply.ts';
import { sealTip } from '../../site/envelope/seal.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import { dayOf } from '../../worker/contract/day.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { decodeMailbox, decodeReply } from '../../worker/contract/reply.ts';
import * as desk from '../site/desk/fixtures.ts';
import { test as lineTest } from './line.ts';
import { keyFile, passphrase } from './mailbox.ts';
import {
  catchPosts,
  drop,
  expect,
  mail,
  openDesk,
  paper,
  rows,
  SITE,
  test,
  unlock,
  violations,
} from './office.ts';

/** Someone who reported: the receipt, and what of it stands in their tips. */
async function makeSender() {
  const receipt = makeReceipt();
  const { identity, box, thread } = await deriveReceipt(receipt);
  const reply = { pk: await identityToRecipient(identity), box: toBase64url(box) };
  return { receipt, identity, box, fields: { reply, thread: toHex(thread) } satisfies Partial<Tip> };
}

const ANSWER = 'Đã nhận tin. <img src=x onerror="document.title=1"> Bà con yên tâm.';
const field = (page: Page) => page.getByLabel('Lời nhắn');
const sealButton = (page: Page) => page.getByRole('button', { name: 'Niêm phong trả lời' });

async function openTip(page: Page, number: number): Promise<void> {
  await rows(page)
    .getByRole('button', { name: `Số ${number}` })
    .click();
}

test.use({ viewport: { width: 1024, height: 700 } });

test.describe('a reply', () => {
  test('goes sealed to the site in a new tab, opens with the sender’s receipt alone, and the desk stays', async ({
    page,
    context,
    office,
    requests,
  }) => {
    const posts = await catchPosts(context);
    const sender = await makeSender();
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, { 7: { ...sender.fields, text: 'Tin bảy' }, 8: {} }),
    });
    await openTip(page, 7);
    await expect(paper(page)).toContainText('Đừng hỏi tên, số điện thoại hay chỗ ở. Đừng hẹn gặp.');
    await field(page).fill(ANSWER);
    await sealButton(page).click();
    await expect(paper(page)).toContainText(/Đã niêm phong trả lời lúc \d\d:\d\d\./);
    await expect(page.getByRole('button', { name: 'Gửi trả lời' })).toBeFocused();
    await expect(paper(page)).toContainText('Chưa gửi.');
    expect(requests).toEqual([]);

    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Gửi trả lời' }).click();
    const tab = await opened;
    await expect(tab.getByText('Đã nhận.')).toBeVisible();
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
    expect(posts.map(({ url, origin }) => [url, origin])).toEqual([[SITE + ENDPOINTS.replies, 'null']]);
    expect([...(posts[0]?.body.keys() ?? [])]).toEqual(['reply']);

    const record = Buffer.from(posts[0]?.body.get('reply') ?? '', 'base64url');
    expect(record.includes('Đã nhận')).toBe(false);
    const sealed = decodeReply(new Uint8Array(record));
    expect(sealed).toMatchObject({ inbox: 'lung-phinh', day: dayOf(Date.now()), box: sender.box });
    const reader = { ...sender, replyKey: toBase64url(ed25519.getPublicKey(office.inbox.replySeed)) };
    expect(sealed && (await openReply(sealed, reader))).toEqual({ text: ANSWER });

    await expect(paper(page)).toContainText('Công cụ này không thấy được câu trả lời của đường dây');
    await expect(paper(page)).toContainText('Tin bảy');
    await expect(rows(page)).toHaveCount(2);
    // What the officer wrote is text and nothing else, and it can be sent once more.
    await expect(paper(page).getByText(ANSWER, { exact: true })).toBeVisible();
    await expect(page.locator('img')).toHaveCount(0);
    await expect(page).toHaveTitle('Mở tin báo');
    await expect(page.getByRole('button', { name: 'Gửi lại' })).toBeEnabled();
    expect(requests.splice(0)).toEqual([SITE + ENDPOINTS.replies]);
  });

  test('has a limit that is said while one writes, and nothing or too much cannot be sealed', async ({
    page,
    office,
  }) => {
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: (await makeSender()).fields }) });
    await openTip(page, 1);
    await expect(paper(page)).toContainText(`Còn ${REPLY_LIMIT} ký tự.`);
    await expect(sealButton(page)).toBeDisabled();
    await field(page).fill(' \n ');
    await expect(sealButton(page)).toBeDisabled();
    // As a Mac pastes it: two units a letter, one once it is cleaned.
    await field(page).fill('ế'.normalize('NFD').repeat(REPLY_LIMIT));
    await expect(paper(page)).toContainText('Còn 0 ký tự.');
    await expect(sealButton(page)).toBeEnabled();
    await field(page).fill('ế'.repeat(REPLY_LIMIT + 3));
    await expect(paper(page)).toContainText('Dài quá 3 ký tự, hãy bớt đi.');
    await expect(sealButton(page)).toBeDisabled();
  });

  test('that is half written is still there after a look at another tip, and one can be changed', async ({
    page,
    office,
  }) => {
    await openDesk(page, office);
    const { fields } = await makeSender();
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: fields, 2: (await makeSender()).fields }) });
    await openTip(page, 1);
    await field(page).fill('Đang viết dở');
    await openTip(page, 2);
    await expect(field(page)).toHaveValue('');
    await openTip(page, 1);
    await expect(field(page)).toHaveValue('Đang viết dở');
    await sealButton(page).click();
    await expect(field(page)).toHaveValue('');
    await page.getByRole('button', { name: 'Sửa lại' }).click();
    await expect(field(page)).toHaveValue('Đang viết dở');
    await expect(field(page)).toBeFocused();
    await expect(paper(page)).not.toContainText('Đã niêm phong');
  });

  test('with the key of another inbox is not offered: the tool says who can answer', async ({
    page,
    office,
  }) => {
    await openDesk(page, office);
    const { fields } = await makeSender();
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: { ...fields, inbox: 'ta-van-chu' } }) });
    await openTip(page, 1);
    await expect(paper(page)).toContainText('Chỉ đơn vị của hộp thư ta-van-chu trả lời được tin này.');
    await expect(field(page)).toHaveCount(0);
    await expect(page.locator('form[action*="replies"]')).toHaveCount(0);
  });

  test('to a tip without an address, or with nonsense for one, is refused in words', async ({
    page,
    office,
  }) => {
    await openDesk(page, office);
    const { fields } = await makeSender();
    await drop(page, {
      'a.eml': await mail(office.inbox, {
        1: {},
        2: { reply: { pk: '<b>age1pq1</b>', box: fields.reply.box } },
        3: { reply: { pk: fields.reply.pk, box: fields.reply.box.slice(2) } },
      }),
    });
    await openTip(page, 1);
    await expect(paper(page)).toContainText('Tin này không kèm hộp nhận trả lời.');
    for (const number of [2, 3]) {
      await openTip(page, number);
      await field(page).fill('Đã nhận.');
      await sealButton(page).click();
      await expect(paper(page).getByRole('alert')).toContainText('Không trả lời được tin này.');
      await expect(field(page)).toHaveValue('Đã nhận.');
    }
  });

  test('is forgotten with the key', async ({ page, office }) => {
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: (await makeSender()).fields }) });
    await openTip(page, 1);
    await field(page).fill('Câu đã niêm phong');
    await sealButton(page).click();
    await expect(paper(page)).toContainText('Đã niêm phong');
    await field(page).fill('Câu viết dở');
    await page.getByRole('button', { name: 'Khóa lại' }).click();
    await expect(page.getByLabel('Mật khẩu')).toBeVisible();
    expect(await page.content()).not.toMatch(/Câu (đã niêm phong|viết dở)/);
    await unlock(page, office);
    await expect(page.getByRole('heading', { name: 'Ba bước' })).toBeVisible();
    expect(await page.content()).not.toMatch(/Câu (đã niêm phong|viết dở)/);
  });
});

test('the tips of one thread stand on each other’s paper, in order, and lead to one another', async ({
  page,
  office,
}) => {
  const { fields } = await makeSender();
  await openDesk(page, office);
  await drop(page, {
    'a.eml': await mail(office.inbox, {
      3: { ...fields, text: 'Tin đầu', created: '2026-11-18' },
      4: { ...(await makeSender()).fields, text: 'Người khác' },
      9: { ...fields, text: 'Kể thêm', type: 'followup', created: '2026-11-20' },
    }),
  });
  await openTip(page, 3);
  const thread = page.getByRole('region', { name: 'Cùng một cuộc trao đổi' });
  await expect(thread.getByRole('listitem')).toHaveText([
    'Số 3, ngày 18/11/2026, đang mở',
    'Số 9, ngày 20/11/2026, tin bổ sung',
  ]);
  await field(page).fill('Đã nhận cả hai.');
  await sealButton(page).click();
  await thread.getByRole('button', { name: 'Số 9' }).click();
  await expect(paper(page)).toContainText('Kể thêm');
  await expect(paper(page)).toBeFocused();
  // One mailbox, so what was answered stands here too.
  await expect(paper(page)).toContainText('Đã nhận cả hai.');
  await expect(rows(page).getByRole('button', { name: 'Số 9' })).toHaveAttribute('aria-current', 'true');
  await openTip(page, 4);
  await expect(thread).toHaveCount(0);
});

test.describe('the proof that someone reported', () => {
  test('names the tips that carry the receipt, however it is typed, and keeps nothing of it', async ({
    page,
    office,
  }) => {
    const { receipt, fields } = await makeSender();
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, {
        5: { ...fields, text: 'Của người này', created: '2026-11-19' },
        6: { ...(await makeSender()).fields },
        7: { ...fields, type: 'followup' },
        8: {},
      }),
    });
    await page.getByText('Người báo muốn chứng minh đã báo').click();
    const typed = page.getByLabel('Mã nhận, 20 chữ số');
    await typed.fill(groupDigits(receipt).join(' . '));
    await page.getByRole('button', { name: 'Tìm tin mang mã này' }).click();
    const proof = page.locator('details.proof');
    await expect(proof.getByRole('listitem')).toHaveText([
      'Số 5, ngày 19/11/2026',
      'Số 7, ngày 21/11/2026, tin bổ sung',
    ]);
    await expect(typed).toHaveValue('');
    const kept = await page.evaluate(
      () => document.documentElement.outerHTML + JSON.stringify(history.state),
    );
    expect(kept.replace(/\D/g, '')).not.toContain(receipt);
    await proof.getByRole('button', { name: 'Số 5' }).click();
    await expect(paper(page)).toContainText('Của người này');
  });

  test('tells a typing error from a receipt that no open tip carries', async ({ page, office }) => {
    const { receipt, fields } = await makeSender();
    await openDesk(page, office);
    await drop(page, { 'a.eml': await mail(office.inbox, { 1: fields }) });
    await page.getByText('Người báo muốn chứng minh đã báo').click();
    const typed = page.getByLabel('Mã nhận, 20 chữ số');
    const status = page.locator('details.proof').getByRole('status');
    const wrong = receipt.replace(/^./, (digit) => String((Number(digit) + 1) % 10));
    for (const text of ['', receipt.slice(1), wrong]) {
      await typed.fill(text);
      await page.getByRole('button', { name: 'Tìm tin mang mã này' }).click();
      await expect(status).toContainText('Mã chưa đúng');
      // It can be corrected, so it must still be there.
      await expect(typed).toHaveValue(text);
    }
    await typed.fill((await makeSender()).receipt);
    await page.getByRole('button', { name: 'Tìm tin mang mã này' }).click();
    await expect(status).toContainText('Không tin nào đang mở ở đây mang mã này.');
    await expect(typed).toHaveValue('');
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`answering has no accessibility violation in ${colorScheme}, and fits a phone`, async ({
    page,
    office,
  }) => {
    const { receipt, fields } = await makeSender();
    await page.emulateMedia({ colorScheme });
    await openDesk(page, office);
    await drop(page, {
      'a.eml': await mail(office.inbox, { 1: fields, 2: { ...fields, type: 'followup' }, 3: {} }),
    });
    await page.getByText('Người báo muốn chứng minh đã báo').click();
    await page.getByLabel('Mã nhận, 20 chữ số').fill(receipt);
    await page.getByRole('button', { name: 'Tìm tin mang mã này' }).click();
    await expect(page.locator('details.proof').getByRole('listitem')).toHaveCount(2);
    await openTip(page, 1);
    await field(page).fill('Đã nhận.');
    await sealButton(page).click();
    await field(page).fill('x'.repeat(REPLY_LIMIT + 1));
    await expect(paper(page)).toContainText('Dài quá 1 ký tự');
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  });
}

lineTest(
  'a reply typed in the tool reaches the mailbox of the line, and opens with the receipt',
  async ({ page, context, line }) => {
    const folder = await mkdtemp(join(tmpdir(), 'la-chan-tool-'));
    const tool = join(folder, basename(deskFile));
    await copyFile(join(distFolder, deskFile), tool);
    const [entry] = inboxes.filter(({ id }) => id === 'lung-phinh');
    const sender = await makeSender();
    const text = 'Ắ Ằ ộ: đã nhận, “cảm ơn” 👍 <b>';
    const recipients = entry?.recipients as [string, string];
    const inbox = { ...(await desk.makeInbox('lung-phinh')), recipients };
    const { age } = await sealTip(desk.makeTip(inbox, sender.fields), new Uint8Array(16), recipients);

    await page.setViewportSize({ width: 1024, height: 700 });
    await page.goto(pathToFileURL(tool).href);
    await page.getByLabel('Tệp khóa').setInputFiles(keyFile('lung-phinh'));
    await page.getByLabel('Mật khẩu').fill(passphrase);
    await page.getByRole('button', { name: 'Mở khóa' }).click();
    await expect(page.getByRole('banner')).toContainText('lung-phinh', { timeout: 100_000 });
    await drop(page, { 'tin.age': age });
    await rows(page).getByRole('button').click();
    await field(page).fill(text);
    await sealButton(page).click();
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Gửi trả lời' }).click();
    const tab = await opened;
    await expect(tab.getByRole('heading', { name: 'Đã nhận trả lời' })).toBeVisible();
    expect(tab.url()).toBe(line.url + ENDPOINTS.replies);

    const answer = await fetch(line.url + ENDPOINTS.mailbox, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: sender.box.slice(),
    });
    const [reply, ...others] = decodeMailbox(new Uint8Array(await answer.arrayBuffer())) ?? [];
    expect(others).toEqual([]);
    expect(reply && (await openReply(reply, { ...sender, replyKey: entry?.replyKey ?? '' }))).toEqual({
      text,
    });
    await rm(folder, { recursive: true });
  },
);
