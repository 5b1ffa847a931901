import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from './project.ts';

/** The program that talks to Cloudflare. */
export const wrangler = join(projectRoot, 'node_modules/wrangler/bin/wrangler.js');

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
