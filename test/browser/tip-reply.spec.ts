/** The way back to a tip by its receipt: where it stands, what was answered, and more words. */
import type { Page } from '@playwright/test';
import { toBase64url, toHex } from '../../site/envelope/bytes.ts';
import { deriveReceipt, groupDigits, makeReceipt } from '../../site/envelope/receipt.ts';
import { dayOf, dayText } from '../../worker/contract/day.ts';
import { ENDPOINTS, type StatusAnswer } from '../../worker/contract/endpoints.ts';
import { INBOX_ID_SIZE } from '../../worker/contract/inbox-id.ts';
import {
  BOX_SIZE,
  encodeMailbox,
  encodeReply,
  MAILBOX_ANSWER_SIZE,
  REPLY_FIELD,
  type AddressedReply,
} from '../../worker/contract/reply.ts';
import { expectForgotten, heapOf } from './heap.ts';
import { expect, test } from './line.ts';
import { awaitMail, replyTo, wayBack, type InboxId } from './mailbox.ts';
import { readsWell } from './reads-well.ts';
import { askStatus, offeredPhones, sendTip, TIPS, tipIn, words, writeTip } from './tip-page.ts';

const RECEIPT = '12345678901234567888';
const GROUPED = '1234 5678 9012 3456 7888';

const receiptField = (page: Page) => page.getByLabel(words.checkReceipt);
const ask = (page: Page) => page.getByRole('button', { name: words.checkButton });
const verdict = (page: Page) => page.locator('form').getByRole('status');
const replies = (page: Page) => page.getByRole('article');
const moreWords = (page: Page) => page.getByLabel(words.thread.addText);
const showDay = (day: number) => dayText(day).split('-').toReversed().join('/');

/** Addresses of the POST requests from now on: what the line is asked. */
function posts(page: Page): string[] {
  const paths: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') paths.push(new URL(request.url()).pathname);
  });
  return paths;
}

/** A line that knows one thing of every tip at the inbox `from`, and has these replies for every mailbox. */
async function standIn(
  page: Page,
  known: { from: InboxId; answer: StatusAnswer } | null,
  inMailbox: AddressedReply[] = [],
): Promise<void> {
  const unknown: StatusAnswer = { status: 'unknown', day: null };
  await page.route(`**${ENDPOINTS.status}`, (route) => {
    const body = route.request().postDataBuffer()?.subarray(0, INBOX_ID_SIZE).toString();
    return route.fulfill({ json: body?.replaceAll('\0', '') === known?.from ? known?.answer : unknown });
  });
  const noise = Uint8Array.from({ length: MAILBOX_ANSWER_SIZE }, (_, at) => at % 251);
  await page.route(`**${ENDPOINTS.mailbox}`, (route) =>
    route.fulfill({ body: Buffer.from(encodeMailbox(inMailbox, noise)) }),
  );
}

const opened: { from: InboxId; answer: StatusAnswer } = {
  from: 'lung-phinh',
  answer: { status: 'opened', day: '2026-11-05' },
};

