/** The line is started on a store that the last release made: nothing that it was told or kept may be lost. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../../site/commands/project.ts';
import type { Audience } from '../../worker/contract/audience.ts';
import { statusOf } from '../drill/calls.ts';
import { addressOf, type Copy, MailReader } from '../drill/police.ts';
import type { Report } from './play.ts';
import type { Stage } from './stage.ts';

const INBOX = 'lung-phinh';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PATIENCE_MS = 60_000;
/** What may be mailed, by the names in the dump: under which number, to whom. */
const MAILED: readonly { name: string; to: Audience; number: number; why: string }[] = [
  { name: 'deferred', to: 'unit', number: 7, why: 'waited' },
  { name: 'dueBoth', to: 'unit', number: 8, why: 'waited' },
  // Higher than any number of the unit's that oversight has met in an old mail.
  { name: 'dueBoth', to: 'oversight', number: 9, why: 'waited' },
  { name: 'queued', to: 'unit', number: 9, why: 'waited' },
  { name: 'bait', to: 'unit', number: 6, why: 'the mailbox refused it, and takes it now' },
  { name: 'escalated', to: 'unit', number: 2, why: 'not opened three days after it was mailed' },
  { name: 'escalated', to: 'oversight', number: 10, why: 'not opened three days after it was mailed' },
];
/** Those that must be: what waited is a promise. */
const MUST_BE_MAILED = MAILED.filter(({ why }) => why !== 'not opened three days after it was mailed');

interface OldTip {
  name: string;
  sid: Uint8Array;
  /** Hex SHA-256 of its bytes. */
  hash: string;
  status: { status: string; day: string };
}

export async function playOldStore(stage: Stage): Promise<Report> {
  const dump = await readFile(join(projectRoot, 'test/fixtures/stores/inbox-1.sql'), 'utf8');
  const now = Number(/^-- now (\d+)$/m.exec(dump)?.[1]);
  // By whole days, so that hours and days stay together, to a moment before now.
  const days = Math.ceil((now - Date.now()) / DAY);
  const wrongs: string[] = [];
  // Nothing can be mailed until the statuses were looked at.
  for (const to of ['unit', 'oversight'] as const)
    stage.peer.treatments.set(addressOf({ inbox: INBOX, to }), { atRcpt: () => [451, '4.7.1 later'] });
  // A tip makes workerd write the file that the old store is put into; it wakes the inbox, too.
  await stage.sendOne(INBOX, 0);
  await stage.stopLine();
  // What was played before on this line has nothing to do with the old store.
  stage.peer.mails.splice(0);
  const tips = tipsIn(dump, replaceStore(await storeOf(stage.stateDir), dump, days));
  if (tips.length !== 9) wrongs.push(`the dump has ${tips.length} tips`);
  await stage.startLocalLine();
  const before = await statusesOf(stage, tips);
  for (const { name, status } of tips)
    if (before.get(name) !== status.status)
      wrongs.push(`${name} was ${status.status}, is ${before.get(name)}`);
  stage.peer.treatments.clear();
  await fetch(`${stage.url}/cdn-cgi/local/scheduled`);
  const copies = await mailed(stage, tips);
  wrongs.push(...judge(tips, copies));
  const after = await statusesOf(stage, tips);
  for (const { name, status } of tips) {
    const isNew = status.status === 'held';
    const right = isNew ? 'mailed' : status.status;
    if (after.get(name) !== right) wrongs.push(`${name} must be ${right}, is ${after.get(name)}`);
  }
  // A new tip goes on from the last number.
  const next = await stage.sendOne(INBOX, 0);
  const reader = new MailReader({ inbox: INBOX, to: 'unit' }, stage.peer.mails);
  const copy = await until(async () => (await reader.read()).copies.find(({ hash }) => hash === next.hash));
  if (copy?.number !== 10) wrongs.push(`the next tip has number ${copy?.number}`);
  const told = [...copies].map(([to, list]) => `${to} ${list.map(({ number }) => number).join(', ')}`);
  return {
    name: 'a store of the last release',
    came: `${tips.length} statuses stay; mailed: ${told.join('; ')}; then number ${copy?.number}`,
    wrongs,
  };
}

