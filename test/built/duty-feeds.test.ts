/** The calendar feeds, read back by ical.js and looked at over a year; days that would prove it wrong are written out. */
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { files, pages, read, tags } from './built-site.ts';

const feeds = files.filter((file) => file.endsWith('.ics'));

function eventsOf(feed: string) {
  const calendar = new ICAL.Component(ICAL.parse(read(feed)) as unknown[]);
  return calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
}

/** Days an event starts on, from the first up to and without the second (`YYYY-MM-DD`). */
function daysOf(event: InstanceType<typeof ICAL.Event>, from: string, to: string): string[] {
  if (!event.isRecurring()) return [event.startDate.toString()].filter((day) => day >= from && day < to);
  const days: string[] = [];
  const occurrences = event.iterator();
  for (let next = occurrences.next(); next && next.toString() < to; next = occurrences.next())
    if (next.toString() >= from) days.push(next.toString());
  return days;
}

const find = (feed: string, words: string) => {
  const found = eventsOf(feed).filter((event) => event.summary.includes(words));
  expect(found, words).toHaveLength(1);
  return found[0];
};
const year = (event: InstanceType<typeof ICAL.Event>) => daysOf(event, '2027-01-01', '2028-01-01');

describe('calendar feeds', () => {
  test('there is one for each place with a running plan, for its agencies and for the campaign year', () => {
    for (const feed of [
      'viec/lao-cai.ics',
      'viec/lao-cai/cong-an-tinh.ics',
      'viec/lao-cai/lung-phinh.ics',
      'viec/hai-phong/lac-phuong.ics',
      'viec/gia-lai/phuong-chua-ro-ten.ics',
      'viec/nam-chien-dich.ics',
    ])
      expect(feeds).toContain(feed);
  });

  test('nothing of a plan that is over stands in one', () => {
    expect(feeds.filter((feed) => /thap-muoi/.test(feed) || /thap-muoi/.test(read(feed)))).toEqual([]);
  });

  test.each(feeds)('%s is taken by calendars: whole days, its own ids, short lines', (feed) => {
    const text = read(feed);
    const events = eventsOf(feed);
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map((event) => event.uid)).size).toBe(events.length);
    for (const event of events) {
      expect(event.startDate.isDate).toBe(true);
      expect(event.endDate.compare(event.startDate)).toBe(1);
      expect(event.summary).toBe(event.summary.normalize('NFC'));
      expect(event.component.getFirstPropertyValue('dtstamp')?.toString()).toMatch(
        /^\d{4}-\d\d-\d\dT00:00:00Z$/,
      );
    }
    // RFC 5545, section 3.1: lines end with CRLF and hold at most 75 bytes.
    expect(text).not.toMatch(/(^|[^\r])\n/);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line), line).toBeLessThanOrEqual(75);
  });

  test.each(feeds)('%s comes round on the first day it names, and on later ones', (feed) => {
    for (const event of eventsOf(feed).filter((each) => each.isRecurring())) {
      const days = daysOf(event, '2026-01-01', '2030-01-01');
      expect(days[0], event.summary).toBe(event.startDate.toString());
      expect(days.length, event.summary).toBeGreaterThan(1);
    }
  });

  test('a report due "before the 20th of each month" comes twelve times a year, on the 19th', () => {
    const days = year(find('viec/lao-cai.ics', 'Báo cáo tiến độ về Công an tỉnh'));
    expect(days).toHaveLength(12);
    expect(days.every((day) => day.endsWith('-19'))).toBe(true);
  });

  test('a duty of each month without a day comes twelve times, on the last', () => {
    const days = year(find('viec/lao-cai/uy-ban-nhan-dan-cap-xa.ics', 'Họp dân'));
    expect(days).toHaveLength(12);
    expect(days.slice(0, 3)).toEqual(['2027-01-31', '2027-02-28', '2027-03-31']);
  });

  test('a duty of each week comes every Monday', () => {
    const days = year(find('viec/lao-cai.ics', 'báo cáo ngắn'));
    expect(days).toHaveLength(52);
    expect(days.every((day) => new Date(day).getUTCDay() === 1)).toBe(true);
  });

  test('recurring duties start after the month the plan was issued in', () => {
    const first = find('viec/lao-cai.ics', 'Báo cáo tiến độ về Công an tỉnh').startDate.toString();
    expect(first).toBe('2026-03-19');
    const yearly = find('viec/lao-cai.ics', 'Báo cáo từ Giai đoạn 2');
    expect(yearly.startDate.toString()).toBe('2028-01-04');
  });

  test('a deadline "before 31/10/2026" stands on the last day in time, once', () => {
    const event = find('viec/lao-cai.ics', 'ký cam kết xây dựng địa bàn');
    expect(event.isRecurring()).toBe(false);
    expect([event.startDate.toString(), event.endDate.toString()]).toEqual(['2026-10-30', '2026-10-31']);
  });

  test('each event says which section of which plan it comes from, and where to read it', () => {
    const { description } = find('viec/lao-cai.ics', 'ký cam kết xây dựng địa bàn');
    expect(description).toContain('Phần IV, I, mục 1.2');
    expect(description).toMatch(/\/ke-hoach\/lao-cai-2026\/#viec$/);
  });

  test('the campaign year has June, 26/6, 09/11 and a meeting each month', () => {
    const starts = eventsOf('viec/nam-chien-dich.ics').flatMap(year);
    expect(starts).toEqual(expect.arrayContaining(['2027-06-01', '2027-06-26', '2027-11-09']));
    expect(starts).toHaveLength(3 + 12);
    const june = find('viec/nam-chien-dich.ics', 'Tháng hành động');
    expect(june.endDate.toString().slice(5)).toBe('07-01');
  });

  test('every feed is linked from a page', () => {
    const linked = pages.flatMap((page) => tags(read(page), 'a').map(({ href }) => href?.replace(/^\//, '')));
    expect(feeds.filter((feed) => !linked.includes(feed))).toEqual([]);
  });
});
