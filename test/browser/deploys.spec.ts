/** A deploy while a page is open: it goes on, or it says what to do, and no word is lost. */
import { createServer, request as forward } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { kidHexOf, type InboxKeys } from '../../site/envelope/keys.ts';
import { photoWithPlace } from '../fixtures/photos/make.ts';
import { expect } from './line.ts';
import { chooseAndWait, filesIn, part, picker, t as photos } from './photo-part.ts';
import { readsWell } from './reads-well.ts';
import {
  heading,
  lookScreen,
  offeredPhones,
  openForm,
  press,
  sendButton,
  shownReceipt,
  textField,
  tipIn,
  TIPS,
  words,
  writeTip,
} from './tip-page.ts';
import { test } from './two-releases.ts';

// One line for all of them, whose site changes under each.
test.describe.configure({ mode: 'default' });

const TELLING = 'Nhà cạnh nhà tôi có xe lạ.\nNó bán lâu rồi.';
const askPhotos = (page: Page) => {
  // The tap opens the phone's own chooser too; the tests choose past it.
  page.on('filechooser', () => undefined);
  return press(page, photos.open);
};
/** Looks past the exposures and sends what is written. */
const sendAll = async (page: Page) => {
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  await expect(lookScreen(page)).toBeVisible();
  await press(page, words.exposures.send);
  await shownReceipt(page);
  return sent;
};

test('with the earlier files kept: photo, last look and sending all go on', async ({ page, site }) => {
  await openForm(page);
  site.second('kept');
  await page.getByRole('radio', { name: 'Công an xã Lùng Phình' }).check();
  await textField(page).fill(TELLING);
  await askPhotos(page);
  await expect(picker(page)).toBeVisible();
  await chooseAndWait(page, photoWithPlace());
  const { tip } = await filesIn(await sendAll(page));
  expect(tip).toMatchObject({ text: TELLING, files: [{ n: 'anh-1.jpg' }] });
});

test('without them, once writing has begun: it can still be sent, and of photos the page says how', async ({
  page,
  site,
}) => {
  const came = Promise.all(
    [/ExposureCheck/, /tip-worker/, /proof-worker/].map((name) => page.waitForResponse(name)),
  );
  await writeTip(page, { text: TELLING });
  await came;
  site.second('gone');
  await askPhotos(page);
  await expect(page.getByText(words.media.gone)).toBeVisible();
  await expect(part(page)).toHaveCount(0);
  await expect(textField(page)).toHaveValue(TELLING);
  await readsWell(page);
  expect(await tipIn(await sendAll(page))).toMatchObject({ text: TELLING });
});

test('without them, before the first word: the last look is told as missing, then the page as old, text and numbers kept', async ({
  page,
  site,
}) => {
  await openForm(page);
  await page.getByRole('radio', { name: 'Công an xã Lùng Phình' }).check();
  site.second('gone');
  await textField(page).fill(TELLING);
  await page.getByLabel(words.where).fill('Gốc đa');
  await sendButton(page).click();
  await expect(heading(page, words.unlooked)).toBeFocused();
  await expect(page.locator('.words')).toHaveText(`${TELLING}\n\nGốc đa`);
  await readsWell(page);
  await press(page, words.send);
  await expect(heading(page, words.failed)).toBeFocused({ timeout: 60_000 });
  await expect(page.getByText(words.gone)).toBeVisible();
  await expect(page.locator('.words')).toHaveText(`${TELLING}\n\nGốc đa`);
  await expect(offeredPhones(page)).toContainText(['0692.509.489', '0692.506.112']);
  await readsWell(page);

  // Back leads to what was written; the page itself, opened again in any way, is the new one.
  await press(page, words.back);
  await expect(textField(page)).toHaveValue(TELLING);
  await sendButton(page).click();
  await expect(page.getByText(words.gone)).toBeVisible();
  const loads: string[] = [];
  page.on('request', (request) => loads.push(new URL(request.url()).pathname));
  // It is a link like others: what is not copied yet is not lost by a slip of the thumb.
  await page.getByRole('link', { name: words.reload }).click();
  await page.getByRole('button', { name: 'Ở lại' }).click();
  await expect(page.locator('.words')).toHaveText(`${TELLING}\n\nGốc đa`);
  await page.getByRole('link', { name: words.reload }).click();
  await page.getByRole('button', { name: 'Rời đi' }).click();
  await page.getByRole('button', { name: words.start }).click();
  expect(loads).toContainEqual(expect.stringMatching(/\/mount-tip\.new/));
  await expect(page.getByText(TELLING)).toHaveCount(0);
});

