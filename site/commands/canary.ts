/**
 * `npm run canary -- <url> [--inbox <id>]`: from outside, sends a tip marked as a trial to every inbox of a running
 * line, sealed with the keys that the line hands out, and asks what became of the last ones. With the secret
 * `OPERATOR_TOKEN` in the environment a second one goes to its oversight alone, whose mailbox and key nothing else
 * tries. Run it weekly. Ends with 1 when a canary was refused, or when one of the last weeks is not `opened` after
 * seven days. What it must remember (inbox, audience, status id and day; nothing secret) stands in
 * `.local/canary/<host>.json`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import {
  encodeChallengeBody,
  encodeInboxId,
  ENDPOINTS,
  type Audience,
  type StatusAnswer,
} from '../../worker/contract.ts';
import { fromHex, randomBytes, toBase64url, toHex } from '../envelope/bytes.ts';
import { kidHexOf, type InboxKeys } from '../envelope/keys.ts';
import { sealTip, wireOf } from '../envelope/seal.ts';
import { divertToOversight, operatorToken } from './operator.ts';
import { projectRoot } from './project.ts';

/** A canary under way. `day` is UTC's, `YYYY-MM-DD`; `to` whose mailbox it tries, the unit's if nothing is said. */
export interface Canary {
  inbox: string;
  to?: Audience;
  sid: string;
  day: string;
}

/** What became of the canaries: those to ask about again, and one Vietnamese sentence for each that failed. */
export interface Verdict {
  waiting: Canary[];
  failures: string[];
}

const PATIENCE_DAYS = 7;

/**
 * Judges canaries by their status on `today`: an opened one is done; one that is not opened after seven days is a
 * failure, told on every run until it is opened.
 */
export function judgeCanaries(
  canaries: readonly { canary: Canary; status: StatusAnswer['status'] }[],
  today: string,
): Verdict {
  const verdict: Verdict = { waiting: [], failures: [] };
  for (const { canary, status } of canaries) {
    if (status === 'opened') continue;
    verdict.waiting.push(canary);
    const age = (Date.parse(today) - Date.parse(canary.day)) / 86_400_000;
    if (age >= PATIENCE_DAYS)
      verdict.failures.push(
        canary.to === 'oversight'
          ? `Cấp trên của hộp thư ${canary.inbox}: tin thử ngày ${canary.day} chưa được mở (${status}). Hãy gọi cấp trên ấy.`
          : `Hộp thư ${canary.inbox}: tin thử ngày ${canary.day} chưa được mở (${status}). Hãy gọi đơn vị ấy.`,
      );
  }
  return verdict;
}

/** Sends one canary to an inbox, as a phone would. Rejects with a Vietnamese sentence when the line refuses it. */
export async function sendCanary(url: string, keys: InboxKeys, today: string): Promise<Canary> {
  const sid = randomBytes(16);
  const sealed = await sealTip(
    {
      v: 1,
      type: 'canary',
      id: toHex(randomBytes(16)),
      ack: toBase64url(randomBytes(16)),
      inbox: keys.id,
      kid: kidHexOf(keys.recipients),
      created: today,
      category: 'other',
      text: 'Tin thử của người vận hành. Mở tin này rồi bấm “Báo đã mở” là xong, không phải làm gì thêm.',
      where: null,
      when: null,
      reply: null,
      thread: null,
      part: [1, 1],
      files: [],
    },
    sid,
    keys.recipients,
  );
  const asked = await post(url, ENDPOINTS.challenge, encodeChallengeBody(keys.id, 0));
  if (!asked.ok) throw new Error(`Hộp thư ${keys.id}: đường dây không cho đề tính (${asked.status}).`);
  const challenge = (await asked.json()) as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey });
  const answer = await post(url, ENDPOINTS.tips, wireOf(sealed, JSON.stringify({ challenge, solution })));
  if (answer.status !== 202)
    throw new Error(`Hộp thư ${keys.id}: đường dây không nhận tin thử (${answer.status}).`);
  return { inbox: keys.id, sid: toHex(sid), day: today };
}

