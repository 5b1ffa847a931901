/**
 * Looks at a running line from outside: pages and their headers, the keys it hands out, its proof of work, what it
 * says of itself, and with the operator's token how each inbox fares. Each probe has its own end and its own sentence,
 * so that none hides another.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHALLENGE_ANSWER_SIZE, encodeChallengeBody, ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { type Ask, askerOf, expectStatus, jsonOf, LineFault, PATIENCE, textOf } from './ask.ts';
import { handedOutKeys } from '../canary.ts';
import type { InboxEntry } from '../keys/check-inboxes.ts';
import { readKeyState } from '../keys/key-state.ts';
import {
  faultOfClock,
  faultOfHeaders,
  faultOfMailKey,
  faultOfMorning,
  faultOfRelease,
  faultOfTool,
  faultsOfKeys,
  type Finding,
  findingsOfState,
  requiredHeaders,
  type Told,
} from './faults.ts';
import { askState, knownMailKeys, operatorToken } from './operator.ts';
import { projectRoot, readRelease } from '../project.ts';
import { sentenceOf } from '../refused.ts';

/**
 * Everything about the line at `url` (its origin) that is examined, good and bad. A host that is dead altogether is
 * one finding, whose `what` is `url`. Never rejects. `patience`: how long each answer may take, in ms.
 */
export async function examineLine(url: string, patience = PATIENCE): Promise<Finding[]> {
  try {
    return await examine(url, patience);
  } catch (error) {
    return [{ what: url, fault: `chưa xem được: ${sentenceOf(error)}` }];
  }
}

async function examine(url: string, patience: number): Promise<Finding[]> {
  const ask = askerOf(url, { patience, total: 12 * patience });
  const page = await pageProbe(ask, url.startsWith('https:'));
  const health = askHealth(ask);
  const [home, morning] = await Promise.all([
    page('/'),
    probe('Thư báo sáng', async () => faultOfMorning((await health).told)),
  ]);
  if (isDead(home, morning)) return [{ what: url, fault: morning[0]?.fault ?? null }];

  const own = await readKeyState(projectRoot).catch(sentenceOf);
  if (typeof own === 'string') return [...home, ...morning, { what: 'Thư mục này', fault: own }];
  const { inboxes } = own;
  const probes = await Promise.all([
    page('/bao-tin/'),
    page('/an-toan/'),
    page('/khong-co-trang-nay/', 404),
    probe('Khóa nhận tin', async () => faultsOfKeys(inboxes, await handedOutKeys(ask))),
    probe('Nhận tin', async () => {
      // No tip: whatever takes tips says so.
      expectStatus(
        await ask(ENDPOINTS.tips, new Uint8Array(1)),
        400,
        'Không tin nào vào được. Xem bản đang chạy.',
      );
      return null;
    }),
    ...inboxes.map(({ id }) => probe(`Đề tính của ${id}`, () => faultOfChallenge(ask, id))),
    probe('Khóa ký thư', async () => faultOfMailKey((await health).told, await knownMailKeys(url))),
    probe('Công cụ của cán bộ', async () => {
      // Without .html: the host redirects to this one.
      const tool = expectStatus(await ask('/can-bo/mo-tin'));
      return faultOfTool((await health).told, textOf(tool));
    }),
    probe('Bản đang chạy', async () => faultOfRelease((await health).told, await readRelease())),
    probe('Đồng hồ', async () => {
      const { told, date, now } = await health;
      return faultOfClock(told, date, now);
    }),
    Promise.resolve(morning),
    probe('Từng hộp thư', () => examineInboxes(ask, url, inboxes)),
  ]);
  return [...home, ...probes.flat()].map(({ what, fault, isYoung }) => ({
    what,
    fault,
    ...(isYoung ? { isYoung } : {}),
  }));
}

/** A finding, and whether its host answered at all. */
type Probed = Finding & { isAnswered: boolean };

async function probe(what: string, look: () => Promise<string | null | Finding[]>): Promise<Probed[]> {
  try {
    const found = await look();
    const findings = Array.isArray(found) ? found : [{ what, fault: found }];
    return findings.map((finding) => ({ ...finding, isAnswered: true }));
  } catch (error) {
    const isAnswered = !(error instanceof LineFault) || error.isAnswered;
    return [{ what, fault: sentenceOf(error), isAnswered }];
  }
}

/** Pages and Worker are two things behind one name: when both are silent, or say the same, the rest knows no better. */
function isDead([home]: Probed[], [health]: Probed[]): boolean {
  if (!home?.fault || !health?.fault) return false;
  return home.fault === health.fault || (!home.isAnswered && !health.isAnswered);
}

async function pageProbe(ask: Ask, isSecure: boolean) {
  const required = requiredHeaders(await readFile(join(projectRoot, 'site/public/_headers'), 'utf8'));
  return (path: string, status?: number) =>
    probe(`Trang ${path}`, async () =>
      faultOfHeaders(required, expectStatus(await ask(path), status).headers, isSecure),
    );
}

const told: z.ZodType<Told> = z.object({
  line: z.enum(['ok', 'degraded']),
  mailKey: z.string().nullable().optional(),
  version: z.string().max(40).nullable().optional(),
  commit: z.string().max(40).nullable().optional(),
  time: z.number().optional(),
});

/** What the line says of itself, with the time of its host and of this machine at that moment. */
async function askHealth(ask: Ask) {
  const answer = expectStatus(await ask(ENDPOINTS.health));
  return { told: jsonOf(answer, told), date: answer.headers.get('date'), now: Date.now() };
}

async function faultOfChallenge(ask: Ask, inbox: string): Promise<string | null> {
  const answer = await ask(ENDPOINTS.challenge, encodeChallengeBody(inbox, 0));
  const size = expectStatus(answer, 200, 'Xem worker/kids.txt.').body.length;
  if (size !== CHALLENGE_ANSWER_SIZE) return `câu trả lời dài ${size} byte, lẽ ra ${CHALLENGE_ANSWER_SIZE}.`;
  return answer.headers.get('cache-control')?.includes('no-store') ? null : 'câu trả lời thiếu no-store.';
}

/** How each inbox fares, by the operator's token. */
async function examineInboxes(ask: Ask, url: string, inboxes: readonly InboxEntry[]) {
  const token = await operatorToken(url);
  if (!token) return 'chưa xem được: đặt OPERATOR_TOKEN rồi chạy lại.';
  const states = inboxes.map(({ id }) =>
    probe(`Hộp thư ${id}`, async () => findingsOfState(id, await askState(ask, token, id))),
  );
  return (await Promise.all(states)).flat();
}
