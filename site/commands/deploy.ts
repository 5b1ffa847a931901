/**
 * `npm run deploy`: the production build, then the Worker with it to Cloudflare. Refuses, in plain sentences, whatever
 * would leave tips unread or readable by strangers. Needs `npx wrangler login` once, and the operator's settings in
 * `.env` (settings.ts).
 */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import { ENDPOINTS, type HealthAnswer } from '../../worker/contract.ts';
import { buildSite, sayToolHash } from './build.ts';
import { deployConfigFile, writeDeployConfig } from './deploy-config.ts';
import { checkDeploy, type DeployInput, faultOfMailKey } from './deploy-guard.ts';
import { readKeyState } from './key-state.ts';
import { inboxIdsIn } from './kids.ts';
import { readLocalSecrets } from './local-secrets.ts';
import { ensureAddressFile, projectRoot, readRelease, unsharedChanges } from './project.ts';
import { parseJson, Refused, refuseIfAny } from './refused.ts';
import { keepEarlierReleases, sayKept } from './releases.ts';
import { checkSettings, readSettings } from './settings.ts';
import { deployedSecrets, wrangler } from './wrangler.ts';

/** How long the running line may take to say which key it signs with, in ms. */
const ASKING = 20_000;

const WITHOUT_EARLIER =
  'Lưu ý: không giữ tệp của bản trước nào. Trang đang mở trên điện thoại sẽ bảo người ta mở lại.';

/** The mail key of a running line; undefined when nothing answers in time, or not as a line does. */
export async function runningMailKey(siteUrl: string, patience = ASKING): Promise<string | null | undefined> {
  try {
    // The signal ends a body that never ends, too.
    const answer = await fetch(siteUrl + ENDPOINTS.health, { signal: AbortSignal.timeout(patience) });
    const { mailKey } = (await answer.json()) as Partial<HealthAnswer>;
    return answer.ok ? mailKey : undefined;
  } catch {
    return undefined;
  }
}

async function deploy(): Promise<void> {
  await ensureAddressFile();
  const settings = await readSettings();
  const inboxIds = inboxIdsIn((await readKeyState(projectRoot)).kids);
  const file = 'worker/addresses.json';
  const addresses = parseJson(
    await readFile(join(projectRoot, file), 'utf8'),
    file,
  ) as DeployInput['addresses'];
  refuseIfAny([
    ...checkSettings(settings, (await readLocalSecrets())?.mailPublicKey),
    ...checkDeploy({
      inboxIds,
      addresses,
      vars: readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') }).vars,
      secretNames: deployedSecrets(),
    }),
  ]);
  for (const warning of unsharedChanges()) console.warn(`Lưu ý: ${warning}`);
  const running = await runningMailKey(new URL(settings.siteUrl).origin);
  const fault = faultOfMailKey(running, settings.mailPublicKeys);
  refuseIfAny(fault ? [fault] : []);
  if (!running)
    console.warn(
      `Lưu ý: ${settings.siteUrl} chưa nói nó ký thư bằng khóa nào. Lần đầu thì bình thường. Sau đó chạy npm run doctor.`,
    );
  const sha256 = await buildSite({ local: false });
  const without = process.argv.includes('--without-earlier');
  const kept = await keepEarlierReleases({ without });
  console.log(without ? WITHOUT_EARLIER : sayKept(kept));
  await writeDeployConfig({ settings, release: await readRelease(), inboxIds, addresses });
  execFileSync(process.execPath, [wrangler, 'deploy', '--config', deployConfigFile], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  console.log(sayToolHash(sha256));
}

if (import.meta.main) {
  try {
    await deploy();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(['Chưa đưa lên được:', ...error.sentences].join('\n  - '));
    process.exitCode = 1;
  }
}
