import { RULE } from '../schemas/recurrence-rule.ts';

/** Days as text, `YYYY-MM-DD`; `end` is the day after the last. */
export interface Occurrence {
  start: string;
  end: string;
  /** The rule as a calendar needs it: with a day in it. */
  rule: string;
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const dayLong = 24 * 60 * 60 * 1000;
const asDay = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The day after, `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  return asDay(Date.parse(day) + dayLong);
}

/** The first of the month after the one a date lies in; a bare year counts as its first month. */
export function monthAfter(date: string): string {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return asDay(Date.UTC(year, month, 1));
}

/** The last day of a date that may be a bare year or month. */
export function lastDayOf(date: string): string {
  const [year = 0, month, day] = date.split('-').map(Number);
  return day ? date : asDay(Date.UTC(year, month ?? 12, 0));
}

/** First time a rule of the form `RULE` comes round on or after a day. Throws on any other rule. */
export function firstOccurrence(rule: string, from: string): Occurrence {
  if (!RULE.test(rule)) throw new Error(`Không hiểu quy tắc lặp “${rule}”`);
  const isWholeMonth = /BYMONTH=\d+$/.test(rule);
  const dated = isWholeMonth ? `${rule};BYMONTHDAY=1` : rule;
  const parts = new Map(dated.split(';').map((part) => part.split('=') as [string, string]));
  // Every rule above comes round within a year, 29 February within eight.
  for (let time = Date.parse(from), last = time + 3000 * dayLong; time < last; time += dayLong) {
    if (!falls(new Date(time), parts)) continue;
    const start = asDay(time);
    return { start, end: isWholeMonth ? monthAfter(start) : dayAfter(start), rule: dated };
  }
  throw new Error(`Quy tắc lặp “${rule}” không rơi vào ngày nào`);
}

function falls(date: Date, parts: Map<string, string>): boolean {
  const nextDay = new Date(date.getTime() + dayLong).getUTCDate();
  const is = {
    BYDAY: (value: string) => weekdays[date.getUTCDay()] === value,
    BYMONTH: (value: string) => date.getUTCMonth() + 1 === Number(value),
    BYMONTHDAY: (value: string) => (value === '-1' ? nextDay === 1 : date.getUTCDate() === Number(value)),
  };
  return Object.entries(is).every(([part, test]) => {
    const value = parts.get(part);
    return value === undefined || test(value);
  });
}
