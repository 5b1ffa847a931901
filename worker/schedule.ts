/** When an inbox mails. All times in ms since epoch; mails leave on a clock grid, never counted from an arrival. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Configured times of one line, in ms. */
export interface Timing {
  window: number;
  jitter: number;
  retry: number;
}

/** Above this many waiting texts a digest leaves every five minutes, half oldest, half newest. */
export const FLOOD_TEXTS = 100;
const FLOOD_WINDOW = 5 * MINUTE;

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

/** The next morning mail: 07:00 in Vietnam, which is 00:00 UTC. */
export function nextHeartbeat(now: number): number {
  return (Math.floor(now / DAY) + 1) * DAY;
}

/** How long to wait after the n-th failure in a row: doubling, at most an hour (or one retry step, if longer). */
export function backoff(failures: number, timing: Timing): number {
  return Math.max(timing.retry, Math.min(HOUR, timing.retry * 2 ** Math.min(failures - 1, 10)));
}

/** Whole hours since epoch: the finest that is ever stored of a time. */
export const hourOf = (time: number) => Math.floor(time / HOUR);

/** The hour in which a day of `dayOf` begins in Vietnam (UTC+7). */
export const firstHourOf = (day: number) => day * 24 - 7;
