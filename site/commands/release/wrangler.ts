import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { unstable_readConfig as readConfig } from 'wrangler';
import { projectRoot } from '../project.ts';
import { Refused } from '../refused.ts';

/** The program that talks to Cloudflare. */
export const wrangler = join(projectRoot, 'node_modules/wrangler/bin/wrangler.js');

/** `[vars]` of wrangler.toml. @throws Refused when the file is missing or broken. */
export function workerVars(): Record<string, unknown> {
  try {
    return readConfig({ config: join(projectRoot, 'wrangler.toml') }).vars;
  } catch {
    throw new Refused([
      'Không đọc được wrangler.toml: thiếu tệp, hay thừa, thiếu một dấu? Xem git diff wrangler.toml, sửa rồi chạy lại.',
    ]);
  }
}

/** Names of the secrets the Worker has at Cloudflare; undefined when Cloudflare does not say. Asks nobody to log in. */
export function deployedSecrets(): string[] | undefined {
  try {
    const list = execFileSync(process.execPath, [wrangler, 'secret', 'list', '--format', 'json'], {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return (JSON.parse(list) as { name: string }[]).map(({ name }) => name);
  } catch {
    return undefined;
  }
}