test.describe('a receipt as it is typed', () => {
  test('twenty digits with a slip are told at once, and the line is not asked', async ({ page }) => {
    await page.goto('/bao-tin/tra-loi/');
    const asked = posts(page);
    const wrong = { 'a digit off': '12345678901234567889', 'two digits swapped': '12345678901234568788' };
    for (const [name, typed] of Object.entries(wrong)) {
      await receiptField(page).fill('');
      await receiptField(page).pressSequentially(typed.slice(0, 19));
      await expect(verdict(page), name).toHaveText('');
      await receiptField(page).press(typed.slice(19));
      await expect(verdict(page), name).toHaveText(words.thread.typo);
      await ask(page).click();
      await expect(verdict(page), name).toHaveText(words.thread.typo);
      await expect(receiptField(page), name).toHaveValue(groupDigits(typed).join(' '));
    }
    await receiptField(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Backspace');
    await expect(verdict(page)).toHaveText('');
    await receiptField(page).fill('123456789012345678880');
    await expect(verdict(page)).toHaveText(words.thread.tooMany.replace('{count}', '1'));
    expect(asked).toEqual([]);
  });

  test('what is no receipt is told when asked, stays to be mended, and the line is not asked', async ({
    page,
  }) => {
    await page.goto('/bao-tin/tra-loi/');
    const asked = posts(page);
    for (const typed of ['1234 5678 9012 3456 788', '1234567890123456788x', 'không nhớ mã', '']) {
      await receiptField(page).fill(typed);
      await expect(verdict(page), typed).toHaveText('');
      await ask(page).click();
      await expect(verdict(page), typed).toHaveText(words.checkWrong);
      await expect(receiptField(page), typed).toHaveValue(typed);
    }
    expect(asked).toEqual([]);
  });

  test('any spacing, any zero and one, and wide digits become the same groups of four', async ({ page }) => {
    await page.goto('/bao-tin/tra-loi/');
    const ways = [
      RECEIPT,
      ` ${GROUPED} `,
      GROUPED.replaceAll(' ', '-'),
      GROUPED.replaceAll(' ', '\u00A0– '),
      [...RECEIPT].join('.'),
      GROUPED.replaceAll('0', 'O').replaceAll('1', 'l'),
      GROUPED.replaceAll('0', 'o').replaceAll('1', 'I'),
      RECEIPT.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    ];
    for (const typed of ways) {
      await receiptField(page).fill('');
      await receiptField(page).focus();
      await page.keyboard.insertText(typed);
      await expect(receiptField(page), typed).toHaveValue(GROUPED);
      await expect(page.getByText('Đã gõ 20 trong 20 số.')).toBeVisible();
      await receiptField(page).fill('');
      await receiptField(page).pressSequentially(typed);
      await expect(receiptField(page), typed).toHaveValue(GROUPED);
      await expect(verdict(page), typed).toHaveText('');
    }
  });

  test('a slip in the middle can be mended without the caret running away', async ({ page }) => {
    await page.goto('/bao-tin/tra-loi/');
    await receiptField(page).pressSequentially('123456789912');
    await expect(receiptField(page)).toHaveValue('1234 5678 9912');
    for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('0');
    await expect(receiptField(page)).toHaveValue('1234 5678 9012');
    expect(await receiptField(page).evaluate((field: HTMLInputElement) => field.selectionStart)).toBe(12);
    await page.keyboard.press('End');
    await page.keyboard.insertText('34567888');
    await expect(receiptField(page)).toHaveValue(GROUPED);
    // Deleted one by one, spaces are no wall.
    for (let key = 0; key < 20; key++) await page.keyboard.press('Backspace');
    await expect(receiptField(page)).toHaveValue('');
  });
});

test('where a tip stands is said in words, with what follows, whichever of the two inboxes knows', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const cases: [InboxId, Exclude<StatusAnswer['status'], 'unknown'>, string][] = [
    ['lung-phinh', 'held', 'Đường dây đã nhận tin ngày 05/11/2026.'],
    ['lao-cai', 'mailed', 'Tin đã đến hộp thư công an ngày 05/11/2026.'],
    ['lung-phinh', 'opened', 'Công an đã mở tin. Ghi nhận ngày 05/11/2026.'],
    ['lao-cai', 'escalated', 'Ngày 05/11/2026, tin đã được chuyển thêm cho cấp trên.'],
  ];
  for (const [from, status, said] of cases) {
    await standIn(page, { from, answer: { status, day: '2026-11-05' } });
    expect(await askStatus(page, RECEIPT)).toContain(said);
    await expect(page.getByText(words.thread.next[status])).toBeVisible();
    await expect(offeredPhones(page)).toHaveCount(status === 'opened' ? 0 : 2);
    await expect(page.getByText(words.thread.noReply)).toBeVisible();
    await expect(page.getByRole('heading').first()).toBeVisible();
    await expect(page.getByRole('heading', { name: said })).toBeFocused();
    // More words go to who has the tip, and to nobody else.
    const readers = from === 'lung-phinh' ? 'Chỉ Công an xã Lùng Phình và' : 'Chỉ Công an tỉnh Lào Cai và';
    await expect(page.getByText(readers)).toBeVisible();
    await readsWell(page);
    await page.unrouteAll();
  }
});

test('a receipt that the line does not know: it says so, and asks for no more words', async ({ page }) => {
  await standIn(page, null);
  expect(await askStatus(page, RECEIPT)).toBe(words.status.unknown);
  // Nobody knows where it happened.
  await expect(offeredPhones(page)).toHaveText([/113$/]);
  await expect(moreWords(page)).toHaveCount(0);
  await expect(page.getByText(words.thread.noReply)).toHaveCount(0);
  await page.getByRole('link', { name: words.thread.again }).click();
  await expect(receiptField(page)).toHaveValue('');
});

