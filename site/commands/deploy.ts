/**
 * `npm run deploy`: the production build, then the Worker with it to Cloudflare. Refuses, in plain sentences, whatever
 * would leave tips unread or readable by strangers. Needs `npx wrangler login` once, and the operator's settings in
 * `.env` (settings.ts).
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ENDPOINTS, type HealthAnswer } from '../../worker/contract/endpoints.ts';
import { checkContent, formatFinding } from '../checker/check-content.ts';
import { argumentsOf } from './arguments.ts';
import { buildSite, sayToolHash } from './build.ts';
import { deployConfigFile, writeDeployConfig } from './release/deploy-config.ts';
import { checkDeploy, type DeployInput, faultOfMailKey } from './release/deploy-guard.ts';
import { checkInboxes } from './keys/check-inboxes.ts';
import { readKeyState } from './keys/key-state.ts';
import { inboxIdsOf, readKeyRegister } from '../../worker/contract/key-register.ts';
import { readLocalSecrets } from './line/local-secrets.ts';
import { ensureAddressFile, projectRoot, readRelease, unsharedChanges } from './project.ts';
import { parseJson, Refused, refuseIfAny } from './refused.ts';
import { keepEarlierReleases, sayKept } from './release/releases.ts';
import { checkSettings, readSettings } from './release/settings.ts';
import { deployedSecrets, workerVars, wrangler } from './release/wrangler.ts';

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

/** What a deploy works with, and everything that stands against it, one Vietnamese sentence each. Rejects with `Refused`. */
export async function readDeploy() {
  const [settings, keys] = [await readSettings(), await readKeyState(projectRoot)];
  const inboxIds = inboxIdsOf(readKeyRegister(keys.kids));
  const file = 'worker/addresses.json';
  const text = await readFile(join(projectRoot, file), 'utf8').catch(() => '{}');
  const addresses = parseJson(text, file) as DeployInput['addresses'];
  const content = relative(process.cwd(), join(projectRoot, 'content'));
  const faults = [
    ...checkContent(content).map(formatFinding),
    ...checkInboxes({ ...keys, production: true }),
    ...checkSettings(settings, (await readLocalSecrets())?.mailPublicKey),
    ...checkDeploy({ inboxIds, addresses, vars: workerVars(), secretNames: deployedSecrets() }),
  ];
  return { settings, inboxIds, addresses, faults };
}

async function deploy(without: boolean): Promise<void> {
  await ensureAddressFile();
  const { settings, inboxIds, addresses, faults } = await readDeploy();
  refuseIfAny(faults);
  for (const warning of unsharedChanges()) console.warn(`Lưu ý: ${warning}`);
  const running = await runningMailKey(new URL(settings.siteUrl).origin);
  const fault = faultOfMailKey(running, settings.mailPublicKeys);
  refuseIfAny(fault ? [fault] : []);
  if (!running)
    console.warn(
      `Lưu ý: ${settings.siteUrl} chưa nói nó ký thư bằng khóa nào. Lần đầu thì bình thường. Sau đó chạy npm run doctor.`,
    );
  const sha256 = await buildSite({ local: false });
  const kept = await keepEarlierReleases({ without });
  console.log(without ? WITHOUT_EARLIER : sayKept(kept));
  await writeDeployConfig({ settings, release: await readRelease(), inboxIds, addresses });
  const { status } = spawnSync(process.execPath, [wrangler, 'deploy', '--config', deployConfigFile], {
    cwd: projectRoot,
    stdio: 'inherit',
  });
  // It has said why, in English.
  if (status !== 0)
    throw new Refused([
      'wrangler không đưa lên được, lý do ở ngay trên. Bản đang chạy không đổi, trừ khi nó nói khác.',
    ]);
  console.log(sayToolHash(sha256));
}

if (import.meta.main) {
  const given = argumentsOf({ 'without-earlier': { type: 'boolean' } });
  if (!given || given.positionals.length > 0) {
    console.error('Cách dùng: npm run deploy, hoặc npm run deploy -- --without-earlier');
    process.exit(2);
  }
  try {
    await deploy(given.values['without-earlier'] ?? false);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.error(['Chưa đưa lên được:', ...error.sentences].join('\n  - '));
    process.exitCode = 1;
  }
}
