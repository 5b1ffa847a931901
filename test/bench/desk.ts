/**
 * Part of `npm run bench`: how long the officer's tool takes to open 500 tips dropped at once, in five mails, from a
 * folder and without network, beside the budget of 10 s. Numbers of one machine at one time.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildDesk } from '../../site/desk/build.ts';
import * as desk from '../site/desk/fixtures.ts';
import { openBrowser } from './browser.ts';

const BUDGET_S = 10;
const MAILS = 5;
const TIPS_A_MAIL = 100;

const line = desk.makeLine();
const inbox = await desk.makeInbox('lung-phinh');
const folder = await mkdtemp(join(tmpdir(), 'la-chan-bench-'));
const browser = await openBrowser();
try {
  const tool = join(folder, 'mo-tin.html');
  await buildDesk({ siteUrl: 'https://tin.example.test', mailPublicKeys: [line.publicKey], outFile: tool });
  const page = await browser.newPage({ viewport: { width: 1024, height: 768 } });
  await page.goto(pathToFileURL(tool).href);
  const keyFile = Buffer.from(await desk.keyFileOf(inbox));
  await page.getByLabel('Tệp khóa').setInputFiles({ name: 'k.age', mimeType: '', buffer: keyFile });
  await page.getByLabel('Mật khẩu').fill(desk.PASSPHRASE);
  await page.getByRole('button', { name: 'Mở khóa' }).click();
  const picker = page.getByLabel('Chọn thư');
  await picker.waitFor({ state: 'attached' });
  const mails = await writeMails();
  const started = performance.now();
  await picker.setInputFiles(mails);
  await page
    .getByRole('navigation', { name: 'Danh sách tin' })
    .getByText(`Số ${MAILS * TIPS_A_MAIL}`)
    .waitFor({ timeout: 120_000 });
  const rows = await page.getByRole('navigation', { name: 'Danh sách tin' }).getByRole('listitem').count();
  const seconds = (performance.now() - started) / 1_000;
  console.log(`${rows} tips opened in ${seconds.toFixed(1)} s, budget ${BUDGET_S} s`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function writeMails(): Promise<string[]> {
  const paths: string[] = [];
  for (let at = 0; at < MAILS; at++) {
    const files: Record<number, desk.SealedFile> = {};
    for (let number = at * TIPS_A_MAIL + 1; number <= (at + 1) * TIPS_A_MAIL; number++)
      // eslint-disable-next-line no-await-in-loop
      files[number] = await desk.seal(inbox, desk.makeTip(inbox));
    const path = join(folder, `lo-${at}.eml`);
    // eslint-disable-next-line no-await-in-loop
    await writeFile(
      path,
      await desk.mailOf(desk.signManifest(desk.manifestOf(inbox, files), line.seed), files),
    );
    paths.push(path);
  }
  return paths;
}
