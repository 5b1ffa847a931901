/** Time as the line keeps and tells it: in ms since epoch, in whole hours, and in days on Vietnam's calendar. */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Days are Vietnam's (UTC+7, no summer time): a tip of the early morning must not be told as yesterday's. */
export const VIETNAM_OFFSET = 7 * HOUR;

/** Whole hours since epoch: the finest that is ever stored of a time. */
export const hourOf = (time: number): number => Math.floor(time / HOUR);

/** The day of `time` (ms) on Vietnam's calendar, counted from 1970-01-01. On the wire: u16be, good until 2149. */
export const dayOf = (time: number): number => Math.floor((time + VIETNAM_OFFSET) / DAY);

/** The hour (of `hourOf`) in which a day of `dayOf` begins. */
export const firstHourOf = (day: number): number => day * 24 - VIETNAM_OFFSET / HOUR;

/** `YYYY-MM-DD` of a day number. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