/** The tips that the dump's head names, with their bytes' hashes from the store. */
function tipsIn(dump: string, hashes: Map<string, string>): OldTip[] {
  return [...dump.matchAll(/^-- (\w+) ([0-9a-f]{32}) (\{.*\}) (?:true|false)$/gm)].map(
    ([, name = '', sid = '', status = '']) => ({
      name,
      sid: Uint8Array.from(Buffer.from(sid, 'hex')),
      hash: hashes.get(sid) ?? '',
      status: JSON.parse(status) as OldTip['status'],
    }),
  );
}

/** The sqlite file in which workerd keeps the inbox, known by the tip in it. */
async function storeOf(stateDir: string): Promise<string> {
  const files = await readdir(stateDir, { recursive: true });
  for (const file of files.filter((name) => /Inbox\/[0-9a-f]{64}\.sqlite$/.test(name))) {
    const path = join(stateDir, file);
    const db = new DatabaseSync(path, { timeout: 10_000 });
    const [tip] = db.prepare('SELECT id FROM tips').all();
    db.close();
    if (tip) return path;
  }
  throw new Error('workerd made no store for the inbox');
}

/** Puts the old store in the place of the new one, its clock moved back. Resolves with the hashes of its tips by sid. */
function replaceStore(path: string, dump: string, days: number): Map<string, string> {
  const db = new DatabaseSync(path, { timeout: 10_000 });
  const own = db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'`)
    .all();
  for (const { name } of own) db.exec(`DROP TABLE "${String(name)}"`);
  db.exec(dump);
  db.exec(`UPDATE tips SET hour = hour - ${days * 24}, day = day - ${days}, opened = opened - ${days},
    escalated = escalated - ${days}, purged_day = purged_day - ${days};
    UPDATE nonces SET expiry_hour = expiry_hour - ${days * 24};
    UPDATE meta SET value = value - ${days * DAY} WHERE name LIKE '%\\_at%' ESCAPE '\\';`);
  const rows = db.prepare('SELECT hex(sid) AS sid, hex(hash) AS hash FROM tips').all();
  db.close();
  return new Map(rows.map(({ sid, hash }) => [String(sid).toLowerCase(), String(hash).toLowerCase()]));
}

async function statusesOf(stage: Stage, tips: readonly OldTip[]): Promise<Map<string, string>> {
  const statuses = new Map<string, string>();
  // eslint-disable-next-line no-await-in-loop
  for (const { name, sid } of tips) statuses.set(name, await statusOf(stage.url, INBOX, sid));
  return statuses;
}

/** What either mailbox has once everything that must be mailed is, and two windows later. */
async function mailed(stage: Stage, tips: readonly OldTip[]): Promise<Map<Audience, Copy[]>> {
  const readers = (['unit', 'oversight'] as const).map(
    (to) => new MailReader({ inbox: INBOX, to }, stage.peer.mails),
  );
  const copies = async () => {
    const all = await Promise.all(readers.map((reader) => reader.read()));
    return new Map(all.map((contents, at) => [readers[at]?.reader.to ?? 'unit', contents.copies]));
  };
  await until(async () => {
    const now = await copies();
    return MUST_BE_MAILED.every(({ name, to }) =>
      now.get(to)?.some(({ hash }) => hash === tips.find((tip) => tip.name === name)?.hash),
    );
  });
  await delay(2 * stage.window);
  return copies();
}

/** Everything in the mailboxes that must not be there, and what is not. */
function judge(tips: readonly OldTip[], copies: Map<Audience, Copy[]>): string[] {
  const wrongs: string[] = [];
  for (const [to, list] of copies) {
    for (const { hash, number } of list) {
      const name = tips.find((tip) => tip.hash === hash)?.name;
      if (!MAILED.some((one) => one.name === name && one.to === to && one.number === number))
        wrongs.push(`${name} was mailed to ${to} as ${number}`);
    }
    const numbers = list.map(({ number }) => number);
    if (new Set(numbers).size < numbers.length)
      wrongs.push(`${to} got a number twice: ${numbers.join(', ')}`);
  }
  for (const { name, to, number } of MUST_BE_MAILED) {
    const hash = tips.find((tip) => tip.name === name)?.hash;
    if (!copies.get(to)?.some((copy) => copy.hash === hash && copy.number === number))
      wrongs.push(`${name} was not mailed to ${to} as ${number}`);
  }
  return wrongs;
}

async function until<T>(look: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    // eslint-disable-next-line no-await-in-loop
    const found = await look();
    if (found || Date.now() > end) return found;
    // eslint-disable-next-line no-await-in-loop
    await delay(200);
  }
}
