/** What leaves the phone, on the wire, and what stays on it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { CHALLENGE_BODY_SIZE, ENDPOINTS, STATUS_BODY_SIZE } from '../../worker/contract/endpoints.ts';
import { INBOX_ID_SIZE } from '../../worker/contract/inbox-id.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';
import { formsIn } from './forms.ts';
import { heapOf } from './heap.ts';
import { expect, test as base } from './line.ts';
import { picker, pictures } from './photo-part.ts';
import { photoWithPlace, SENTINEL } from '../fixtures/photos/make.ts';
import { startTap, type Heard, type Tap } from './tap.ts';
import { askStatus, sendButton, shownReceipt, words, writeTip } from './tip-page.ts';

const test = base.extend<{ tap: Tap }>({
  tap: async ({ line }, use) => {
    const tap = await startTap(line.url);
    await use(tap);
    await tap.stop();
  },
});

test('the search below finds a secret in every form', () => {
  const secret = 'Đố ai biết';
  const planted = [
    'a Đố ai biết b',
    'Đố ai biết'.normalize('NFD'),
    Buffer.from('xĐố ai biết', 'utf16le'),
    '%C4%90%E1%BB%91%20ai%20bi%E1%BA%BFt',
    '%c4%90%e1%bb%91%20ai%20bi%e1%ba%bft',
    'a=%C4%90%E1%BB%91+ai+bi%E1%BA%BFt&',
    '"\\u0110\\u1ed1 ai bi\\u1ebft"',
    '"\\u0110\\u1ED1 ai bi\\u1EBFt"',
    ...['', 'x', 'xy'].flatMap((before) => {
      const base64 = Buffer.from(`${before}Đố ai biết, và hết`).toString('base64');
      return [base64, base64.replaceAll('+', '-').replaceAll('/', '_')];
    }),
    Buffer.from('Đố ai biết').toString('hex'),
  ];
  for (const haystack of planted) expect(formsIn(haystack, secret), String(haystack)).not.toEqual([]);
  expect(formsIn('Đố ai biêt', secret)).toEqual([]);
});

const unique = () => crypto.randomUUID().slice(0, 13);

/** By the keyboard and not by script, so that only the page itself can have kept it. */
const typeInto = (label: string) => async (page: Page, secret: string) => {
  await page.getByLabel(label).focus();
  await page.keyboard.press('End');
  await page.keyboard.insertText(secret);
};

/** Everything a person can hand to the page before the tip is sent. A new way to tell something gets a line here. */
const BEFORE_SENDING: Record<string, { secret: string; tell(page: Page, secret: string): Promise<void> }> = {
  text: {
    // Words that the last look asks about, so that it has the secret in its hands, too.
    secret: `Sẻ nâu cạnh nhà tôi ${unique()} Ưỡn Ắc`,
    tell: typeInto(words.text),
  },
  where: { secret: `Ngõ sâu ${unique()} Đẵng Ỵ`, tell: typeInto(words.where) },
  when: { secret: `Giờ tý ${unique()} Ẩn Ỗ`, tell: typeInto(words.when) },
  'what a photo knows of itself': {
    secret: SENTINEL,
    async tell(page) {
      page.on('filechooser', (chooser) => void chooser.element().dispose());
      await page.getByRole('button', { name: words.media.photos.open }).click();
      await expect(picker(page)).toBeVisible();
      // Chosen by a script: `setInputFiles` keeps hold of the field, and with it the whole form stays in memory.
      await page.evaluate(
        ({ name, bytes }) => {
          const chosen = new DataTransfer();
          chosen.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/jpeg' }));
          const field = document.querySelector<HTMLInputElement>('input[type=file]');
          if (!field) throw new Error('no field for photos');
          field.files = chosen.files;
          field.dispatchEvent(new Event('change', { bubbles: true }));
        },
        { name: `${SENTINEL}.jpg`, bytes: [...photoWithPlace()] },
      );
      await expect(pictures(page)).toHaveCount(1);
      await expect(page.getByText(/^Đang vẽ lại/)).toHaveCount(0);
    },
  },
  'what is changed at the last look': {
    secret: ` Vá víu ${unique()} Ượt Ễ`,
    async tell(page, secret) {
      await sendButton(page).click();
      await page.getByRole('button', { name: words.exposures.edit, exact: true }).first().click();
      await typeInto('Trong ô “Bạn thấy gì?”')(page, secret);
      await page.getByRole('button', { name: words.exposures.edited }).click();
    },
  },
};

