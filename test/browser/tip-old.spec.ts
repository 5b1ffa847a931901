/** Browsers that cannot seal a tip, and old ones that can. */
import type { BrowserContext, Page } from '@playwright/test';
import { photoWithPlace } from '../fixtures/photos/make.ts';
import { toBase64url } from '../../site/envelope/bytes.ts';
import { makeReceipt } from '../../site/envelope/receipt.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { encodeReply, REPLY_FIELD } from '../../worker/contract/reply.ts';
import { expect, test as base } from './line.ts';
import { replyTo, wayBack } from './mailbox.ts';
import { chooseAndWait, filesIn, openPhotos } from './photo-part.ts';
import { startTap, type Tap } from './tap.ts';
import {
  askStatus,
  sendButton,
  sendTip,
  shownReceipt,
  textField,
  TIPS,
  tipIn,
  words,
  writeTip,
} from './tip-page.ts';

const test = base.extend<{ tap: Tap }>({
  tap: async ({ line }, use) => {
    const tap = await startTap(line.url);
    await use(tap);
    await tap.stop();
  },
});

/** The way that is always open: said plainly, numbers that dial, and nothing that could be filled in vain. */
async function offersTheCallOnly(page: Page, origin = ''): Promise<void> {
  for (const address of ['/bao-tin/', '/bao-tin/tra-loi/']) {
    await page.goto(origin + address);
    await expect(page.getByText(words.noForm)).toBeVisible();
    // No place is known, so no province's number is right; danger is said first.
    const links = await page
      .locator('a[href^="tel:"]:visible')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).toEqual(
      address === '/bao-tin/' ? ['tel:113', 'tel:115', 'tel:113', 'tel:113'] : ['tel:113', 'tel:113'],
    );
    // The way out of Zalo stays: it copies the address for another browser.
    const fillable = page.getByRole('main').locator('form, input, textarea, button:not(#chep-dia-chi)');
    await expect(fillable).toHaveCount(0);
  }
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the tip and reply pages say how else to report, with numbers that dial', async ({ page }) => {
    await offersTheCallOnly(page);
  });

  test('the exit is an ordinary link to a harmless page', async ({ page }) => {
    await page.route('https://nchmf.gov.vn/', (route) =>
      route.fulfill({ body: '<h1>Thời tiết</h1>', contentType: 'text/html; charset=utf-8' }),
    );
    await page.goto('/bao-tin/');
    await page.getByRole('link', { name: 'Thoát' }).click();
    await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
  });
});

test.describe('the same is said', () => {
  const missing = {
    'crypto.subtle': () => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }),
    Worker: () => Reflect.deleteProperty(window, 'Worker'),
    TransformStream: () => Reflect.deleteProperty(window, 'TransformStream'),
    BigInt: () => Reflect.deleteProperty(window, 'BigInt'),
  };
  for (const [name, remove] of Object.entries(missing)) {
    test(`in a browser without ${name}`, async ({ page }) => {
      await page.addInitScript(remove);
      await offersTheCallOnly(page);
    });
  }

  test('at an address without https', async ({ browser, tap }) => {
    const context = await browser.newContext({ proxy: tap.proxy });
    const page = await context.newPage();
    await offersTheCallOnly(page, 'http://la-chan.test');
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await context.close();
  });

  test('when the script of the page does not come', async ({ page }) => {
    await page.route('**/_astro/*.js', (route) => route.abort());
    await offersTheCallOnly(page);
  });
});

test('a phone of 2020 sends all the same', async ({ page, context }) => {
  const workers = await makeOld(context);
  const sent = page.waitForRequest(TIPS);
  await writeTip(page, { text: 'Từ máy cũ: Ắ Ỵ 👨‍👩‍👧', where: 'Ở bến' });
  await sendTip(page);
  expect(await tipIn(await sent)).toMatchObject({ text: 'Từ máy cũ: Ắ Ỵ 👨‍👩‍👧', where: 'Ở bến' });
  expect([...workers].toSorted()).toEqual(['proof', 'tip']);
});