/** The keys that the line hands to phones: those of every key script its tip page names. */
export async function handedOutKeys(url: string): Promise<InboxKeys[]> {
  const page = await (await fetch(`${url}/bao-tin/`)).text();
  const scripts = [...new Set(page.match(/\/khoa\/\d+\.js/g))];
  const texts = await Promise.all(scripts.map(async (script) => (await fetch(url + script)).text()));
  return texts.flatMap((text) => {
    const json = /^export default (\[.*\]);\s*$/s.exec(text)?.[1];
    return json ? (JSON.parse(json) as InboxKeys[]) : [];
  });
}

/** As `sendCanary`, for the mailbox of oversight alone. */
export async function sendCanaryToOversight(
  url: string,
  keys: InboxKeys,
  today: string,
  token: string,
): Promise<Canary> {
  const canary = await sendCanary(url, keys, today);
  try {
    await divertToOversight(url, token, keys.id, canary.sid);
  } catch {
    throw new Error(
      `Cấp trên của hộp thư ${keys.id}: chưa thử được, tin thử đã đi theo đường thường. Xem lại OPERATOR_TOKEN rồi chạy lại.`,
    );
  }
  return { ...canary, to: 'oversight' };
}

/** Where a canary stands now. Rejects when the line does not answer. */
export async function statusOf(url: string, { inbox, sid }: Canary): Promise<StatusAnswer['status']> {
  const answer = await post(
    url,
    ENDPOINTS.status,
    new Uint8Array([...encodeInboxId(inbox), ...fromHex(sid)]),
  );
  if (!answer.ok) throw new Error(`Hộp thư ${inbox}: không hỏi được trạng thái (${answer.status}).`);
  return ((await answer.json()) as StatusAnswer).status;
}

const post = (url: string, path: string, body: Uint8Array) =>
  fetch(url + path, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers: { 'content-type': 'application/octet-stream' },
    signal: AbortSignal.timeout(60_000),
  });

async function run(url: string, only: string | undefined): Promise<number> {
  const today = new Date().toISOString().slice(0, 10);
  const file = join(projectRoot, '.local/canary', `${new URL(url).host.replace(':', '-')}.json`);
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as Canary[];
  const asked = await Promise.all(
    known.map(async (canary) => ({ canary, status: await statusOf(url, canary) })),
  );
  for (const { canary, status } of asked)
    console.log(
      `${canary.inbox}${canary.to === 'oversight' ? ' (cấp trên)' : ''}, gửi ngày ${canary.day}: ${status}`,
    );
  const { waiting, failures } = judgeCanaries(asked, today);
  const keys = (await handedOutKeys(url)).filter(({ id }) => !only || id === only);
  if (keys.length === 0)
    failures.push(only ? `Trang không có hộp thư ${only}.` : 'Trang không có hộp thư nào.');
  const token = await operatorToken(url);
  if (!token) console.log('Chưa thử hộp thư của cấp trên: đặt OPERATOR_TOKEN rồi chạy lại.');
  for (const inbox of keys) {
    const ways = [
      { what: inbox.id, send: () => sendCanary(url, inbox, today) },
      ...(token
        ? [
            {
              what: `cấp trên của ${inbox.id}`,
              send: () => sendCanaryToOversight(url, inbox, today, token),
            },
          ]
        : []),
    ];
    for (const { what, send } of ways) {
      // One inbox that refuses must not keep the others from being tried.
      // eslint-disable-next-line no-await-in-loop
      const sent = await send().catch((error: unknown) => (error as Error).message);
      if (typeof sent === 'string') failures.push(sent);
      else {
        waiting.push(sent);
        console.log(`${what}: đường dây đã nhận tin thử.`);
      }
    }
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(waiting, null, 2)}\n`);
  for (const failure of failures) console.error(failure);
  return failures.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    options: { inbox: { type: 'string' } },
    allowPositionals: true,
  });
  const url = URL.parse(positionals[0] ?? '');
  if (url) {
    process.exitCode = await run(url.origin, values.inbox).catch((error: unknown) => {
      console.error(`Không hỏi được ${url.origin}: ${(error as Error).message}`);
      return 1;
    });
  } else {
    console.error('Cách dùng: npm run canary -- <địa chỉ trang> [--inbox <mã hộp thư>]');
    process.exitCode = 2;
  }
}
