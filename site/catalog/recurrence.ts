import ICAL from 'ical.js';
import { RULE } from '../schemas/recurrence-rule.ts';

/** Days as text, `YYYY-MM-DD`; `end` is the day after the last. */
export interface Occurrence {
  start: string;
  end: string;
  /** The rule as a calendar needs it: with a day in it. */
  rule: string;
}

// What overflows is carried on: day 0 is the last of the month before.
const calendarDay = (year: number, month: number, day: number) =>
  ICAL.Time.fromData({ year, month, day, isDate: true }).toString();

/** The day after, `YYYY-MM-DD`. */
export function dayAfter(date: string): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return calendarDay(year, month, day + 1);
}

/** The first of the month after the one a date lies in; a bare year counts as its first month. */
export function monthAfter(date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return calendarDay(year, month + 1, 1);
}

/** The last day of a date that may be a bare year or month. */
export function lastDayOf(date: string): string {
  const [year = 0, month = 12, day] = date.split('-').map(Number);
  return day ? date : calendarDay(year, month + 1, 0);
}

/** First time a rule of the form `RULE` comes round on or after a day. Throws on any other rule. */
export function firstOccurrence(rule: string, from: string): Occurrence {
  if (!RULE.test(rule)) throw new Error(`Không hiểu quy tắc lặp “${rule}”`);
  const isWholeMonth = /BYMONTH=\d+$/.test(rule);
  const dated = isWholeMonth ? `${rule};BYMONTHDAY=1` : rule;
  const recurrence = ICAL.Recur.fromString(dated);
  const [month] = recurrence.getComponent('BYMONTH');
  const days = recurrence.iterator(ICAL.Time.fromDateString(from));
  // ical.js 2.2.1 gives 1 March for 29 February of a common year (github.com/kewisch/ical.js/issues/91), so a day in
  // another month is passed over. Eight years may lie between two that are true.
  for (let time = 0; time <= 8; time++) {
    const day = days.next();
    if (!day || (month !== undefined && day.month !== month)) continue;
    const start = day.toString();
    return { start, end: isWholeMonth ? monthAfter(start) : dayAfter(start), rule: dated };
  }
  throw new Error(`Quy tắc lặp “${rule}” không rơi vào ngày nào`);
}