/** The same with the receipt in hand, on the reply page. */
const AFTER_SENDING: typeof BEFORE_SENDING = {
  'more words': {
    secret: `Nói thêm ${unique()} Ỡm Ẩy`,
    async tell(page, secret) {
      await typeInto(words.thread.addText)(page, secret);
      await sendButton(page).click();
      await expect(page.getByText(words.thread.added)).toBeVisible({ timeout: 100_000 });
    },
  },
};

test('nothing that is typed leaves the phone unsealed, and nothing of it stays there', async ({
  playwright,
  launchOptions,
  baseURL,
  tap,
}) => {
  test.setTimeout(240_000);
  const profile = await mkdtemp(join(tmpdir(), 'la-chan-profile-'));
  const context = await playwright.chromium.launchPersistentContext(profile, {
    ...launchOptions,
    ...(baseURL ? { baseURL } : {}),
    proxy: tap.proxy,
    viewport: { width: 360, height: 800 },
  });
  const said: string[] = [];
  context.on('console', (message) => said.push(message.text()));
  context.on('weberror', (error) => said.push(String(error.error())));
  const page = context.pages()[0] ?? (await context.newPage());

  await writeTip(page, { text: '', category: 'sale' });
  for (const { secret, tell } of Object.values(BEFORE_SENDING)) await tell(page, secret);
  // They did arrive on the page, or the searches below would find nothing of nothing.
  expect(await everythingOnScreen(page)).toContain('Vá víu');
  await page.getByRole('button', { name: words.exposures.send }).click();
  const receipt = await shownReceipt(page);
  expect(receipt).toMatch(/^\d{20}$/);

  const screen = await everythingOnScreen(page);
  expect(screen).toContain(receipt.slice(0, 4).replaceAll(/\B/g, ' '));
  const memory = await heapOf(page);
  for (const [name, { secret }] of Object.entries(BEFORE_SENDING)) {
    expect(formsIn(screen, secret), `${name} on the screen`).toEqual([]);
    expect(formsIn(memory, secret), `${name} in memory`).toEqual([]);
  }
  expect(await askStatus(page, receipt)).toMatch(/ngày/);
  await expect(page.getByLabel(words.checkReceipt)).toHaveCount(0);
  expect(formsIn(await everythingOnScreen(page), receipt)).toEqual([]);
  for (const [name, { secret, tell }] of Object.entries(AFTER_SENDING)) {
    await tell(page, secret);
    expect(formsIn(await everythingOnScreen(page), secret), `${name} on the screen`).toEqual([]);
    expect(formsIn(await heapOf(page), secret), `${name} in memory`).toEqual([]);
  }
  expect(await stored(context, page)).toEqual({
    origins: [],
    cookies: [],
    databases: [],
    caches: [],
    workers: 0,
    local: 0,
    session: 0,
    cookie: '',
    name: '',
  });
  await context.close();

  const paths = tap.heard.filter(({ method }) => method === 'POST').map(({ url }) => new URL(url).pathname);
  expect(paths, 'the tap works').toEqual(
    expect.arrayContaining([ENDPOINTS.challenge, ENDPOINTS.tips, ENDPOINTS.status]),
  );
  // 20 digits, in their groups, and any eight of them in a row.
  const parts = Array.from({ length: 13 }, (_, at) => receipt.slice(at, at + 8));
  const groups = receipt.match(/\d{4}/g) ?? [];
  const told = Object.values({ ...BEFORE_SENDING, ...AFTER_SENDING }).map(({ secret }) => secret);
  const whole = [...told, receipt, groups.join(' '), groups.join('-')];
  const all = [...whole, ...parts];
  for (const { method, url, headers, body } of tap.heard) {
    for (const secret of all) {
      expect(formsIn(method + url, secret), 'in an address').toEqual([]);
      expect(formsIn(headers.join('\n'), secret), 'in a header').toEqual([]);
      expect(formsIn(body, secret), `in the body for ${url}`).toEqual([]);
    }
  }
  for (const secret of all) expect(formsIn(said.join('\n'), secret), 'in the console').toEqual([]);
  for (const [file, bytes] of await filesOf(profile)) {
    for (const secret of whole) expect(formsIn(bytes, secret), `on the disk: ${file}`).toEqual([]);
  }
  await rm(profile, { recursive: true });
});

