/** When an inbox mails. All times in ms since epoch; mails leave on a clock grid, never counted from an arrival. */

import { DAY, HOUR, MINUTE } from '../contract/day.ts';

/** Configured times of one line, in ms. */
export interface Timing {
  window: number;
  jitter: number;
  retry: number;
}

/** Above this many waiting texts a digest leaves every five minutes, half oldest, half newest. */
export const FLOOD_TEXTS = 100;
const FLOOD_WINDOW = 5 * MINUTE;
/**
 * Mails of one digest in a flood: the mailbox must stay usable. Above so many waiting texts more of them, so that a full
 * inbox (20,000) is empty within four hours.
 */
const FLOOD_MAILS = 4;
const GREAT_FLOOD_TEXTS = 1_000;
const GREAT_FLOOD_MAILS = 20;
export const MOST_TEXTS_COUNTED = GREAT_FLOOD_TEXTS + 1;

/** How many mails a digest may have while so many texts wait. */
export function mailsInDigest(texts: number): number {
  if (texts <= FLOOD_TEXTS) return Infinity;
  return texts <= GREAT_FLOOD_TEXTS ? FLOOD_MAILS : GREAT_FLOOD_MAILS;
}

/** Reads the configured minutes; fractions are for local runs. @throws Error on a value that is no time. */
export function timingFrom(env: {
  DELIVERY_WINDOW_MINUTES: string;
  DELIVERY_JITTER_MINUTES: string;
  RETRY_MINUTES: string;
}): Timing {
  const minutes = (text: string, least: number) => {
    const value = Number(text);
    if (!(value >= least)) throw new Error('delivery times must be minutes');
    return Math.round(value * MINUTE);
  };
  return {
    window: minutes(env.DELIVERY_WINDOW_MINUTES, 0.01),
    jitter: minutes(env.DELIVERY_JITTER_MINUTES, 0),
    retry: minutes(env.RETRY_MINUTES, 0.01),
  };
}

/** The next grid point after `now`, plus a random jitter. */
export function nextDigest(now: number, timing: Timing, flooded: boolean): number {
  const window = flooded ? Math.min(FLOOD_WINDOW, timing.window) : timing.window;
  const jitter = flooded ? 0 : Math.random() * timing.jitter;
  return (Math.floor(now / window) + 1) * window + Math.floor(jitter);
}

/** Inboxes that mail their heartbeats in the same two seconds: more at once than a carrier takes, and all wait. */
const HEARTBEATS_AT_ONCE = 10;
const HEARTBEAT_STEP = 2_000;

/** The next morning mail of the n-th inbox (from 0): 07:00 in Vietnam, which is 00:00 UTC, and soon after. */
export function nextHeartbeat(now: number, nth: number): number {
  return (Math.floor(now / DAY) + 1) * DAY + Math.floor(nth / HEARTBEATS_AT_ONCE) * HEARTBEAT_STEP;
}

/** How long to wait after the n-th failure in a row: doubling, at most an hour (or one retry step, if longer). */
export function backoff(failures: number, timing: Timing): number {
  return Math.max(timing.retry, Math.min(HOUR, timing.retry * 2 ** Math.min(failures - 1, 10)));
}
