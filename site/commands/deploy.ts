/**
 * `npm run deploy`: the production build, then the Worker with it to Cloudflare. Refuses, in plain sentences, whatever
 * would leave tips unread or readable by strangers. Needs `npx wrangler login` once, and the two settings of a
 * production build (`SITE_URL`, `MAIL_PUBLIC_KEY`).
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import { buildSite } from './build.ts';
import { checkDeploy } from './deploy-guard.ts';
import { projectRoot } from './project.ts';
import { Refused, refuseIfAny } from './refused.ts';

const wrangler = join(projectRoot, 'node_modules/wrangler/bin/wrangler.js');

try {
  await buildSite({ local: false });
  refuseIfAny(
    checkDeploy({
      inboxIds: (await readJson('content/inboxes.json')).map(({ id }: { id: string }) => id),
      addresses: await readJson('worker/addresses.json'),
      vars: readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') }).vars,
      secretNames: deployedSecrets(),
    }),
  );
  execFileSync(process.execPath, [wrangler, 'deploy'], { cwd: projectRoot, stdio: 'inherit' });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(['Chưa đưa lên được:', ...error.sentences].join('\n  - '));
  process.exitCode = 1;
}

async function readJson(file: string) {
  return JSON.parse(await readFile(join(projectRoot, file), 'utf8'));
}

function deployedSecrets(): string[] {
  try {
    const list = execFileSync(process.execPath, [wrangler, 'secret', 'list', '--format', 'json'], {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['inherit', 'pipe', 'inherit'],
    });
    return (JSON.parse(list) as { name: string }[]).map(({ name }) => name);
  } catch {
    throw new Refused([
      'Không đọc được danh sách bí mật của Worker. Đăng nhập bằng npx wrangler login, rồi đặt từng bí mật bằng npx wrangler secret put <TÊN>: POW_SECRET, POW_KEY_SECRET, MAIL_SIGN_KEY.',
    ]);
  }
}
