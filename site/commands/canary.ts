/**
 * `npm run canary -- <url> [--inbox <id>]`: from outside, sends a tip marked as a trial to every inbox of a running
 * line, sealed with the keys that the line hands out, and asks what became of the last ones. With the secret
 * `OPERATOR_TOKEN` in the environment a second one goes to its oversight alone, whose mailbox and key nothing else
 * tries. Run it weekly. Ends with 1 when a canary was refused, or when one of the last weeks is not `opened` after
 * seven days. What it must remember (inbox, audience, status id and day; nothing secret) stands in
 * `.local/canary/<host>.json`.
 */
import { ESCALATE_DAYS, KEEP_MAILED_DAYS, TOMBSTONE_DAYS } from '../../worker/contract/retention.ts';
import { DAY, dayOf, dayText } from '../../worker/contract/day.ts';
import { solveChallenge, type Challenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { z } from 'zod';
import { AUDIENCES, type Audience } from '../../worker/contract/audience.ts';
import { encodeChallengeBody, ENDPOINTS, type StatusAnswer } from '../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../worker/contract/inbox-id.ts';
import { fromHex, randomBytes, toBase64url, toHex } from '../envelope/bytes.ts';
import { kidHexOf, type InboxKeys } from '../envelope/keys.ts';
import { sealTip, wireOf } from '../envelope/seal.ts';
import { argumentsOf } from './arguments.ts';
import { type Ask, askerOf, expectStatus, jsonOf, LineFault, originOf, textOf } from './line/ask.ts';
import { divertToOversight, operatorToken } from './line/operator.ts';
import { type Finding, sayFaults } from './line/faults.ts';
import { memoryFile, readMemory, writeMemory } from './line/memory.ts';
import { sentenceOf } from './refused.ts';

/** A canary under way. `day` is Vietnam's, `YYYY-MM-DD`; `to` whose mailbox it tries, the unit's if nothing is said. */
export interface Canary {
  inbox: string;
  to?: Audience | undefined;
  sid: string;
  day: string;
}

const canaryList: z.ZodType<Canary[]> = z.array(
  z.object({
    inbox: z.string(),
    to: z.enum(AUDIENCES).optional(),
    sid: z.string().regex(/^[0-9a-f]{32}$/),
    day: z.iso.date(),
  }),
);

/** A challenge to be solved here, whatever else it holds: none that would keep this machine busy for hours. */
const challengeAnswer = z.looseObject({ parameters: z.looseObject({ cost: z.number().max(100_000) }) });

/** What became of the canaries: those to ask about again, and one Vietnamese sentence for each that failed. */
export interface Verdict {
  waiting: Canary[];
  failures: string[];
}

const WORDS: Readonly<Record<StatusAnswer['status'], string>> = {
  unknown: 'đường dây không biết tin này',
  held: 'chưa gửi thư',
  mailed: 'đã gửi thư, chưa báo đã mở',
  opened: 'đã mở',
  escalated: 'đã chuyển cấp trên',
};

/** What a mailbox of oversight got, no status tells: whoever asks could learn which tips were drawn. */
const wordsOf = ({ to }: Canary, status: StatusAnswer['status']) =>
  to === 'oversight' && status === 'held' ? 'chưa báo đã mở' : WORDS[status];

/** The line forgets a tip that nobody opened, then its name. */
const FORGOTTEN_DAYS = KEEP_MAILED_DAYS + TOMBSTONE_DAYS;

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
    const age = (Date.parse(today) - Date.parse(canary.day)) / DAY;
    if (status === 'opened' || age > FORGOTTEN_DAYS) continue;
    verdict.waiting.push(canary);
    if (age >= ESCALATE_DAYS)
      verdict.failures.push(
        canary.to === 'oversight'
          ? `Cấp trên của hộp thư ${canary.inbox}: tin thử ngày ${canary.day} chưa được mở (${wordsOf(canary, status)}). Hãy gọi cấp trên ấy.`
          : `Hộp thư ${canary.inbox}: tin thử ngày ${canary.day} chưa được mở (${WORDS[status]}). Hãy gọi đơn vị ấy.`,
      );
  }
  return verdict;
}

/** Sends one canary to an inbox, as a phone would. Rejects with `LineFault` when the line refuses it. */
export async function sendCanary(ask: Ask, keys: InboxKeys, today: string): Promise<Canary> {
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
  const asked = expectStatus(
    await ask(ENDPOINTS.challenge, encodeChallengeBody(keys.id, 0)),
    200,
    'Đường dây không cho đề tính.',
  );
  const challenge = jsonOf(asked, challengeAnswer) as unknown as Challenge;
  const solution = await solveChallenge({ challenge, deriveKey }).catch(() => null);
  if (!solution) throw new LineFault('đề tính của đường dây không giải được. Xem bản đang chạy.');
  const answer = await ask(ENDPOINTS.tips, wireOf(sealed, JSON.stringify({ challenge, solution })));
  expectStatus(answer, 202, 'Đường dây không nhận tin thử.');
  return { inbox: keys.id, sid: toHex(sid), day: today };
}

/** As `sendCanary`, for the mailbox of oversight alone. */
export async function sendCanaryToOversight(
  ask: Ask,
  keys: InboxKeys,
  today: string,
  token: string,
): Promise<Canary> {
  const canary = await sendCanary(ask, keys, today);
  try {
    await divertToOversight(ask, token, keys.id, canary.sid);
  } catch (error) {
    throw new LineFault(`tin thử đã đi theo đường thường: ${sentenceOf(error)}`);
  }
  return { ...canary, to: 'oversight' };
}

