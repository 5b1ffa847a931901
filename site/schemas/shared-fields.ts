import * as z from 'zod';

/** Slug of a place: lower-case ASCII, one part a level (`lao-cai/lung-phinh`). */
export const placeId = z
  .string()
  .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'phải là mã địa bàn, ví dụ lao-cai/lung-phinh')
  .describe('Mã địa bàn: tên tệp trong content/places, không có đuôi .mdx');

/** Whether a day `YYYY-MM-DD` is in the calendar. */
export const isRealDay = (value: string) => {
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
};

/** A calendar day that exists, `YYYY-MM-DD`. Kept as text: a plan's day has no time zone. */
export const day = z
  .string({ error: 'phải là ngày viết trong dấu nháy, dạng "2026-02-28"' })
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'phải là ngày dạng "2026-02-28"')
  .refine(isRealDay, 'ngày này không có trong lịch');

/** A date as far as the document prints it: `2026`, `2026-02` or `2026-02-28`. */
export const partialDay = z
  .string({ error: 'phải viết trong dấu nháy, dạng "2026", "2026-02" hoặc "2026-02-28"' })
  .regex(/^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$/, 'phải là "2026", "2026-02" hoặc "2026-02-28"')
  .refine((value) => value.length < 10 || isRealDay(value), 'ngày này không có trong lịch');

export const section = z
  .string()
  .min(1)
  .describe('Mục của văn bản gốc, ví dụ "Phần IV, I, mục 2.3 (4)" hoặc "V.6"');

export const reviewed = day.describe('Ngày người biên tập đọc lại lần cuối');

/** Where a text stands in a plan. */
export const source = z.strictObject({
  plan: z.string().describe('Mã kế hoạch nói điều này, ví dụ lao-cai-2026'),
  section,
});
