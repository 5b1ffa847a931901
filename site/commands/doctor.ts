/**
 * `npm run doctor`: what still stands against a deploy, without deploying. `npm run doctor -- <url>`: examines a
 * running line from outside, one line of verdict each: headers, keys, proof of work of every inbox, heartbeats, and with
 * the secret `OPERATOR_TOKEN` in the environment how each inbox fares.
 * `--canary` also sends a trial tip to every inbox and waits until its mail has gone, an hour and a half at most.
 * Ends with 1 when anything is wrong.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { unstable_readConfig as readWranglerConfig } from 'wrangler';
import {
  CHALLENGE_ANSWER_SIZE,
  encodeInboxId,
  ENDPOINTS,
  type MailState,
  type StateAnswer,
} from '../../worker/contract.ts';
import type { InboxKeys } from '../envelope/keys.ts';
import { handedOutKeys, sendCanary, statusOf } from './canary.ts';
import { checkDeploy } from './deploy-guard.ts';
import { checkInboxes, type InboxEntry } from './guard.ts';
import { readKeyState } from './key-state.ts';
import { inboxIdsIn } from './kids.ts';
import { readLocalSecrets } from './local-secrets.ts';
import { askState, operatorToken } from './operator.ts';
import { projectRoot } from './project.ts';
import { checkSettings, readSettings } from './settings.ts';
import { deployedSecrets } from './wrangler.ts';

/** One thing that was examined. `fault` is a Vietnamese sentence that says what to do, or null when all is well. */
export interface Finding {
  what: string;
  fault: string | null;
}

const CANARY_PATIENCE_MS = 90 * 60_000;

/** The headers every page must bear, from the `/*` block of `site/public/_headers`: names in lower case. */
export function requiredHeaders(rules: string): Map<string, string> {
  const block = /^\/\*\n((?: {2}.*\n)+)/m.exec(rules)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/^ {2}([\w-]+): (.+)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
}

// What a host's own features add to pages, each of which tells somebody else about a reader.
const TELLTALE = ['set-cookie', 'nel', 'report-to', 'reporting-endpoints'];

/** What is wrong with the headers of one answer; the caching of a page may be its own. */
export function faultOfHeaders(
  required: ReadonlyMap<string, string>,
  found: Headers,
  isSecure: boolean,
): string | null {
  for (const [name, value] of required) {
    if (name === 'cache-control' || name === 'permissions-policy') continue;
    // Browsers take no notice of that one without TLS, and a local run has none.
    if (name === 'strict-transport-security' && !isSecure) continue;
    if (found.get(name) !== value)
      return `tiêu đề ${name} là “${found.get(name) ?? 'không có'}”, lẽ ra “${value}”.`;
  }
  const told = TELLTALE.find((name) => found.has(name));
  return told ? `có tiêu đề ${told}: tắt tính năng thêm nó trong trang quản trị của nhà cung cấp.` : null;
}

/** Differences between the keys a line hands out and those of this source, inbox by inbox. */
export function faultsOfKeys(ours: readonly InboxEntry[], theirs: readonly InboxKeys[]): Finding[] {
  const known = ours.map(({ id, recipients, replyKey }) => {
    const handed = theirs.find((keys) => keys.id === id);
    const same = handed && String(handed.recipients) === String(recipients) && handed.replyKey === replyKey;
    const fault = handed
      ? 'khóa trang phát ra khác content/inboxes.json. Tắt đường dây, hỏi hai người giữ khóa.'
      : 'trang không phát khóa của hộp thư này.';
    return { what: `Khóa của ${id}`, fault: same ? null : fault };
  });
  const foreign = theirs.filter(({ id }) => !ours.some((inbox) => inbox.id === id));
  return [
    ...known,
    ...foreign.map(({ id }) => ({
      what: `Khóa của ${id}`,
      fault: 'content/inboxes.json không có hộp thư này.',
    })),
  ];
}