test('a line that breaks: it says so, gives the numbers, and the receipt need not be typed again', async ({
  page,
}) => {
  await standIn(page, opened);
  await page.route(`**${ENDPOINTS.mailbox}`, (route) => route.abort(), { times: 1 });
  expect(await askStatus(page, RECEIPT)).toBe(words.checkFailed);
  await expect(offeredPhones(page)).toHaveText([/113$/]);
  await expect(receiptField(page)).toHaveValue(GROUPED);
  await ask(page).click();
  await expect(page.getByRole('heading', { name: 'Công an đã mở tin.' })).toBeVisible({ timeout: 60_000 });
  // The tip says whose place it is.
  await expect(page.getByRole('complementary').getByRole('link')).toHaveText([
    /tỉnh Lào Cai.*0692\.509\.489/,
    /tỉnh Lào Cai.*0692\.506\.112/,
  ]);
});

test('keys that did not come are asked for again', async ({ page }) => {
  await standIn(page, opened);
  let dead = true;
  await page.route('**/khoa/*', (route) => (dead ? route.abort() : route.continue()));
  expect(await askStatus(page, RECEIPT)).toBe(words.checkFailed);
  dead = false;
  await ask(page).click();
  await expect(page.getByRole('heading', { name: 'Công an đã mở tin.' })).toBeVisible({ timeout: 60_000 });
});

test('what goes over the line is the same whether there are replies or none', async ({ page }) => {
  const way = await wayBack(RECEIPT);
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    asked.push(`${request.method()} ${pathname} ${request.postDataBuffer()?.length ?? 0}`);
  });
  const look = async (inMailbox: AddressedReply[]) => {
    await standIn(page, opened, inMailbox);
    await page.goto('/bao-tin/tra-loi/');
    await expect(receiptField(page)).toBeVisible();
    asked.length = 0;
    await receiptField(page).fill(RECEIPT);
    await ask(page).click();
    await expect(replies(page)).toHaveCount(inMailbox.length, { timeout: 60_000 });
    await expect(page.getByRole('heading', { name: words.thread.replies })).toBeVisible({ timeout: 60_000 });
    await page.unrouteAll();
    return asked.toSorted();
  };
  const without = await look([]);
  expect(without).toContain(`POST ${ENDPOINTS.mailbox} ${BOX_SIZE}`);
  expect(without.filter((one) => one.startsWith(`POST ${ENDPOINTS.status} `))).toHaveLength(2);
  expect(await look([await replyTo(way, 'lung-phinh', 'Có')])).toEqual(without);
});

