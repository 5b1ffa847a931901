import ical, { ICalEventTransparency } from 'ical-generator';
import type { ICalCalendar, ICalEventData } from 'ical-generator';
import { formatDate } from '../text/date.ts';
import { startSentence } from '../text/sentence.ts';
import { type Duty, groupBy, isDated } from './duties.ts';
import type { CampaignEvent } from '../schemas/event.ts';
import { dayAfter, firstOccurrence, lastDayOf, monthAfter } from './recurrence.ts';

/** One calendar file. `path` is its address below `/viec/`. */
export interface Feed {
  path: string;
  name: string;
  text: string;
}

/**
 * A feed for each place and each of its agencies that has something to put in a calendar: a deadline on the last day
 * still in time, a recurring duty from the first time after the month the plan was issued in. Plans that are over are
 * left out. The same input gives the same bytes.
 */
export function dutyFeeds(duties: Duty[], siteUrl: string): Feed[] {
  const dated = duties.filter((duty) => isDated(duty) && !duty.historical);
  return groupBy(dated, (duty) => duty.place).flatMap(([place, here]) => {
    const name = `Việc giữ ${here[0]?.placeName} không ma túy`;
    const agencies = groupBy(here, (duty) => duty.agencySlug).map(([slug, own]) =>
      feedOf(`${place}/${slug}.ics`, `${own[0]?.agency}: ${name}`, own, siteUrl),
    );
    return [feedOf(`${place}.ics`, name, here, siteUrl), ...agencies];
  });
}

function feedOf(path: string, name: string, duties: Duty[], siteUrl: string): Feed {
  const calendar = newCalendar(name);
  for (const duty of duties) for (const event of eventsOf(duty, siteUrl)) calendar.createEvent(event);
  return { path, name, text: textOf(calendar) };
}

function eventsOf(duty: Duty, siteUrl: string): ICalEventData[] {
  const { due, recurs } = duty;
  const url = `${siteUrl}/ke-hoach/${duty.plan}/#viec`;
  const common = (when: string) => ({
    allDay: true,
    stamp: asTime(duty.reviewed),
    summary: `${duty.agency}: ${duty.text}`,
    description: [when, `${startSentence(duty.placeName)}. ${duty.section}.`, duty.planTitle, url].join('\n'),
    // A duty does not make the reader busy.
    transparency: ICalEventTransparency.TRANSPARENT,
    url,
  });
  const events: ICalEventData[] = [];
  if (due?.date) {
    const when = `Hạn: ${due.text}. Ngày cuối còn đúng hạn: ${formatDate(due.date)}.`;
    events.push({ ...common(when), id: `${duty.id}-han`, ...allDay(due.date, dayAfter(due.date)) });
  }
  if (recurs?.rule) {
    // A plan that does not say when it was issued cannot have asked for anything before we read it.
    const from = [monthAfter(duty.issued ?? duty.reviewed), recurs.starts ?? ''].sort().at(-1) ?? '';
    const first = firstOccurrence(recurs.rule, from);
    const until = duty.ends ? `;UNTIL=${lastDayOf(duty.ends).replaceAll('-', '')}` : '';
    events.push({
      ...common(
        `Lặp lại: ${recurs.text}.${isDayless(recurs.rule) ? ' Kế hoạch không ghi ngày, lịch để ngày cuối.' : ''}`,
      ),
      id: `${duty.id}-lap`,
      ...allDay(first.start, first.end),
      repeating: first.rule + until,
    });
  }
  return events;
}

/** Content puts "each month", "each year" on the last day (see the schema of plans). */
const isDayless = (rule: string) => /BYMONTHDAY=-1$|BYMONTH=12;BYMONTHDAY=31$/.test(rule);

/** The campaign year as a feed, from January of the year it was last read again (`since`, `YYYY-MM-DD`). */
export function campaignFeed(events: CampaignEvent[], since: string, siteUrl: string): Feed {
  const calendar = newCalendar('Năm chiến dịch phòng, chống ma túy');
  for (const event of events) {
    const first = firstOccurrence(ruleOf(event), `${since.slice(0, 4)}-01-01`);
    const acts = event.acts.map(({ who, do: act }) => `- ${who}: ${act}`);
    const url = `${siteUrl}/viec/nam/#${event.id}`;
    calendar.createEvent({
      id: `nam-${event.id}`,
      allDay: true,
      ...allDay(first.start, first.end),
      repeating: first.rule,
      stamp: asTime(since),
      summary: event.name,
      description: [...acts, ...(event.note ? [event.note] : []), url].join('\n'),
      transparency: ICalEventTransparency.TRANSPARENT,
      url,
    });
  }
  return { path: 'nam-chien-dich.ics', name: 'Năm chiến dịch', text: textOf(calendar) };
}

/** When an occasion comes back; a monthly one that names no day is put on the last, as monthly duties are. */
function ruleOf({ date, month }: CampaignEvent): string {
  if (month !== undefined) return `FREQ=YEARLY;BYMONTH=${month}`;
  if (date === undefined) return 'FREQ=MONTHLY;BYMONTHDAY=-1';
  const [inMonth, onDay] = date.split('-').map(Number);
  return `FREQ=YEARLY;BYMONTH=${inMonth};BYMONTHDAY=${onDay}`;
}

const newCalendar = (name: string) => ical({ name, prodId: '//la-chan//viec//VI', ttl: 24 * 60 * 60 });
const asTime = (day: string) => new Date(`${day}T00:00:00Z`);
const allDay = (start: string, end: string) => ({ start: asTime(start), end: asTime(end) });
const textOf = (calendar: ICalCalendar) => `${calendar.toString()}\r\n`;
