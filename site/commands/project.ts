import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
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
