import { DurableObject } from 'cloudflare:workers';
import { alertText, tellOperator, type Trouble, type TroubleKind } from '../delivery/alerts.ts';
import type { MailboxReader } from '../delivery/sharers.ts';
import type { Settings } from '../settings.ts';
import { INBOX_IDS } from '../inboxes.ts';
import { isUsedUp, mayMail } from './quota.ts';
import { DAY, HOUR, MINUTE } from '../contract/day.ts';
import { timingFrom } from '../delivery/schedule.ts';
import { LINE_MIGRATIONS, migrate } from './migrations.ts';

/** A morning mail may be late by a retry or two before the line calls itself degraded. */
const PATIENCE = 26 * HOUR;
/** Troubles come together; one mail tells them all. A local run has shorter hours. */
const GATHERING = MINUTE;
/** Nobody heard: again after so long. */
const AGAIN = 5 * MINUTE;
/** What is gone for so long is over; what comes and goes is told once. */
const OVER = 2 * HOUR;

/**
 * The line as a whole: when each inbox was last named in a heartbeat that left, to its unit and to its oversight, what
 * is wrong with each, what its operator was told of it, and how many mails left today. Knows no tips.
 */
export class Line extends DurableObject<Settings> {
  /** Replaced by tests that move the clock or listen. */
  now: () => number = Date.now;
  tell: (text: string) => Promise<boolean> = (text) => tellOperator(text, this.env);

  constructor(ctx: DurableObjectState, env: Settings) {
    super(ctx, env);
    migrate(ctx.storage, LINE_MIGRATIONS);
  }

  /** The mail server took over a heartbeat that names these, at `time` (ms). */
  beat(named: readonly MailboxReader[], time: number): void {
    for (const { inbox, to } of named)
      this.ctx.storage.sql.exec(
        `INSERT INTO beats (inbox, audience, time) VALUES (?, ?, ?)
         ON CONFLICT (inbox, audience) DO UPDATE SET time = excluded.time`,
        inbox,
        to,
        time,
      );
  }

  /** An inbox could not keep a tip or end an alarm, or can again. */
  async fault(inbox: string, isFaulty: boolean): Promise<void> {
    this.ctx.storage.sql.exec(
      isFaulty ? 'INSERT OR IGNORE INTO faults (inbox) VALUES (?)' : 'DELETE FROM faults WHERE inbox = ?',
      inbox,
    );
    await this.#wakeInTime();
  }

