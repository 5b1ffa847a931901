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
  return { version, commit: git('rev-parse', 'HEAD') ?? '' };
}

/** When the commit of this source was made; null in a folder without git. */
export function commitTime(): Date | null {
  const time = git('show', '-s', '--format=%cI', 'HEAD');
  return time ? new Date(time) : null;
}

/** Why nobody else could build the same from what is published; one Vietnamese sentence each, none when all is well. */
export function unsharedChanges(): string[] {
  if (git('rev-parse', 'HEAD') === null)
    return ['thư mục này không có git, nên đường dây không nói được nó dựng từ bản nào.'];
  const changed = git('status', '--porcelain');
  const unpushed = git('rev-list', '--count', 'HEAD', '--not', '--remotes');
  return [
    ...(changed
      ? ['có thay đổi chưa ghi vào git. Người khác không kiểm lại được bản này (npm run verify).']
      : []),
    ...(unpushed === '0'
      ? []
      : ['bản này chưa đẩy lên kho chung (git push). Người khác không kiểm lại được.']),
  ];
}

/** What git answers, without its last line break; null without git or when it refuses. */
function git(...args: string[]): string | null {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('git', args, { cwd: projectRoot, encoding: 'utf8', stdio }).trim();
  } catch {
    return null;
  }
}
