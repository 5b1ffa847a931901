/**
 * `npm run doctor`: what still stands against a deploy, without deploying. `npm run doctor -- <url>`: examines a
 * running line from outside, one line of verdict each: pages and headers, keys, proof of work of every inbox,
 * heartbeats, the mail key, release and clock, and with the secret `OPERATOR_TOKEN` how each inbox fares.
 * `--canary` also sends a trial tip to every inbox and waits until its mail has gone, an hour and a half at most; whether
 * oversight's has, no status tells (`npm run canary` tries it). `--seconds 60` waits longer than 20 for each answer, on a slow network.
 * Ends with 1 when anything is wrong.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { dayOf, dayText } from '../../worker/contract/day.ts';
import { argumentsOf } from './arguments.ts';
import { type Ask, askerOf, originOf, patienceOf } from './line/ask.ts';
import { type Canary, handedOutKeys, sendCanary, statusOf } from './canary.ts';
import { readDeploy } from './deploy.ts';
import { type Finding, sayFaults } from './line/faults.ts';
import { examineLine } from './line/probes.ts';
import { sentenceOf } from './refused.ts';

const CANARY_PATIENCE_MS = 90 * 60_000;

/** Sends a canary to every inbox and waits for its mail. */
async function examineMail(url: string): Promise<Finding[]> {
  const ask = askerOf(url, { patience: 60_000 });
  const today = dayText(dayOf(Date.now()));
  try {
    const keys = await handedOutKeys(ask);
    return await Promise.all(
      keys.map(async (inbox) => ({
        what: `Tin thử đến hộp thư ${inbox.id}`,
        fault: await sendCanary(ask, inbox, today)
          .then((canary) => faultOfCanary(ask, canary))
          .catch(sentenceOf),
      })),
    );
  } catch (error) {
    return [{ what: 'Tin thử', fault: sentenceOf(error) }];
  }
}

async function faultOfCanary(ask: Ask, canary: Canary): Promise<string | null> {
  const end = Date.now() + CANARY_PATIENCE_MS;
  for (;;) {
    // In an hour and a half a line may be silent for once: only the last word counts.
    // eslint-disable-next-line no-await-in-loop
    const status = await statusOf(ask, canary).catch(sentenceOf);
    if (status === 'mailed' || status === 'opened' || status === 'escalated') return null;
    if (status === 'unknown') return 'đường dây đã nhận mà nay không biết tin này. Xem kho tin.';
    if (Date.now() > end)
      return status === 'held' ? 'thư chưa đi sau một giờ rưỡi. Xem máy chủ thư.' : status;
    // eslint-disable-next-line no-await-in-loop
    await delay(5_000);
  }
}

/** What stands against a deploy with the settings of this folder and environment. */
async function examineSettings(): Promise<Finding[]> {
  const { faults } = await readDeploy();
  return faults.length > 0
    ? faults.map((fault) => ({ what: 'Cấu hình', fault }))
    : [{ what: 'Cấu hình', fault: null }];
}

if (import.meta.main) {
  const given = argumentsOf({ canary: { type: 'boolean' }, seconds: { type: 'string' } });
  const url = originOf(given?.positionals[0]);
  const patience = patienceOf(given?.values.seconds);
  if (!given || (given.positionals.length > 0 && !url) || !patience) {
    console.error(
      'Cách dùng: npm run doctor, hoặc npm run doctor -- <địa chỉ trang> [--canary] [--seconds <giây chờ mỗi câu trả lời>]',
    );
    process.exit(2);
  }
  const findings: Finding[] = url
    ? await examineLine(url, patience)
    : await examineSettings().catch((error: unknown) => [
        { what: 'Cấu hình', fault: `không xem được: ${sentenceOf(error)}` },
      ]);
  const isDead = findings.some(({ what }) => what === url);
  if (url && given.values.canary && !isDead) findings.push(...(await examineMail(url)));
  for (const { what, fault } of findings) if (!fault) console.log(`tốt   ${what}`);
  const faults = sayFaults(findings);
  for (const fault of faults) console.log(`HỎNG  ${fault}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