  /** All that is wrong with an inbox, as it sees it; what it told before and does not now is over. */
  async report(inbox: string, troubles: readonly Omit<Trouble, 'inbox'>[]): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      const { sql } = this.ctx.storage;
      sql.exec('DELETE FROM troubles WHERE inbox = ?', inbox);
      for (const { kind, fault } of troubles)
        sql.exec('INSERT INTO troubles (inbox, kind, fault) VALUES (?, ?, ?)', inbox, kind, fault);
    });
    await this.#wakeInTime();
  }

  /**
   * Whether one more mail may leave today, and counts it. `isTip`: a digest's, which leaves a reserve to heartbeats and
   * alerts.
   */
  mayMail(inbox: string, isTip: boolean): boolean {
    const mayLeave = mayMail(this.ctx.storage, this.env, { inbox, isTip, now: this.now() });
    if (!mayLeave) this.ctx.waitUntil(this.#wakeInTime());
    return mayLeave;
  }

  /** The kinds of what is wrong with this inbox, or with the line itself. */
  alertsOf(id: string): TroubleKind[] {
    const ours = this.#current(this.now()).filter(({ inbox }) => inbox === id || inbox === '');
    return [...new Set(ours.map(({ kind }) => kind))];
  }

  /** True while each of `inboxes` was named to both its mailboxes in the last 26 hours, and none has a fault. */
  isHealthy(inboxes: readonly string[], now: number): boolean {
    const silent = this.#silent(inboxes, now);
    const faults = this.#faulty();
    return silent.length === 0 && !inboxes.some((inbox) => faults.includes(inbox));
  }

  /** Makes sure that the alarm stands; the daily cron calls it. */
  async wake(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(this.now() + HOUR);
  }

  /** Tells the operator what is new. Sets the next alarm first and never throws: alarms give up after six failures. */
  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(this.now() + HOUR);
    try {
      const { wrong, over, current } = this.#news();
      const isNews = wrong.length + over.length > 0;
      if (isNews && !(await this.tell(alertText(wrong, over)))) {
        await this.ctx.storage.setAlarm(this.now() + AGAIN);
        return;
      }
      if (isNews) this.mayMail('', false);
      this.#remember(wrong, over, current);
    } catch {
      // In an hour again.
    }
  }

  #silent(inboxes: readonly string[], now: number): string[] {
    const beats = this.ctx.storage.sql
      .exec<{ inbox: string; audience: string }>(
        'SELECT inbox, audience FROM beats WHERE time > ?',
        now - PATIENCE,
      )
      .toArray();
    const alive = new Set(beats.map(({ inbox, audience }) => `${inbox} ${audience}`));
    return inboxes.filter((inbox) => !alive.has(`${inbox} unit`) || !alive.has(`${inbox} oversight`));
  }

  #faulty = (): string[] =>
    this.ctx.storage.sql
      .exec<{ inbox: string }>('SELECT inbox FROM faults')
      .toArray()
      .map(({ inbox }) => inbox);

  /** All that is wrong now. An inbox that is new has a day for its first morning mail. */
  #current(now: number): Trouble[] {
    const { sql } = this.ctx.storage;
    for (const id of INBOX_IDS)
      sql.exec('INSERT OR IGNORE INTO expected (inbox, since) VALUES (?, ?)', id, now);
    const due = sql
      .exec<{ inbox: string }>('SELECT inbox FROM expected WHERE since <= ?', now - PATIENCE)
      .toArray()
      .map(({ inbox }) => inbox);
    const plain = (inboxes: readonly string[], kind: TroubleKind): Trouble[] =>
      inboxes.filter((id) => INBOX_IDS.includes(id)).map((inbox) => ({ inbox, kind, fault: '' }));
    const told = sql
      .exec<Trouble & Record<string, string>>('SELECT inbox, kind, fault FROM troubles')
      .toArray();
    return [
      ...told.filter(({ inbox }) => INBOX_IDS.includes(inbox)),
      ...plain(this.#faulty(), 'store'),
      ...plain(this.#silent(due, now), 'silent'),
      ...(isUsedUp(this.ctx.storage, this.env, now)
        ? [{ inbox: '', kind: 'quota' as const, fault: '' }]
        : []),
    ];
  }

  /** What the operator does not know yet, or not since yesterday; and what is over. */
  #news(): { wrong: Trouble[]; over: Trouble[]; current: Trouble[] } {
    const now = this.now();
    const current = this.#current(now);
    const known = this.ctx.storage.sql
      .exec<{ inbox: string; kind: TroubleKind; fault: string; told: number; seen: number }>(
        'SELECT * FROM told',
      )
      .toArray();
    const isSame = (a: Trouble, b: Trouble) => a.inbox === b.inbox && a.kind === b.kind;
    return {
      current,
      wrong: current.filter((one) => !known.some((old) => isSame(one, old) && old.told > now - DAY)),
      over: known
        .filter((old) => old.seen <= now - OVER && !current.some((one) => isSame(one, old)))
        .map(({ inbox, kind, fault }) => ({ inbox, kind, fault })),
    };
  }

  #remember(wrong: readonly Trouble[], over: readonly Trouble[], current: readonly Trouble[]): void {
    const now = this.now();
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      for (const { inbox, kind } of over)
        sql.exec('DELETE FROM told WHERE inbox = ? AND kind = ?', inbox, kind);
      for (const { inbox, kind, fault } of wrong)
        sql.exec(
          'INSERT OR REPLACE INTO told (inbox, kind, fault, told, seen) VALUES (?, ?, ?, ?, ?)',
          inbox,
          kind,
          fault,
          now,
          now,
        );
      for (const { inbox, kind } of current)
        sql.exec('UPDATE told SET seen = ? WHERE inbox = ? AND kind = ?', now, inbox, kind);
    });
  }

  async #wakeInTime(): Promise<void> {
    const { wrong } = this.#news();
    const standing = (await this.ctx.storage.getAlarm()) ?? Infinity;
    const soon = this.now() + (wrong.length > 0 ? Math.min(GATHERING, timingFrom(this.env).window) : HOUR);
    if (soon < standing) await this.ctx.storage.setAlarm(soon);
  }
}
