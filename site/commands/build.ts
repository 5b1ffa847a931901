/**
 * `npm run build`: the production build, which refuses demo keys and half-done settings.
 * `npm run build:local` (`--local`): the same site for this machine, demo keys allowed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build as buildAstro } from 'astro';
import { buildDesk } from '../desk/build.ts';
import { checkContent, formatFinding } from '../checker/check-content.ts';
import { checkDist, deskFile } from './release/check-dist.ts';
import { checkInboxes } from './keys/check-inboxes.ts';
import { readKeyState } from './keys/key-state.ts';
import { ensureLocalSecrets, readLocalSecrets } from './line/local-secrets.ts';
import {
  commitTime,
  distFolder,
  ensureAddressFile,
  offlineEnv,
  projectRoot,
  readRelease,
} from './project.ts';
import { Refused, refuseIfAny } from './refused.ts';
import { checkSettings, LOCAL_CONTACT, readSettings, type Settings } from './release/settings.ts';
import { contactsIn, LOCAL_SECURITY_CONTACT, securityFile, securityText } from './release/security-text.ts';
import { sayFingerprint } from '../text/groups.ts';
import { forgetSource, noteSource } from './release/freshness.ts';
import { writeRelease } from './release/releases.ts';

/**
 * Builds the whole site into `dist/`. A production build takes the operator's settings (settings.ts); a local one belongs
 * to `siteUrl`, default http://localhost:8787, and to the keys of `.dev.vars`. Resolves with the SHA-256 of the
 * officer's tool (hex). Rejects with `Refused`.
 */
export async function buildSite({ local, siteUrl }: { local: boolean; siteUrl?: string }): Promise<string> {
  const content = relative(process.cwd(), join(projectRoot, 'content'));
  refuseIfAny(checkContent(content).map(formatFinding));
  // Whoever calls must not change the bytes: libraries build other code under another NODE_ENV.
  process.env.NODE_ENV = 'production';
  // Vitest sets these, and Astro would give them to pages for its own: they would read all content anew for each page.
  for (const name of ['DEV', 'PROD', 'MODE', 'SSR', 'BASE_URL']) delete process.env[name];
  const settings = local ? await localSettings(siteUrl) : await productionSettings();
  await forgetSource();
  await buildPages(settings);
  const { sha256 } = await buildDesk({ ...settings, outFile: join(distFolder, deskFile) });
  await writeSecurityText(settings);
  await writeRelease();
  refuseIfAny(await checkDist());
  await noteSource();
  return sha256;
}

/** What a build writes into the site. */
type BuiltIn = Pick<Settings, 'siteUrl' | 'mailPublicKeys' | 'operatorContact'> & {
  /** Whom `security.txt` names. */
  securityContacts: readonly string[];
};

async function localSettings(siteUrl = process.env.SITE_URL ?? 'http://localhost:8787'): Promise<BuiltIn> {
  await ensureAddressFile();
  await ensureLocalSecrets();
  const mailPublicKeys = [(await readLocalSecrets())?.mailPublicKey ?? ''];
  refuseIfAny(checkInboxes({ ...(await readKeyState(projectRoot)), production: false }));
  return {
    siteUrl,
    mailPublicKeys,
    operatorContact: LOCAL_CONTACT,
    securityContacts: [LOCAL_SECURITY_CONTACT],
  };
}

async function productionSettings(): Promise<BuiltIn> {
  const settings = await readSettings();
  refuseIfAny([
    ...checkInboxes({ ...(await readKeyState(projectRoot)), production: true }),
    ...checkSettings(settings, (await readLocalSecrets())?.mailPublicKey),
  ]);
  return {
    ...settings,
    siteUrl: new URL(settings.siteUrl).origin,
    securityContacts: contactsIn(settings.operatorContact),
  };
}

async function buildPages({ siteUrl, operatorContact }: BuiltIn): Promise<void> {
  Object.assign(process.env, offlineEnv, {
    SITE_URL: siteUrl,
    OPERATOR_CONTACT: operatorContact,
    COMMIT: (await readRelease()).commit,
  });
  await buildAstro({ root: projectRoot, logLevel: 'warn' });
}

async function writeSecurityText({ siteUrl, securityContacts }: BuiltIn): Promise<void> {
  const text = securityText({ siteUrl, contacts: securityContacts, committed: commitTime() });
  if (text === null) return;
  const file = join(distFolder, securityFile);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** What officers who check their tool read to the operator, in the form in which /can-bo/ has them print it. */
export const sayToolHash = (sha256: string) => `SHA-256 của mo-tin.html: ${sayFingerprint(sha256)}`;

if (import.meta.main) {
  const local = process.argv.includes('--local');
  try {
    const sha256 = await buildSite({ local });
    console.log(
      `Đã dựng xong trang ${local ? 'chạy thử' : 'thật'} trong thư mục dist.\n${sayToolHash(sha256)}`,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(
      ['Không dựng được trang:', ...error.sentences.map((sentence) => `  - ${sentence}`)].join('\n'),
    );
    process.exitCode = 1;
  }
}
