import { DurableObject } from 'cloudflare:workers';
import type { Reader } from './delivery/sharers.ts';
import type { Env } from './env.ts';
import { HOUR } from './schedule.ts';
import { LINE_MIGRATIONS, migrate } from './storage/migrations.ts';

/** A morning mail may be late by a retry or two before the line calls itself degraded. */
const PATIENCE = 26 * HOUR;

/**
 * The line as a whole: when each inbox was last named in a heartbeat that left, to its unit and to its oversight, and
 * which inboxes cannot work. Knows no tips and no counts.
 */
export class Line extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, LINE_MIGRATIONS);
  }

  /** The mail server took over a heartbeat that names these, at `time` (ms). */
  beat(named: readonly Reader[], time: number): void {
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
  fault(inbox: string, isFaulty: boolean): void {
    this.ctx.storage.sql.exec(
      isFaulty ? 'INSERT OR IGNORE INTO faults (inbox) VALUES (?)' : 'DELETE FROM faults WHERE inbox = ?',
      inbox,
    );
  }

  /** True while each of `inboxes` was named to both its mailboxes in the last 26 hours, and none has a fault. */
  isHealthy(inboxes: readonly string[], now: number): boolean {
    const { sql } = this.ctx.storage;
    const beats = sql
      .exec<{ inbox: string; audience: string }>(
        'SELECT inbox, audience FROM beats WHERE time > ?',
        now - PATIENCE,
      )
      .toArray();
    const alive = new Set(beats.map(({ inbox, audience }) => `${inbox} ${audience}`));
    const faults = sql.exec<{ inbox: string }>('SELECT inbox FROM faults').toArray();
    return (
      inboxes.every((inbox) => alive.has(`${inbox} unit`) && alive.has(`${inbox} oversight`)) &&
      !faults.some(({ inbox }) => inboxes.includes(inbox))
    );
  }
}