async function examineLine(url: string): Promise<Finding[]> {
  const required = requiredHeaders(await readFile(join(projectRoot, 'site/public/_headers'), 'utf8'));
  const inboxes = await readInboxes();
  const pages = ['/', '/bao-tin/', '/an-toan/', '/khong-co-trang-nay/'].map(async (path) => {
    const { headers } = await fetch(url + path);
    return { what: `Trang ${path}`, fault: faultOfHeaders(required, headers, url.startsWith('https:')) };
  });
  const challenges = inboxes.map(async ({ id }) => ({
    what: `Đề tính của ${id}`,
    fault: await faultOfChallenge(url, id),
  }));
  const health = (await (await fetch(url + ENDPOINTS.health)).json()) as { line?: string };
  return [
    ...(await Promise.all(pages)),
    ...faultsOfKeys(inboxes, await handedOutKeys(url)),
    ...(await Promise.all(challenges)),
    {
      what: 'Thư báo sáng',
      fault:
        health.line === 'ok'
          ? null
          : 'có hộp thư, của đơn vị hay của cấp trên, thiếu thư báo sáng hôm nay, hoặc có kho tin hỏng. Xem từng hộp thư dưới đây.',
    },
    ...(await examineInboxes(url, inboxes)),
  ];
}

/** How each inbox fares, by the operator's token; a local run has its own. */
async function examineInboxes(url: string, inboxes: readonly InboxEntry[]): Promise<Finding[]> {
  const token = await operatorToken(url);
  if (!token) return [{ what: 'Từng hộp thư', fault: 'chưa xem được: đặt OPERATOR_TOKEN rồi chạy lại.' }];
  return Promise.all(
    inboxes.map(async ({ id }) => ({
      what: `Hộp thư ${id}`,
      fault: await askState(url, token, id).then(faultOfState, (error: Error) => error.message),
    })),
  );
}

const WAITING: Readonly<Record<StateAnswer['waiting'], string>> = {
  none: 'không có tin chờ',
  few: 'không quá 10 tin chờ',
  some: 'không quá 100 tin chờ',
  many: 'trên 100 tin chờ',
  paused: 'đang tạm dừng nhận ảnh và giọng nói',
  full: 'đã đầy, không nhận thêm tin',
  unknown: 'không rõ bao nhiêu tin chờ',
};
const OLDEST: Readonly<Record<StateAnswer['oldest'], string>> = {
  none: '',
  day: ', tin cũ nhất chờ không quá một ngày',
  week: ', tin cũ nhất chờ nhiều ngày',
  longer: ', tin cũ nhất chờ hơn bảy ngày',
  unknown: '',
};

/** What an operator has to mend about an inbox; null while the mails to both mailboxes leave and nothing piles up. */
export function faultOfState({ oversight, alarm, ...unit }: StateAnswer): string | null {
  const ofStore =
    alarm &&
    `kho tin hỏng (${alarm}): tin không vào hoặc không đi. Không triển khai thêm; xem bản vừa triển khai và mục “Storage” trong README.`;
  const ofOversight = faultOfMail(oversight);
  return (
    [ofStore, faultOfMail(unit), ofOversight && `Cấp trên: ${ofOversight}`].filter(Boolean).join(' ') || null
  );
}

function faultOfMail({ mail, fault, waiting, oldest }: MailState): string | null {
  const state = WAITING[waiting] + OLDEST[oldest];
  if (mail === 'refused')
    return `máy chủ thư từ chối hẳn (${fault}); ${state}. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.`;
  if (mail === 'retrying') return `thư chưa đi, đang thử lại (${fault}); ${state}. Xem máy chủ thư.`;
  if (mail === 'set-apart')
    return `thư vẫn đi, nhưng có tin bị từ chối riêng (${fault}); ${state}. Tin ấy được giữ, sáu giờ thử lại một lần. Hỏi nơi giữ hộp thư: nhận thư lớn đến đâu, máy quét chặn gì.`;
  const isCalm =
    ['none', 'few', 'some', 'unknown'].includes(waiting) && oldest !== 'week' && oldest !== 'longer';
  return isCalm ? null : `${state}. Xem mục “A flood” trong README.`;
}

