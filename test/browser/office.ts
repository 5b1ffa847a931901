/** The officer's tool as officers have it: one file in a folder, opened from disk, no network. For several specs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { buildDesk } from '../../site/desk/build.ts';
import type { InboxManifest } from '../../site/desk/intake/manifest.ts';
import type { Tip } from '../../site/envelope/tip.ts';
import * as desk from '../site/desk/fixtures.ts';

export { expect };

export const SITE = 'https://tin.example.test';
/** The line whose signature the tool knows. */
export const line = desk.makeLine();
/** The same line before its key was changed. */
export const earlierLine = desk.makeLine();
/** How the tool says its operator is reached. */
export const CONTACT = '0200 000 000, trực ban';

/** A folder with the tool in it, and an inbox whose key file opens quickly. */
interface Office {
  folder: string;
  inbox: desk.TestInbox;
  keyFile: Uint8Array;
}

export const test = base.extend<{ requests: string[] }, { office: Office }>({
  office: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'la-chan-desk-'));
      const outFile = join(folder, 'mo-tin.html');
      const mailPublicKeys = [line.publicKey, earlierLine.publicKey];
      await buildDesk({ siteUrl: SITE, mailPublicKeys, operatorContact: CONTACT, outFile });
      const inbox = await desk.makeInbox('lung-phinh');
      await use({ folder, inbox, keyFile: await desk.keyFileOf(inbox) });
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  // Everything but the file itself is refused, and every test fails on anything that was asked for.
  requests: [
    async ({ context }, use) => {
      const requests: string[] = [];
      await context.route(/^(?!file:|blob:)/, (route) => route.abort());
      context.on('request', (request) => {
        if (!/^(file|blob):/.test(request.url())) requests.push(request.url());
      });
      await use(requests);
      expect(requests).toEqual([]);
    },
    { auto: true },
  ],
});

export const upload = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: '',
  buffer: Buffer.from(bytes),
});

export async function openTool(page: Page, { folder }: Office): Promise<void> {
  await page.goto(pathToFileURL(join(folder, 'mo-tin.html')).href);
}

export async function unlock(
  page: Page,
  office: Office,
  keyFile = office.keyFile,
  passphrase = desk.PASSPHRASE,
): Promise<void> {
  await page.getByLabel('Tệp khóa').setInputFiles(upload('lung-phinh.key.age', keyFile));
  await page.getByLabel('Mật khẩu').fill(passphrase);
  await page.getByRole('button', { name: 'Mở khóa' }).click();
}

export async function openDesk(page: Page, office: Office): Promise<void> {
  await openTool(page, office);
  await unlock(page, office);
  await expect(page.getByRole('heading', { name: 'Ba bước' })).toBeVisible();
}

export const drop = (page: Page, files: Record<string, Uint8Array>) =>
  page
    .getByLabel('Chọn thư')
    .setInputFiles(Object.entries(files).map(([name, bytes]) => upload(name, bytes)));

/** A mail of the line with `tips` under their numbers. */
export async function mail(
  inbox: desk.TestInbox,
  tips: Record<number, Partial<Tip>>,
  manifest: Partial<InboxManifest> = {},
  seed = line.seed,
): Promise<Uint8Array> {
  const files: Record<number, desk.SealedFile> = {};
  for (const [number, fields] of Object.entries(tips)) {
    files[Number(number)] = await desk.seal(inbox, desk.makeTip(inbox, fields));
  }
  return desk.mailOf(desk.signManifest(desk.manifestOf(inbox, files, manifest), seed), files);
}

export const rows = (page: Page) =>
  page.getByRole('navigation', { name: 'Danh sách tin' }).getByRole('listitem');
export const paper = (page: Page) => page.getByRole('article');

/** A page takes the place of the site for the one step that needs a network; what it was sent is returned. */
export async function catchPosts(
  context: BrowserContext,
): Promise<{ url: string; body: URLSearchParams; origin: string | undefined }[]> {
  const posts: { url: string; body: URLSearchParams; origin: string | undefined }[] = [];
  await context.route(`${SITE}/**`, async (route) => {
    const request = route.request();
    posts.push({
      url: request.url(),
      body: new URLSearchParams(request.postData() ?? ''),
      origin: (await request.allHeaders())['origin'],
    });
    await route.fulfill({ status: 202, contentType: 'text/html; charset=utf-8', body: '<p>Đã nhận.</p>' });
  });
  return posts;
}

/** What axe finds wrong. The tool's policy lets in no script but its own; axe comes in past it, by the debugger. */
export async function violations(page: Page): Promise<[string, string[]][]> {
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}
