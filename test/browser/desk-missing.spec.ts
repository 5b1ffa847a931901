/** The officer's tool where numbers are missing: whom they are missing from, and how they are asked for again. */
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Page } from '@playwright/test';
import { fromBase64url, toBase64url } from '../../site/envelope/bytes.ts';
import { readResend } from '../../site/envelope/resend.ts';
import { dayOf } from '../../worker/contract/day.ts';
import { type ResendRequest } from '../../worker/contract/resend.ts';
import { mailedFileOf } from '../../worker/delivery/mailed-file.ts';
import * as desk from '../site/desk/fixtures.ts';
import {
  catchPosts,
  CONTACT,
  drop,
  expect,
  line,
  mail,
  openDesk,
  rows,
  SITE,
  test,
  violations,
} from './office.ts';

const ask = (page: Page) => page.getByRole('button', { name: /^Xin gửi lại/ });
const lists = (page: Page) => page.getByRole('navigation', { name: 'Danh sách tin' }).getByRole('region');
const sealed = async (inbox: desk.TestInbox, text: string) =>
  (await desk.seal(inbox, desk.makeTip(inbox, { text }))).bytes;
const AFTER =
  'Đã mở thẻ mới: xem câu trả lời ở đó. Thư mới đến trong chuyến sau; số nào không còn giữ, trang ấy nói rõ. Mỗi ngày xin được vài lần.';

test.use({ viewport: { width: 1280, height: 800 } });

/** What the last post asks for; it fails unless the key of `inbox` signed it. */
function readPost(posts: Awaited<ReturnType<typeof catchPosts>>, inbox: desk.TestInbox): ResendRequest {
  const { body, ...post } = posts[posts.length - 1] ?? {};
  expect(post).toEqual({ url: `${SITE}/api/resends`, origin: 'null' });
  expect([...(body?.keys() ?? [])]).toEqual(['resend']);
  const record = fromBase64url(body?.get('resend') ?? '');
  const request = readResend(record, toBase64url(ed25519.getPublicKey(inbox.replySeed)));
  if (!request) throw new Error('not signed by the inbox');
  return request;
}

test('one press asks the line for them, signed; the next press asks with another record', async ({
  page,
  context,
  office,
  requests,
}) => {
  const posts = await catchPosts(context);
  await openDesk(page, office);
  await drop(page, {
    'a.eml': await mail(office.inbox, { 11: {}, 16: {}, 18: {} }),
    'sáng.eml': await mail(office.inbox, {}, { kind: 'heartbeat', last: 19 }),
  });
  await expect(ask(page)).toHaveText('Xin gửi lại số 12 đến 15, 17, 19');
  await expect(lists(page)).toContainText(
    `Không có thì xin gửi lại ở đây. Vẫn thiếu thì gọi người vận hành (${CONTACT}).`,
  );
  const press = async () => {
    const opened = context.waitForEvent('page');
    await ask(page).click();
    const tab = await opened;
    await expect(tab.getByText('Đã nhận.')).toBeVisible();
    expect(await tab.evaluate(() => window.opener as unknown)).toBeNull();
    await tab.close();
    return readPost(posts, office.inbox);
  };
  const first = await press();
  expect(first).toEqual({
    inbox: 'lung-phinh',
    to: 'unit',
    day: dayOf(Date.now()),
    once: expect.any(Uint8Array) as Uint8Array,
    ranges: [
      { from: 12, to: 15 },
      { from: 17, to: 17 },
      { from: 19, to: 19 },
    ],
  });
  await expect(lists(page).getByRole('status')).toHaveText(AFTER);
  await expect(ask(page)).toBeFocused();
  expect(await violations(page)).toEqual([]);
  const second = await press();
  expect({ ...second, once: null }).toEqual({ ...first, once: null });
  expect(toBase64url(second.once)).not.toBe(toBase64url(first.once));
  expect(posts).toHaveLength(2);
  expect(requests.splice(0)).toHaveLength(2);
});

test('what came meanwhile is not asked for again, and nothing is when nothing is missing', async ({
  page,
  context,
  office,
  requests,
}) => {
  const posts = await catchPosts(context);
  // A worker that is slow to sign, from `hold` to `letGo`.
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage as (...all: unknown[]) => void;
    let held: (() => void)[] | null = null;
    Worker.prototype.postMessage = function (this: Worker, ...all: unknown[]) {
      const send = () => post.apply(this, all);
      if (held && (all[0] as { do: string }).do === 'resend') held.push(send);
      else send();
    };
    Object.assign(window, {
      hold: () => (held = []),
      letGo() {
        for (const send of held ?? []) send();
        held = null;
      },
    });
  });
  const call = (name: string) =>
    page.evaluate((what) => (window as unknown as Record<string, () => void>)[what]?.(), name);
  await openDesk(page, office);
  await drop(page, { 'a.eml': await mail(office.inbox, { 1: {}, 4: {} }) });
  await expect(ask(page)).toHaveText('Xin gửi lại số 2, 3');
  const record = page.locator('input[name=resend]');
  const stale = await record.inputValue();
  await call('hold');
  await drop(page, { 'b.eml': await mail(office.inbox, { 2: {} }, { last: 4 }) });
  await expect(ask(page)).toHaveText('Xin gửi lại số 3');
  await expect(record).toHaveValue(stale);
  await ask(page).click();
  await call('letGo');
  await expect(record).not.toHaveValue(stale);
  const opened = context.waitForEvent('page');
  await ask(page).click();
  await (await opened).close();
  expect(readPost(posts, office.inbox).ranges).toEqual([{ from: 3, to: 3 }]);
  expect(posts).toHaveLength(1);
  await drop(page, { 'c.eml': await mail(office.inbox, { 3: {} }, { last: 4 }) });
  await expect(rows(page)).toHaveCount(4);
  await expect(ask(page)).toHaveCount(0);
  await expect(page.getByText('Thiếu số')).toHaveCount(0);
  expect(requests.splice(0)).toHaveLength(1);
});