/** The document as it stands, what its fields hold, its title, address and history state. */
async function everythingOnScreen(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea, select')] as HTMLInputElement[];
    return [
      document.documentElement.outerHTML,
      ...fields.flatMap(({ value, defaultValue }) => [value, defaultValue]),
      document.title,
      location.href,
      JSON.stringify(history.state),
      document.body.innerText,
    ].join('\n');
  });
}

async function stored(context: BrowserContext, page: Page) {
  const { origins, cookies } = await context.storageState({ indexedDB: true });
  const inPage = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    local: localStorage.length,
    session: sessionStorage.length,
    cookie: document.cookie,
    name: window.name,
  }));
  return { origins, cookies, ...inPage };
}

async function filesOf(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry): Promise<[string, Buffer]> => {
        const file = join(entry.parentPath, entry.name);
        return [file, await readFile(file)];
      }),
  );
}

test('two tips of very different length and telling make the same requests, byte for byte in size and headers', async ({
  browser,
  tap,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const send = async (writing: Parameters<typeof writeTip>[1], look = false) => {
    const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), proxy: tap.proxy });
    const page = await writeAndGetPage(context, writing);
    await sendButton(page).click();
    if (look) await page.getByRole('button', { name: words.exposures.send }).click();
    await shownReceipt(page);
    await context.close();
    return tap.heard.splice(0);
  };
  const short = await send({ text: 'abc' });
  // Chrome's own form service, too, is asked nothing.
  expect(short.map(({ url }) => new URL(url).origin)).toEqual(short.map(() => baseURL));
  // One that the last look has a lot to ask about, and nobody hears of that.
  const long = await send(
    {
      text: 'Nhà tôi. '.repeat(400) + 'Ắ'.repeat(400),
      where: 'Ỵ'.repeat(300),
      when: 'ễ'.repeat(160),
      category: 'disguised',
    },
    true,
  );

  expect(shapesOf(long)).toEqual(shapesOf(short));
  const sizes = short
    .filter(({ method }) => method === 'POST')
    .map(({ url, body }) => `${new URL(url).pathname} ${body.length}`);
  expect(sizes.toSorted()).toEqual([
    `${ENDPOINTS.challenge} ${CHALLENGE_BODY_SIZE}`,
    `${ENDPOINTS.tips} ${SIZE_CLASSES[0].wire}`,
  ]);
});

async function writeAndGetPage(
  context: BrowserContext,
  writing: Parameters<typeof writeTip>[1],
): Promise<Page> {
  const page = await context.newPage();
  await writeTip(page, writing);
  return page;
}

/** Everything of some requests but the bytes inside: which of two may come first is chance. */
function shapesOf(heard: Heard[]): unknown[] {
  return heard
    .map(({ method, url, headers, body }) => ({ method, url, headers, size: body.length }))
    .sort((a, b) => (a.url + a.method < b.url + b.method ? -1 : 1));
}

test('the status of a tip asks the commune and the province alike', async ({ browser, tap, baseURL }) => {
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), proxy: tap.proxy });
  const page = await context.newPage();
  // A receipt with good check digits that nobody ever got: PROTOCOL.md's own example.
  expect(await askStatus(page, '12345678901234567888')).toBe(words.status.unknown);
  await context.close();
  const asked = tap.heard.filter(({ url }) => new URL(url).pathname === ENDPOINTS.status);
  const inboxes = asked.map(({ body }) => body.subarray(0, INBOX_ID_SIZE).toString().replaceAll('\0', ''));
  expect(inboxes.toSorted()).toEqual(['lao-cai', 'lung-phinh']);
  expect(asked.map(({ body }) => body.length)).toEqual([STATUS_BODY_SIZE, STATUS_BODY_SIZE]);
  expect(asked[0]?.headers).toEqual(asked[1]?.headers);
  expect(asked[0]?.body.subarray(INBOX_ID_SIZE)).toEqual(asked[1]?.body.subarray(INBOX_ID_SIZE));
});
