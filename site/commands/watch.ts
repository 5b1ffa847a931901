/**
 * `npm run -s watch -- <url>`: looks at a running line as `doctor` does, for cron, say every ten minutes (`-s`: else npm
 * prints a greeting). Prints nothing and ends with 0 while all is well; else prints what is wrong and ends with 1. With
 * `ALERT_URL` set it also posts that there as plain text: when a fault begins, again each day it lasts, and once it is
 * over; a post that failed is tried again by the next run. A change counts only when a second look some seconds later
 * shows it too. `--seconds 60` gives each answer, and the time between two looks, more than 20 seconds. What was told
 * stands in `.local/watch/<host>.json`.
 */
import { DAY } from '../../worker/contract/day.ts';
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { argumentsOf } from './arguments.ts';
import { originOf, patienceOf, request } from './line/ask.ts';
import { type Finding, sayFaults } from './line/faults.ts';
import { examineLine } from './line/probes.ts';
import { memoryFile, readMemory, writeMemory } from './line/memory.ts';
import { sentenceOf } from './refused.ts';
import { readSettings, sayStrange } from './release/settings.ts';

const time = z.iso.datetime();
const memoryShape = z.record(
  z.string(),
  z.object({ since: time, told: time.nullable(), kinds: z.array(z.string()).default([]) }),
);

/**
 * Faults that were seen last time, by what they are of: since when, when last told (ISO; null: not yet), and the kinds of
 * fault that were told of it.
 */
export type Memory = z.infer<typeof memoryShape>;

/** What differs from last time: `fresh` faults are in no alert yet, `over` are those of an alert that are no more. */
export interface Changes {
  fresh: Finding[];
  lasting: Finding[];
  over: string[];
}