test('without them, a page opened again by its address is the new one at once', async ({
  page,
  site,
  context,
}) => {
  await openForm(page);
  site.second('gone');
  await askPhotos(page);
  await expect(page.getByText(words.media.gone)).toBeVisible();
  const other = await context.newPage();
  await writeTip(other, { text: TELLING });
  await askPhotos(other);
  await expect(picker(other)).toBeVisible();
  expect(await tipIn(await sendAll(other))).toMatchObject({ text: TELLING });
});

test('the reply page says it too', async ({ page, site }) => {
  await page.goto('/bao-tin/tra-loi/');
  await expect(page.getByLabel(words.checkReceipt)).toBeVisible();
  site.second('gone');
  await page.getByLabel(words.checkReceipt).fill('12345678901234567888');
  await press(page, words.checkButton);
  await expect(page.getByText(words.gone)).toBeVisible();
});

test('errors that a browser has kept from an earlier deploy do not keep a new page from its scripts', async ({
  page,
  site,
  context,
}) => {
  let isBroken = true;
  // What stood before answered misses as it answers files: to be kept for a year.
  const before = createServer((incoming, answer) => {
    const { url = '', method, headers } = incoming;
    if (isBroken && /Photos|Voice|ExposureCheck|-worker-/.test(url)) {
      answer.writeHead(404, { 'cache-control': 'public, max-age=31536000, immutable' }).end('404');
      return;
    }
    const onward = forward(site.url + url, { method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 500, came.headers);
      came.pipe(answer);
    });
    incoming.pipe(onward);
  }).listen(0, 'localhost');
  await once(before, 'listening');
  const address = `http://localhost:${(before.address() as AddressInfo).port}/bao-tin/`;
  const begin = async (on: Page) => {
    await on.goto(address);
    await press(on, words.start);
    await press(on, words.flow.onePage);
    await on.getByRole('radio', { name: 'Công an xã Lùng Phình' }).check();
    await textField(on).fill(TELLING);
    await askPhotos(on);
  };
  await begin(page);
  await expect(page.getByText(words.media.gone)).toBeVisible();

  isBroken = false;
  const other = await context.newPage();
  await begin(other);
  await expect(picker(other)).toBeVisible();
  expect(await tipIn(await sendAll(other))).toMatchObject({ text: TELLING });
  before.closeAllConnections();
  before.close();
});

test('a rotation: a page with the old key, whose line is gone, gets the new one and gets through', async ({
  page,
  site,
}) => {
  const script = await (await fetch(`${site.url}/khoa/0.js`)).text();
  const keys = JSON.parse(script.slice('export default '.length, script.lastIndexOf(';'))) as InboxKeys[];
  const recipients = await Promise.all(
    [0, 1].map(async () => identityToRecipient(await generateHybridIdentity())),
  );
  const old = keys.map((each) => (each.id === 'lung-phinh' ? { ...each, recipients } : each));
  site.put('khoa/0.js', `export default ${JSON.stringify(old)};\n`);
  await writeTip(page, { text: 'Khóa đã đổi' });
  // As every content page does it, so that sending asks for nothing more.
  await page.evaluate(async () => (await fetch('/khoa/0.js')).text());
  site.put('khoa/0.js', script);

  const answers: [string, number][] = [];
  const scripts: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/khoa/')) scripts.push(new URL(request.url()).search);
  });
  page.on('response', (response) => {
    const kid = response.request().postDataBuffer()?.subarray(8, 16).toString('hex') ?? '';
    if (response.url().endsWith('/api/tips')) answers.push([kid, response.status()]);
  });
  const accepted = page.waitForResponse(
    (response) => response.status() === 202 && response.url().endsWith('/api/tips'),
  );
  await sendButton(page).click();
  await shownReceipt(page);
  const current = keys.find(({ id }) => id === 'lung-phinh')?.recipients ?? [];
  expect(answers).toEqual([
    [kidHexOf(recipients as InboxKeys['recipients']), 410],
    [kidHexOf(current as InboxKeys['recipients']), 202],
  ]);
  expect(scripts.at(-1)).toMatch(/^\?[0-9a-f]{8}$/);
  expect(await tipIn((await accepted).request())).toMatchObject({ text: 'Khóa đã đổi' });
});