test('more than fits one request is asked for part by part', async ({ page, context, office, requests }) => {
  const posts = await catchPosts(context);
  await openDesk(page, office);
  await drop(page, { 'a.eml': await mail(office.inbox, { 11: {} }, { last: 311 }) });
  const names = [
    'Xin gửi lại số 12 đến 211 trước',
    'Xin gửi lại số 212 đến 311',
    'Xin gửi lại số 12 đến 211 trước',
  ];
  const asked: ResendRequest[] = [];
  for (const name of names) {
    await expect(ask(page)).toHaveText(name);
    const opened = context.waitForEvent('page');
    await ask(page).click();
    await (await opened).close();
    asked.push(readPost(posts, office.inbox));
  }
  expect(asked.map(({ ranges }) => ranges)).toEqual([
    [{ from: 12, to: 211 }],
    [{ from: 212, to: 311 }],
    [{ from: 12, to: 211 }],
  ]);
  expect(new Set(asked.map(({ once }) => toBase64url(once))).size).toBe(3);
  expect(requests.splice(0)).toHaveLength(3);
});

test('a tip mailed again closes its gap, and is no copy of the one that came before', async ({
  page,
  office,
}) => {
  const [one, two] = await Promise.all(['Một', 'Hai'].map((text) => sealed(office.inbox, text)));
  const mailed = async (files: Record<number, Uint8Array | undefined>) => {
    const fresh: Record<number, desk.SealedFile> = {};
    for (const [number, age] of Object.entries(files))
      fresh[Number(number)] = await mailedFileOf(Uint8Array.from(age ?? new Uint8Array()));
    const manifest = desk.manifestOf(office.inbox, fresh, { last: 3 });
    return desk.mailOf(desk.signManifest(manifest, line.seed), fresh);
  };
  await openDesk(page, office);
  await drop(page, { 'a.eml': await mailed({ 1: one, 3: await sealed(office.inbox, 'Ba') }) });
  await expect(ask(page)).toHaveText('Xin gửi lại số 2');
  await rows(page).getByRole('button', { name: 'Số 1' }).click();
  await drop(page, { 'lại.eml': await mailed({ 1: one, 2: two }) });
  await expect(rows(page)).toContainText([/^Số 1Mua/, /^Số 2, chưa đọc/, /^Số 3, chưa đọc/]);
  await expect(ask(page)).toHaveCount(0);
  await expect(page.getByText('bản trùng')).toHaveCount(0);
});

test('are each list’s own: that of the key and those of oversight can be asked for, another unit’s not', async ({
  page,
  context,
  office,
  requests,
}) => {
  const posts = await catchPosts(context);
  const other = { ...office.inbox, id: 'lao-cai' };
  await openDesk(page, office);
  const quiet = ['sa-pa', 'si-ma-cai'].map((id) =>
    desk.manifestOf({ ...office.inbox, id }, {}, { kind: 'heartbeat', to: 'oversight', last: 3 }),
  );
  const beat = desk.manifestOf(office.inbox, {}, { kind: 'heartbeat', last: 2, hour: '2026-11-21T00' });
  await drop(page, {
    'a.eml': await mail(office.inbox, { 1: {}, 2: {} }),
    'b.eml': await mail(other, { 1: {}, 3: {} }, { to: 'oversight' }),
    'c.eml': await mail(other, { 4: {}, 6: {} }),
    'sáng.eml': await desk.mailOf(desk.signManifest(beat, line.seed, quiet), {}),
  });
  await expect(lists(page).getByRole('heading')).toHaveText([
    'Hộp thư lung-phinh',
    'Hộp thư lao-cai',
    'Hộp thư lao-cai, bản gửi cấp trên',
  ]);
  const [own, unit, oversight] = [0, 1, 2].map((at) => lists(page).nth(at));
  await expect(own ?? page).toContainText('số cuối cùng là 2');
  await expect(unit ?? page).toContainText('chỉ khóa của hộp thư lao-cai xin gửi lại được');
  await expect(oversight ?? page).toContainText('Thiếu số 2.');
  await expect(ask(page)).toHaveText(['Xin gửi lại số 2']);
  const opened = context.waitForEvent('page');
  await ask(page).click();
  await (await opened).close();
  expect(readPost(posts, office.inbox)).toMatchObject({ inbox: 'lao-cai', to: 'oversight' });
  await page.getByText('2 hộp thư khác không có tin ở đây').click();
  await expect(page.getByRole('heading', { name: 'Hộp thư si-ma-cai, bản gửi cấp trên' })).toBeVisible();
  requests.splice(0);
});
