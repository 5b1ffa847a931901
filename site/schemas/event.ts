import * as z from 'zod';
import { isRealDay, source } from './shared-fields.ts';

// The 29th of February is on the calendar, if not every year.
const LEAP_YEAR = 2028;

/** One occasion of the campaign year: an entry of `content/events.yaml`. Exactly one of date, month, recurs. */
export const event = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9-]+$/, 'mã chỉ có chữ thường không dấu, số và gạch nối')
      .describe('Mã, ví dụ ngay-26-6'),
    name: z.string().describe('Tên ngày, tháng'),
    date: z
      .string({ error: 'phải viết trong dấu nháy, dạng "06-26"' })
      .regex(/^\d{2}-\d{2}$/, 'phải là tháng rồi ngày, dạng "06-26"')
      .refine((value) => isRealDay(`${LEAP_YEAR}-${value}`), 'ngày này không có trong lịch')
      .optional()
      .describe('Ngày mỗi năm, dạng "06-26"'),
    month: z.int().min(1).max(12).optional().describe('Cả tháng, 1 đến 12'),
    recurs: z.literal('monthly').optional().describe('Việc lặp lại mỗi tháng'),
    note: z.string().nullable().default(null).describe('Chỗ kế hoạch để ngỏ'),
    acts: z
      .array(
        z.strictObject({ who: z.string().describe('Ai làm'), do: z.string().describe('Làm gì'), source }),
      )
      .min(1)
      .describe('Ai làm gì'),
    sources: z.array(source).min(1).describe('Các mục kế hoạch nói đến dịp này'),
    kit: z.string().nullable().default(null).describe('Mã bài trong content/kits dùng cho dịp này'),
  })
  .refine(
    ({ date, month, recurs }) => [date, month, recurs].filter((each) => each !== undefined).length === 1,
    {
      error: 'phải có đúng một trong ba: date, month, recurs',
    },
  );
export type CampaignEvent = z.infer<typeof event>;