const keyScript = z.array(
  z.object({
    id: z.string(),
    label: z.string(),
    oversight: z.string(),
    recipients: z.tuple([z.string(), z.string()]),
    replyKey: z.string(),
  }),
) satisfies z.ZodType<InboxKeys[]>;

/** The keys that the line hands to phones: those of every key script its tip page names. Rejects with `LineFault`. */
export async function handedOutKeys(ask: Ask): Promise<InboxKeys[]> {
  const page = textOf(expectStatus(await ask('/bao-tin/')));
  const scripts = [...new Set(page.match(/\/khoa\/\d+\.js/g))];
  const lists = await Promise.all(
    scripts.map(async (script) => {
      const text = textOf(expectStatus(await ask(script)));
      const json = /^export default (\[.*\]);\s*$/s.exec(text)?.[1] ?? '';
      return jsonOf({ body: new TextEncoder().encode(json) }, keyScript);
    }),
  );
  return lists.flat();
}

const statusAnswer = z.object({
  status: z.enum(['unknown', 'held', 'mailed', 'opened', 'escalated']),
  day: z.string().nullable(),
}) satisfies z.ZodType<StatusAnswer>;

/** Where a canary stands now. Rejects with `LineFault` when the line does not say. */
export async function statusOf(ask: Ask, { inbox, sid }: Canary): Promise<StatusAnswer['status']> {
  const answer = await ask(ENDPOINTS.status, new Uint8Array([...encodeInboxId(inbox), ...fromHex(sid)]));
  return jsonOf(expectStatus(answer, 200, 'Đường dây không nói trạng thái.'), statusAnswer).status;
}

/**
 * One run: prints what became of the last canaries and sends new ones, to inbox `only` or to all. Returns how the process
 * shall end. Rejects with `Refused` when the line does not answer at all.
 */
export async function runCanaries(url: string, only?: string): Promise<number> {
  const today = dayText(dayOf(Date.now()));
  const ask = askerOf(url, { patience: 60_000 });
  const token = await operatorToken(url);
  const findings: Finding[] = [];
  const keys = await handedOutKeys(ask).catch((error: unknown) => {
    if (error instanceof LineFault && !error.isAnswered) throw error;
    findings.push({ what: 'Khóa nhận tin', fault: sentenceOf(error) });
    return null;
  });

  const file = memoryFile('canary', url);
  const known = await readMemory(file, canaryList, []);
  const told: Parameters<typeof judgeCanaries>[0][number][] = [];
  const untold: Canary[] = [];
  await Promise.all(
    known.map(async (canary) => {
      try {
        told.push({ canary, status: await statusOf(ask, canary) });
      } catch (error) {
        untold.push(canary);
        findings.push({ what: `Tin thử ngày ${canary.day} đến ${nameOf(canary)}`, fault: sentenceOf(error) });
      }
    }),
  );
  for (const { canary, status } of told)
    console.log(`${nameOf(canary)}, gửi ngày ${canary.day}: ${wordsOf(canary, status)}`);
  const { waiting, failures } = judgeCanaries(told, today);
  waiting.push(...untold);

  const tried = keys?.filter(({ id }) => !only || id === only) ?? [];
  if (keys && tried.length === 0)
    failures.push(
      only
        ? `Trang không có hộp thư ${only}.`
        : 'Trang không có hộp thư nào, hoặc thứ trả lời không phải trang: wifi đòi đăng nhập? Mở thử trang bằng trình duyệt.',
    );
  if (!token) console.log('Chưa thử hộp thư của cấp trên: đặt OPERATOR_TOKEN rồi chạy lại.');
  const ways = tried.flatMap((inbox) => [
    { what: `hộp thư ${inbox.id}`, send: () => sendCanary(ask, inbox, today) },
    ...(token
      ? [{ what: `cấp trên của ${inbox.id}`, send: () => sendCanaryToOversight(ask, inbox, today, token) }]
      : []),
  ]);
  for (const { what, send } of ways) {
    try {
      // One after the other: each has its proof of work.
      // eslint-disable-next-line no-await-in-loop
      waiting.push(await send());
      // Whoever stops it now still learns what became of this one.
      // eslint-disable-next-line no-await-in-loop
      await writeMemory(file, waiting);
      console.log(`${what}: đường dây đã nhận tin thử.`);
    } catch (error) {
      findings.push({ what: `Tin thử đến ${what}`, fault: sentenceOf(error) });
    }
  }
  await writeMemory(file, waiting);
  failures.push(...sayFaults(findings));
  for (const failure of failures) console.error(failure);
  return failures.length > 0 ? 1 : 0;
}

const nameOf = ({ inbox, to }: Canary) => (to === 'oversight' ? `cấp trên của ${inbox}` : `hộp thư ${inbox}`);

if (import.meta.main) {
  const given = argumentsOf({ inbox: { type: 'string' } });
  const url = originOf(given?.positionals[0]);
  if (given && url) {
    process.exitCode = await runCanaries(url, given.values.inbox).catch((error: unknown) => {
      console.error(`Không hỏi được ${url}: ${sentenceOf(error)}`);
      return 1;
    });
  } else {
    console.error('Cách dùng: npm run canary -- <địa chỉ trang> [--inbox <mã hộp thư>]');
    process.exitCode = 2;
  }
}