async function faultOfChallenge(url: string, inbox: string): Promise<string | null> {
  const answer = await fetch(url + ENDPOINTS.challenge, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: encodeInboxId(inbox) as Uint8Array<ArrayBuffer>,
  });
  const size = (await answer.arrayBuffer()).byteLength;
  if (answer.status !== 200)
    return `đường dây trả về ${answer.status}. Xem worker/kids.txt và bí mật của Worker.`;
  if (size !== CHALLENGE_ANSWER_SIZE) return `câu trả lời dài ${size} byte, lẽ ra ${CHALLENGE_ANSWER_SIZE}.`;
  return answer.headers.get('cache-control')?.includes('no-store') ? null : 'câu trả lời thiếu no-store.';
}

/** Sends a canary to every inbox and waits for its mail. */
async function examineMail(url: string): Promise<Finding[]> {
  const today = new Date().toISOString().slice(0, 10);
  const canaries = (await handedOutKeys(url)).map(async (keys): Promise<Finding> => {
    const what = `Tin thử đến hộp thư ${keys.id}`;
    try {
      const canary = await sendCanary(url, keys, today);
      const end = Date.now() + CANARY_PATIENCE_MS;
      // eslint-disable-next-line no-await-in-loop
      while ((await statusOf(url, canary)) === 'held' && Date.now() < end) await delay(5_000);
      const status = await statusOf(url, canary);
      const fault =
        status === 'held'
          ? 'thư chưa đi sau một giờ rưỡi. Xem máy chủ thư.'
          : status === 'unknown'
            ? 'đường dây đã nhận mà nay không biết tin này. Xem kho tin.'
            : null;
      return { what, fault };
    } catch (error) {
      return { what, fault: (error as Error).message };
    }
  });
  return Promise.all(canaries);
}

/** What stands against a deploy with the settings of this folder and environment. */
async function examineSettings(): Promise<Finding[]> {
  const keys = await readKeyState(projectRoot);
  const addresses = await readFile(join(projectRoot, 'worker/addresses.json'), 'utf8').catch(() => '{}');
  const faults = [
    ...checkInboxes({ ...keys, production: true }),
    ...checkSettings(await readSettings(), (await readLocalSecrets())?.mailPublicKey),
    ...checkDeploy({
      inboxIds: inboxIdsIn(keys.kids),
      addresses: JSON.parse(addresses),
      vars: readWranglerConfig({ config: join(projectRoot, 'wrangler.toml') }).vars,
      secretNames: deployedSecrets(),
    }),
  ];
  return faults.length > 0
    ? faults.map((fault) => ({ what: 'Cấu hình', fault }))
    : [{ what: 'Cấu hình', fault: null }];
}

const readInboxes = async () =>
  JSON.parse(await readFile(join(projectRoot, 'content/inboxes.json'), 'utf8')) as InboxEntry[];

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { canary: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const url = positionals[0] ? URL.parse(positionals[0])?.origin : undefined;
  if (positionals[0] && !url) {
    console.error('Cách dùng: npm run doctor, hoặc npm run doctor -- <địa chỉ trang> [--canary]');
    process.exit(2);
  }
  const findings: Finding[] = await (url ? examineLine(url) : examineSettings()).catch((error: unknown) => [
    { what: url ?? 'Cấu hình', fault: `không xem được: ${(error as Error).message}` },
  ]);
  if (url && values.canary) findings.push(...(await examineMail(url)));
  for (const { what, fault } of findings) console.log(fault ? `HỎNG  ${what}: ${fault}` : `tốt   ${what}`);
  process.exitCode = findings.some(({ fault }) => fault) ? 1 : 0;
}
