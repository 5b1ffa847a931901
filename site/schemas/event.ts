import * as z from 'zod';
import { source } from './guide.ts';

/** One point of the campaign year: an entry of `content/events.yaml`. */
export const event = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/).describe('Mã, ví dụ ngay-26-6'),
  name: z.string().describe('Tên ngày, tháng'),
  when: z.string().describe('Khi nào, đọc được: "tháng 6", "26/6", "hằng tháng"'),
  rule: z
    .string()
    .regex(/^FREQ=(MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,-]+)*$/)
    .describe('Quy tắc lặp iCalendar (RFC 5545), ví dụ FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=26'),
  acts: z.array(z.strictObject({ who: z.string(), text: z.string() })).min(1).describe('Ai làm gì'),
  sources: z.array(source).min(1),
});
export type CampaignEvent = z.infer<typeof event>;
