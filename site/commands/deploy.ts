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
import { ensureAddressFile, projectRoot } from './project.ts';
import { Refused, refuseIfAny } from './refused.ts';
import { deployedSecrets, wrangler } from './wrangler.ts';

try {
  await ensureAddressFile();
  const inboxes: { id: string }[] = await readJson('content/inboxes.json');
  refuseIfAny(
    checkDeploy({
      inboxIds: inboxes.map(({ id }) => id),
      addresses: await readJson('worker/addresses.json'),
      vars: readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') }).vars,
      secretNames: deployedSecrets(),
    }),
  );
  await buildSite({ local: false });
  execFileSync(process.execPath, [wrangler, 'deploy'], { cwd: projectRoot, stdio: 'inherit' });
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(['Chưa đưa lên được:', ...error.sentences].join('\n  - '));
  process.exitCode = 1;
}

async function readJson(file: string) {
  return JSON.parse(await readFile(join(projectRoot, file), 'utf8'));
}