/** What kind of fault a sentence tells: codes and counts change without being news. */
const kindOf = ({ fault }: Finding) => fault?.split(/[;(]/)[0]?.trim() ?? '';

/** Compares what was seen with what is remembered. */
export function changesOf(memory: Memory, findings: readonly Finding[]): Changes {
  const faults = findings.filter(({ fault }) => fault);
  const isTold = (what: string) => Boolean(memory[what]?.told);
  const isKnown = (finding: Finding) =>
    isTold(finding.what) && memory[finding.what]?.kinds.includes(kindOf(finding));
  return {
    fresh: faults.filter((finding) => !isKnown(finding)),
    lasting: faults.filter(isKnown),
    over: Object.keys(memory).filter((what) => isTold(what) && isOver(what, findings)),
  };
}

/** Of a dead host no inbox can be seen: what is not known to be good is not over yet. A host that answers is not dead. */
function isOver(what: string, findings: readonly Finding[]): boolean {
  const now = findings.find((other) => other.what === what);
  return findings.every(({ fault }) => !fault) || (now ? !now.fault : URL.canParse(what));
}

/** Whether an alert is due at `now` (ms). */
export function isDue(memory: Memory, { fresh, lasting, over }: Changes, now: number): boolean {
  const isOld = ({ what }: Finding) => Math.abs(now - Date.parse(memory[what]?.told ?? '')) >= DAY;
  return fresh.length > 0 || over.length > 0 || lasting.some(isOld);
}

/** What to remember after this look; `isSent`: an alert with all of it went out at `now` (ms). */
export function remember(memory: Memory, findings: readonly Finding[], isSent: boolean, now: number): Memory {
  const today = new Date(now).toISOString();
  const kept = Object.entries(memory).filter(
    ([what, { told }]) => !isOver(what, findings) || (told && !isSent),
  );
  const seen = findings
    .filter(({ fault }) => fault)
    .map((finding) => {
      const known = memory[finding.what] ?? { since: today, told: null, kinds: [] };
      const told = { told: today, kinds: [...new Set([...known.kinds, kindOf(finding)])] };
      return [finding.what, isSent ? { ...known, ...told } : known] as const;
    });
  return Object.fromEntries([...kept, ...seen]);
}

// A text of thousands of inboxes is read by nobody.
const MAX_LINES = 20;

/** The alert as its reader gets it. */
export function alertOf(url: string, { fresh, lasting, over }: Changes): string {
  const part = (title: string, lines: readonly string[]) => [
    ...(lines.length > 0 ? [title] : []),
    ...lines.slice(0, MAX_LINES).map((line) => `- ${line}`),
    ...(lines.length > MAX_LINES
      ? [`- và ${lines.length - MAX_LINES} điều nữa: npm run doctor -- ${url}`]
      : []),
  ];
  const isWell = fresh.length + lasting.length === 0;
  return [
    `Đường dây ${url}${isWell ? ' đã hết lỗi.' : ' có lỗi.'}`,
    ...part('Mới hỏng:', sayFaults(fresh)),
    ...part('Vẫn hỏng:', sayFaults(lasting)),
    ...part('Đã hết:', over),
    '',
  ].join('\n');
}

/** Posts a text; null when it was taken, else a Vietnamese sentence that does not hold the address: it may be a secret of its own. */
async function post(address: string, text: string, patience: number): Promise<string | null> {
  if (!originOf(address)) return 'ALERT_URL không phải địa chỉ web.';
  try {
    const { status } = await request(address, { body: text, type: 'text/plain; charset=utf-8', patience });
    return status >= 200 && status < 300 ? null : `nơi nhận trả về ${status}.`;
  } catch (error) {
    return sentenceOf(error);
  }
}

/** Tells `address` what is due, and remembers it. False when it could not: the next run tries again. */
async function alert(
  { url, address, file, patience }: { url: string; address: string; file: string; patience: number },
  findings: readonly Finding[],
): Promise<boolean> {
  const memory = await readMemory(file, memoryShape, {});
  const changes = changesOf(memory, findings);
  const now = Date.now();
  const text = alertOf(url, changes);
  const fault = isDue(memory, changes, now) ? await post(address, text, patience) : undefined;
  if (fault) console.error(`Không gửi được cảnh báo tới ALERT_URL: ${fault}`);
  const next = remember(memory, findings, fault === null, now);
  if (JSON.stringify(next) !== JSON.stringify(memory)) await writeMemory(file, next);
  return !fault;
}

/** A run that holds the lock for longer has died. */
const LOCK_PATIENCE = 120_000;

/** Does `act` unless another run is doing it at this moment; then that one tells. */
async function alone(file: string, act: () => Promise<boolean>): Promise<boolean> {
  const lock = `${file}.lock`;
  await mkdir(dirname(file), { recursive: true }).catch(() => {});
  const age = await stat(lock).then(
    ({ mtimeMs }) => Math.abs(Date.now() - mtimeMs),
    () => 0,
  );
  if (age > LOCK_PATIENCE) await rmdir(lock).catch(() => {});
  try {
    await mkdir(lock);
  } catch (error) {
    // On a disk that takes nothing an alert twice is better than none.
    return (error as NodeJS.ErrnoException).code === 'EEXIST' || act();
  }
  try {
    return await act();
  } finally {
    await rmdir(lock).catch(() => {});
  }
}

/** What is good, and what is bad for longer than the line itself waits. */
const look = async (url: string, patience: number): Promise<Finding[]> =>
  (await examineLine(url, patience)).map((finding) =>
    finding.isYoung ? { ...finding, fault: null } : finding,
  );

/**
 * One run: prints what is wrong, and returns how the process shall end. `patience`: for each answer, `pause`: before a
 * second look, in ms. Rejects with `Refused` when what was told cannot be remembered.
 */
export async function watch(url: string, patience: number, pause = patience): Promise<number> {
  const { alertUrl: address, strange } = await readSettings();
  // A misspelt ALERT_URL would be silence for ever.
  if (strange) console.error(sayStrange(strange));
  const file = memoryFile('watch', url);
  const known = address ? await readMemory(file, memoryShape, {}) : {};
  let findings = await look(url, patience);
  const { fresh, over } = changesOf(known, findings);
  if (fresh.length + over.length > 0) {
    await delay(pause);
    findings = await look(url, patience);
  }
  const faults = sayFaults(findings);
  for (const fault of faults) console.log(fault);
  const isTold = !address || (await alone(file, () => alert({ url, address, file, patience }, findings)));
  return faults.length === 0 && isTold ? 0 : 1;
}

if (import.meta.main) {
  const given = argumentsOf({ seconds: { type: 'string' } });
  const url = originOf(given?.positionals[0]);
  const patience = patienceOf(given?.values.seconds);
  if (url && patience) {
    process.exitCode = await watch(url, patience).catch((error: unknown) => {
      console.error(`Không làm xong: ${sentenceOf(error)}`);
      return 1;
    });
  } else {
    console.error('Cách dùng: npm run -s watch -- <địa chỉ trang> [--seconds <giây chờ mỗi câu trả lời>]');
    process.exitCode = 2;
  }
}