test.describe('replies', () => {
  test('show newest first, with who wrote and when, as plain text with its lines', async ({ page }) => {
    const way = await wayBack(RECEIPT);
    const today = dayOf(Date.now());
    const text = 'Dòng một: Ắ Ỵ 👨‍👩‍👧\n  <b>đậm</b> <img src=x onerror=alert(1)> &amp;\n\nמימין لليسار';
    await standIn(page, opened, [
      await replyTo(way, 'lao-cai', 'Của tỉnh, hôm qua', today - 1),
      await replyTo(way, 'lung-phinh', 'Hôm nay, trước', today),
      await replyTo(way, 'lung-phinh', text, today),
      await replyTo(way, 'lung-phinh', 'Đã lâu', today - 30),
    ]);
    await askStatus(page, RECEIPT);
    await expect(replies(page).getByRole('heading')).toHaveText([
      `Công an xã Lùng Phình, ngày ${showDay(today)}`,
      `Công an xã Lùng Phình, ngày ${showDay(today)}`,
      `Công an tỉnh Lào Cai, ngày ${showDay(today - 1)}`,
      `Công an xã Lùng Phình, ngày ${showDay(today - 30)}`,
    ]);
    expect(await replies(page).locator('.words').allTextContents()).toEqual([
      text,
      'Hôm nay, trước',
      'Của tỉnh, hôm qua',
      'Đã lâu',
    ]);
    expect(await replies(page).locator('b, img').count()).toBe(0);
    // Lines stay lines.
    expect(await replies(page).first().locator('.words').innerText()).toBe(text);
    await expect(page.getByText(words.thread.caution)).toBeVisible();
    await readsWell(page);
  });

  test('what could turn or hide its words is written out', async ({ page }) => {
    const hidden = 'Gọi \u202E311\u202C ngay\u200B đi\u2066x\u2069';
    await standIn(page, opened, [await replyTo(await wayBack(RECEIPT), 'lung-phinh', hidden)]);
    await askStatus(page, RECEIPT);
    await expect(replies(page).locator('.words')).toHaveText(
      'Gọi ‹U+202E›311‹U+202C› ngay‹U+200B› đi‹U+2066›x‹U+2069›',
    );
  });

  test('a forged or damaged one is named, and no word, sender or day of it shows', async ({ page }) => {
    const way = await wayBack(RECEIPT);
    const good = await replyTo(way, 'lung-phinh', 'Lời thật');
    const stranger = await wayBack(makeReceipt());
    const flip = (bytes: Uint8Array) => bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
    const forgeries: Record<string, AddressedReply> = {
      'another signature': { ...good, sig: flip(good.sig) },
      'another text': { ...good, ct: flip(good.ct) },
      'another day': { ...good, day: good.day - 1 },
      'signed by another inbox': { ...(await replyTo(way, 'lao-cai', 'Lời giả')), inbox: 'lung-phinh' },
      'of an inbox that there is not': { ...good, inbox: 'khong-co' },
      'from another mailbox': await replyTo({ ...way, box: stranger.box }, 'lung-phinh', 'Lời giả'),
    };
    for (const [name, forged] of Object.entries(forgeries)) {
      await standIn(page, opened, [forged]);
      await askStatus(page, RECEIPT);
      await expect(page.getByText(words.thread.forged), name).toBeVisible();
      await expect(replies(page), name).toHaveCount(0);
      await expect(page.getByText(/Lời (giả|thật)/), name).toHaveCount(0);
      await page.unrouteAll();
    }
    await standIn(page, opened, [
      good,
      { ...good, sig: flip(good.sig) },
      // Signed, but for somebody else's key.
      await replyTo({ ...stranger, box: way.box }, 'lung-phinh', 'Không mở được'),
    ]);
    await askStatus(page, RECEIPT);
    await expect(page.getByText(words.thread.forged)).toHaveCount(1);
    await expect(page.getByText(words.thread.damaged)).toHaveCount(1);
    await expect(page.getByText('Lời thật')).toBeVisible();
    await readsWell(page);
  });
});

test('an answer that the officer posted shows under the receipt; words written back reach the police in the same thread', async ({
  page,
  request,
  line,
}) => {
  test.setTimeout(240_000);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  const mark = crypto.randomUUID().slice(0, 8);
  await writeTip(page, { text: `Tin đầu ${mark}` });
  const receipt = await sendTip(page);
  const first = (await awaitMail(line.mailDir, 'lung-phinh', mark)).tips.find(({ tip }) =>
    tip.text.includes(mark),
  )?.tip;
  if (!first?.reply) throw new Error('the tip has no way back');

  const answer = `Xin nói rõ giờ nào ${mark}`;
  const sealed = await replyTo(first.reply, 'lung-phinh', answer);
  const posted = await request.post(line.url + ENDPOINTS.replies, {
    form: { [REPLY_FIELD]: toBase64url(encodeReply(sealed)) },
  });
  expect(posted.status()).toBe(202);

  await askStatus(page, receipt);
  await expect(replies(page).locator('.words')).toHaveText(answer);
  await expect(page).toHaveURL('/');
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
    0,
    0,
    '',
  ]);

  const more = `Khoảng bảy giờ tối ${mark}-2`;
  await moreWords(page).fill(more);
  const sent = page.waitForRequest(TIPS);
  await page.getByRole('button', { name: words.send }).click();
  const second = await tipIn(await sent);
  await expect(page.getByRole('heading', { name: words.thread.added })).toBeFocused({ timeout: 100_000 });
  await expect(moreWords(page)).toHaveValue('');
  await expect(replies(page).locator('.words')).toHaveText(answer);
  const { thread } = await deriveReceipt(receipt);
  expect(second).toMatchObject({
    type: 'followup',
    inbox: 'lung-phinh',
    text: more,
    thread: toHex(thread),
    reply: first.reply,
    where: null,
    when: null,
    files: [],
  });
  expect(second.thread).toBe(first.thread);
  expect(second.id).not.toBe(first.id);
  expect(second.ack).not.toBe(first.ack);
  const arrived = (await awaitMail(line.mailDir, 'lung-phinh', more)).tips.map(({ tip }) => tip);
  expect(arrived).toContainEqual(second);

  const whole = [
    await page.evaluate(() => [document.title, location.href, JSON.stringify(history.state)].join()),
    ...said,
  ].join('\n');
  for (const secret of [receipt, answer, more]) expect(whole).not.toContain(secret);
  expect(said).toEqual([]);
});

