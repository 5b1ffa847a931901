/**
 * `npm run build`: the production build, which refuses demo keys and half-done settings.
 * `npm run build:local` (`--local`): the same site for this machine, demo keys allowed.
 */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build as buildAstro } from 'astro';
import { buildDesk } from '../desk/build.ts';
import { checkContent, formatFinding } from '../schemas/check.ts';
import { checkDist, deskFile } from './check-dist.ts';
import { checkInboxes } from './guard.ts';
import { ensureLocalSecrets, readLocalSecrets } from './local-secrets.ts';
import { distFolder, ensureAddressFile, offlineEnv, projectRoot } from './project.ts';
import { Refused, refuseIfAny } from './refused.ts';

/**
 * Builds the whole site into `dist/`. A production build takes `SITE_URL` and `MAIL_PUBLIC_KEY` from the
 * environment; a local one belongs to `siteUrl`, default http://localhost:8787, and to the keys of `.dev.vars`.
 * Rejects with `Refused`.
 */
export async function buildSite({ local, siteUrl }: { local: boolean; siteUrl?: string }): Promise<void> {
  const content = relative(process.cwd(), join(projectRoot, 'content'));
  refuseIfAny(checkContent(content).map(formatFinding));
  // Whoever calls must not change the bytes: libraries build other code under another NODE_ENV.
  process.env.NODE_ENV = 'production';
  const settings = local ? await localSettings(siteUrl) : await productionSettings();
  await buildPages(settings.siteUrl);
  await buildDesk({ ...settings, outFile: join(distFolder, deskFile) });
  refuseIfAny(await checkDist());
}

type Settings = { siteUrl: string; mailPublicKey: string };

async function localSettings(siteUrl = process.env.SITE_URL ?? 'http://localhost:8787'): Promise<Settings> {
  await ensureAddressFile();
  await ensureLocalSecrets();
  const mailPublicKey = (await readLocalSecrets())?.mailPublicKey ?? '';
  refuseIfAny(checkInboxes({ ...(await readKeys()), production: false, siteUrl, mailPublicKey }));
  return { siteUrl, mailPublicKey };
}

async function productionSettings(): Promise<Settings> {
  const { SITE_URL: siteUrl, MAIL_PUBLIC_KEY: mailPublicKey } = process.env;
  const localMailPublicKey = (await readLocalSecrets())?.mailPublicKey;
  refuseIfAny(
    checkInboxes({ ...(await readKeys()), production: true, siteUrl, mailPublicKey, localMailPublicKey }),
  );
  return { siteUrl: new URL(siteUrl ?? '').origin, mailPublicKey: mailPublicKey ?? '' };
}

async function readKeys() {
  const [inboxes, kids] = await Promise.all(
    ['content/inboxes.json', 'worker/kids.txt'].map((file) => readFile(join(projectRoot, file), 'utf8')),
  );
  return { inboxes: JSON.parse(inboxes ?? '[]'), kids: kids ?? '' };
}

async function buildPages(siteUrl: string): Promise<void> {
  Object.assign(process.env, offlineEnv, { SITE_URL: siteUrl });
  await buildAstro({ root: projectRoot, logLevel: 'warn' });
}

if (import.meta.main) {
  const local = process.argv.includes('--local');
  try {
    await buildSite({ local });
    console.log(`Đã dựng xong trang ${local ? 'chạy thử' : 'thật'} trong thư mục dist.`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(
      ['Không dựng được trang:', ...error.sentences.map((sentence) => `  - ${sentence}`)].join('\n'),
    );
    process.exitCode = 1;
  }
}
