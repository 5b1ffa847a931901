import { DurableObject } from 'cloudflare:workers';
import type { Env } from './env.ts';
import { HOUR } from './schedule.ts';

/** A morning mail may be late by a retry or two before the line calls itself degraded. */
const PATIENCE = 26 * HOUR;

/** The line as a whole: when each inbox last got its heartbeat mail out. Knows no tips and no counts. */
export class Line extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS beats (inbox TEXT PRIMARY KEY, time INTEGER NOT NULL)');
  }

  /** The mail server took over the heartbeat of this inbox at `time` (ms). */
  beat(inbox: string, time: number): void {
    this.ctx.storage.sql.exec(
      'INSERT INTO beats (inbox, time) VALUES (?, ?) ON CONFLICT (inbox) DO UPDATE SET time = excluded.time',
      inbox,
      time,
    );
  }

  /** True while every one of `inboxes` has had a heartbeat in the last 26 hours. */
  isHealthy(inboxes: readonly string[], now: number): boolean {
    const rows = this.ctx.storage.sql
      .exec<{ inbox: string }>('SELECT inbox FROM beats WHERE time > ?', now - PATIENCE)
      .toArray();
    const alive = new Set(rows.map(({ inbox }) => inbox));
    return inboxes.every((inbox) => alive.has(inbox));
  }
}