test('a phone of 2020 reads an answer and writes back', async ({ page, context, request, line }) => {
  const workers = await makeOld(context);
  const receipt = makeReceipt();
  const record = encodeReply(await replyTo(await wayBack(receipt), 'lung-phinh', 'Giờ nào?'));
  await request.post(line.url + ENDPOINTS.replies, { form: { [REPLY_FIELD]: toBase64url(record) } });
  await askStatus(page, receipt);
  await expect(page.getByText('Giờ nào?')).toBeVisible();
  await page.getByLabel(words.thread.addText).fill('Từ máy cũ: bảy giờ tối');
  const sent = page.waitForRequest(TIPS);
  await sendButton(page).click();
  expect(await tipIn(await sent)).toMatchObject({ type: 'followup', text: 'Từ máy cũ: bảy giờ tối' });
  await expect(page.getByRole('heading', { name: words.thread.added })).toBeVisible({ timeout: 60_000 });
  expect([...workers].toSorted()).toEqual(['proof', 'thread']);
});

test.describe('inside Zalo on an old phone', () => {
  test.use({
    userAgent:
      'Mozilla/5.0 (Linux; Android 8.1.0; CPH1803 Build/OPM1.171019.026; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/80.0.3987.99 Mobile Safari/537.36 Zalo android/12100674 ZaloTheme/light ZaloLanguage/vi',
    hasTouch: true,
    isMobile: true,
  });

  test('a tip is asked for, looked at, sent and asked after by taps alone, and nothing is saved or opened', async ({
    page,
    context,
  }) => {
    const astray: string[] = [];
    page.on('download', (download) => astray.push(`download ${download.url()}`));
    page.on('pageerror', (error) => astray.push(String(error)));
    context.on('page', (other) => astray.push(`window ${other.url()}`));
    await makeOld(context);
    await context.addInitScript(() => {
      for (const name of ['print', 'share', 'PaymentRequest']) Reflect.deleteProperty(window, name);
      for (const name of ['share', 'canShare', 'clipboard', 'connection'])
        Reflect.deleteProperty(Navigator.prototype, name);
    });
    const tap = (name: string) => page.getByRole('button', { name, exact: true }).first().tap();
    const sent = page.waitForRequest(TIPS);

    await page.goto('/bao-tin/');
    await expect(page.locator('#mo-dau li').first()).toContainText('Zalo');
    await tap(words.start);
    await tap(words.flow.safe);
    await page.getByText(words.categories.sale).tap();
    await tap(words.flow.next);
    await page.getByText('Công an xã Lùng Phình').first().tap();
    await tap(words.flow.next);
    await page.getByText(words.flow.periods.week).tap();
    await tap(words.flow.next);
    await textField(page).fill('Chồng em mua ở bến lúc 21h37.');
    await tap(words.flow.next);
    await tap(words.send);
    await tap(words.exposures.useWider);
    await tap(words.exposures.send);
    const receipt = await shownReceipt(page);
    expect(await tipIn(await sent)).toMatchObject({ category: 'sale', text: 'Chồng em mua ở bến buổi tối.' });
    expect(await askStatus(page, receipt)).toMatch(/ngày/);
    expect(astray).toEqual([]);
  });

  test('the exit, the blank and the way back work, too', async ({ page, context }) => {
    await makeOld(context);
    await page.route('https://nchmf.gov.vn/', (route) =>
      route.fulfill({ body: '<h1>Thời tiết</h1>', contentType: 'text/html; charset=utf-8' }),
    );
    await writeTip(page, { text: 'Từ máy cũ' });
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await expect(textField(page)).toBeHidden();
    await page.getByRole('link', { name: 'Thoát' }).tap();
    await expect(page.getByRole('heading', { name: 'Thời tiết' })).toBeVisible();
    await page.goBack({ waitUntil: 'commit' }).catch(() => undefined);
    await expect(textField(page)).toHaveCount(0);
  });
});

