import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Absolute path of the folder that holds package.json; commands work from anywhere. */
export const projectRoot = resolve(import.meta.dirname, '../..');

/** Where the built site lands. */
export const distFolder = join(projectRoot, 'dist');

/** What keeps Astro and wrangler from asking the network for anything: local runs need neither internet nor account. */
export const offlineEnv = {
  ASTRO_TELEMETRY_DISABLED: '1',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  WRANGLER_SEND_METRICS: 'false',
};

/** The Worker's bundle imports `worker/addresses.json`, which git does not keep: makes an empty one if there is none. */
export async function ensureAddressFile(): Promise<void> {
  const file = join(projectRoot, 'worker/addresses.json');
  if (!existsSync(file)) await writeFile(file, '{}\n');
}

/** What this source is: the version of package.json, and the commit (40 hex), empty in a folder without git. */
export async function readRelease(): Promise<{ version: string; commit: string }> {
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return { version, commit: git('rev-parse', 'HEAD').trim() };
  } catch {
    return { version, commit: '' };
  }
}