test('nine answers: the eight newest show', async ({ page, request, line }) => {
  const receipt = makeReceipt();
  const way = await wayBack(receipt);
  for (let count = 1; count <= 9; count++) {
    const record = toBase64url(encodeReply(await replyTo(way, 'lung-phinh', `Trả lời số ${count}`)));
    const posted = await request.post(line.url + ENDPOINTS.replies, { form: { [REPLY_FIELD]: record } });
    expect(posted.status()).toBe(202);
  }
  // The line has no tip of this receipt, as after 90 days: the answers are there all the same.
  expect(await askStatus(page, receipt)).toBe(words.status.unknown);
  await expect(replies(page).locator('.words')).toHaveText(
    [9, 8, 7, 6, 5, 4, 3, 2].map((count) => `Trả lời số ${count}`),
  );
});

test('a line that breaks while more words are sent loses none of them', async ({ page }) => {
  await standIn(page, opened);
  await askStatus(page, RECEIPT);
  await moreWords(page).fill('Đừng mất');
  await page.route(TIPS, (route) => route.fulfill({ status: 400, json: { e: 'bad-frame' } }), { times: 1 });
  await page.getByRole('button', { name: words.send }).click();
  await expect(page.getByRole('heading', { name: words.failed })).toBeVisible({ timeout: 60_000 });
  await expect(offeredPhones(page)).toHaveCount(2);
  await page.getByRole('button', { name: words.back }).click();
  await expect(moreWords(page)).toHaveValue('Đừng mất');
  await page.route(TIPS, (route) => route.fulfill({ status: 202, json: {} }));
  await page.getByRole('button', { name: words.send }).click();
  await expect(page.getByRole('heading', { name: words.thread.added })).toBeVisible({ timeout: 60_000 });
});

test('everything can be done with the keyboard alone', async ({ page }) => {
  await standIn(page, opened, [await replyTo(await wayBack(RECEIPT), 'lung-phinh', 'Đọc bằng phím')]);
  await page.route(TIPS, (route) => route.fulfill({ status: 202, json: {} }));
  await page.goto('/bao-tin/tra-loi/');
  const tabTo = async (target: ReturnType<typeof moreWords>) => {
    for (let key = 0; key < 40; key++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error('not reached by Tab');
  };
  await tabTo(receiptField(page));
  await page.keyboard.type(RECEIPT);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Công an đã mở tin.' })).toBeFocused({ timeout: 60_000 });
  await expect(page.getByText('Đọc bằng phím')).toBeVisible();
  await tabTo(page.getByRole('button', { name: words.send }));
  await page.keyboard.press('Enter');
  await expect(moreWords(page)).toBeFocused();
  await expect(page.getByText(words.textMissing)).toBeVisible();
  await page.keyboard.type('Viết bằng phím');
  await tabTo(page.getByRole('button', { name: words.send }));
  const sent = page.waitForRequest(TIPS);
  await page.keyboard.press('Space');
  expect(await tipIn(await sent)).toMatchObject({ type: 'followup', text: 'Viết bằng phím' });
  await expect(page.getByRole('heading', { name: words.thread.added })).toBeFocused({ timeout: 60_000 });
  await tabTo(page.getByRole('button', { name: words.thread.done }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#tra-loi')).toHaveCount(0);
});

test('leaving wipes receipt, replies and written words from the screen and from memory', async ({ page }) => {
  const receipt = makeReceipt();
  await standIn(page, opened, [await replyTo(await wayBack(receipt), 'lung-phinh', 'Mot loi dap')]);
  await askStatus(page, receipt);
  // Looked for in memory alone: asking the page for these words would put them there.
  await moreWords(page).fill('Chu dang viet');
  expect((await heapOf(page)).includes('Mot loi dap'), 'the search finds what is there').toBe(true);
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })));
  await expect(page.locator('#tra-loi')).toBeEmpty();
  await expectForgotten(page, [receipt, groupDigits(receipt).join(' '), 'Mot loi dap', 'Chu dang viet']);
});
