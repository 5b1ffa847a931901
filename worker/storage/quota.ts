/** What the carrier takes in a day, and who may have it. */
import type { Settings } from '../settings.ts';
import { INBOX_IDS } from '../inboxes.ts';
import { DAY } from '../contract/day.ts';

/** Of what digests may have, the last part is for inboxes that have not had an even share yet. */
const FOR_ANYBODY = 3 / 4;

/** Mails of a day (UTC) that digests leave to heartbeats and alerts: a tenth, or enough for all, and at most half. */
const reserveOf = (quota: number): number =>
  Math.min(quota / 2, Math.max(quota / 10, 2 * INBOX_IDS.length + 10));

/** Mails in a day; null for a setting that is no number, which bounds nothing. */
const quotaFrom = ({ MAILS_A_DAY }: Pick<Settings, 'MAILS_A_DAY'>): number | null =>
  Number(MAILS_A_DAY) || null;

/** Whether so much of today's mails has left that not every inbox gets more for its tips. */
export function isUsedUp(storage: DurableObjectStorage, env: Settings, now: number): boolean {
  const quota = quotaFrom(env);
  return quota !== null && sumOf(ofTips(countsOf(storage, now))) >= (quota - reserveOf(quota)) * FOR_ANYBODY;
}

interface Count extends Record<string, SqlStorageValue> {
  inbox: string;
  count: number;
}

const countsOf = (storage: DurableObjectStorage, now: number): Count[] =>
  storage.sql.exec<Count>('SELECT inbox, count FROM mails WHERE day = ?', Math.floor(now / DAY)).toArray();

/** Heartbeats and alerts are counted as the line's own: they have a reserve, and take nothing from tips. */
const LINE = '';
const ofTips = (counts: readonly Count[]) => counts.filter(({ inbox }) => inbox !== LINE);

const sumOf = (counts: readonly Count[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** Whether one more mail may leave today, and counts it if so. */
export function mayMail(
  storage: DurableObjectStorage,
  env: Settings,
  { inbox, isTip, now }: { inbox: string; isTip: boolean; now: number },
): boolean {
  const quota = quotaFrom(env);
  if (quota === null) return true;
  const today = Math.floor(now / DAY);
  const { sql } = storage;
  return storage.transactionSync(() => {
    sql.exec('DELETE FROM mails WHERE day < ?', today);
    const counts = countsOf(storage, now);
    const all = sumOf(counts);
    const tips = sumOf(ofTips(counts));
    const own = counts.find((one) => one.inbox === inbox)?.count ?? 0;
    const forTips = quota - reserveOf(quota);
    const isFair = tips < forTips * FOR_ANYBODY || (tips < forTips && own < forTips / INBOX_IDS.length);
    if (all >= quota || (isTip && !isFair)) return false;
    sql.exec(
      `INSERT INTO mails (inbox, day, count) VALUES (?, ?, 1)
       ON CONFLICT (inbox) DO UPDATE SET count = count + 1`,
      isTip ? inbox : LINE,
      today,
    );
    return true;
  });
}