test('a phone of 2020 sends a photo too', async ({ page, context }) => {
  await makeOld(context);
  await openPhotos(page, 'Ảnh từ máy cũ');
  await chooseAndWait(page, photoWithPlace());
  const sent = page.waitForRequest(TIPS);
  await sendTip(page);
  expect((await filesIn(await sent)).tip).toMatchObject({ files: [{ n: 'anh-1.jpg' }] });
});

/** Takes from page and workers what Chrome 80 had not yet, native X25519 among it; returns the workers it did so to. */
async function makeOld(context: BrowserContext): Promise<ReadonlySet<string>> {
  const workers = new Set<string>();
  const age = () => {
    const later: [object, string[]][] = [
      [Object, ['hasOwn', 'groupBy']],
      [Array, ['fromAsync']],
      [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']],
      [String.prototype, ['at', 'replaceAll', 'isWellFormed', 'toWellFormed']],
      [
        Object.getPrototypeOf(Uint8Array.prototype) as object,
        ['at', 'findLast', 'toSorted', 'toReversed', 'with'],
      ],
      [Uint8Array.prototype, ['toHex', 'toBase64', 'setFromHex', 'setFromBase64']],
      [Uint8Array, ['fromHex', 'fromBase64']],
      [ArrayBuffer.prototype, ['transfer', 'transferToFixedLength']],
      [Promise, ['any', 'withResolvers', 'try']],
      [AbortSignal, ['timeout', 'any', 'abort']],
      [AbortSignal.prototype, ['throwIfAborted', 'reason']],
      [Crypto.prototype, ['randomUUID']],
      [ReadableStream, ['from']],
      [Blob.prototype, ['bytes']],
      [URL, ['canParse', 'parse']],
      [Intl, ['Segmenter', 'DisplayNames']],
      // A worker has no elements.
      ...(typeof Element === 'function'
        ? ([[Element.prototype, ['replaceChildren', 'getAnimations', 'checkVisibility']]] as [
            object,
            string[],
          ][])
        : []),
      [
        globalThis,
        [
          'structuredClone',
          'OffscreenCanvas',
          'SubmitEvent',
          'reportError',
          'scheduler',
          'WeakRef',
          'FinalizationRegistry',
          'AggregateError',
          'Iterator',
        ],
      ],
    ];
    for (const [owner, names] of later) for (const name of names) Reflect.deleteProperty(owner, name);
    const subtle = SubtleCrypto.prototype as unknown as Record<
      string,
      (...given: unknown[]) => Promise<unknown>
    >;
    for (const name of ['generateKey', 'importKey', 'deriveBits', 'deriveKey', 'sign', 'verify']) {
      const native = subtle[name];
      if (!native) continue;
      subtle[name] = function (this: unknown, ...given: unknown[]) {
        const unknown = /25519|448|ML-|ChaCha/i.test(
          JSON.stringify(given.filter((one) => !ArrayBuffer.isView(one))),
        );
        return unknown
          ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
          : native.apply(this, given);
      };
    }
  };
  await context.addInitScript(age);
  await context.route('**/_astro/*-worker-*.js', async (route) => {
    workers.add(/(\w+)-worker/.exec(route.request().url())?.[1] ?? '');
    const response = await route.fetch();
    await route.fulfill({ response, body: `(${String(age)})();\n${await response.text()}` });
  });
  return workers;
}

test('sending breaks no rule of the policy and says nothing in the console', async ({ page }) => {
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      // eslint-disable-next-line no-console
      console.error(violatedDirective, blockedURI),
    );
  });
  await writeTip(page, { text: 'Theo đúng phép' });
  expect(await page.evaluate(() => 'trustedTypes' in window)).toBe(true);
  await sendTip(page);
  expect(said).toEqual([]);
  // The rules do hold on this page.
  await page.evaluate(() => {
    const image = new Image();
    image.src = 'https://nowhere.test/a.png';
  });
  await expect.poll(() => said.join('\n')).toContain('img-src https://nowhere.test/a.png');
});
