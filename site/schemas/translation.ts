import * as z from 'zod';
import { reviewed } from './shared-fields.ts';

/**
 * A long text in another language: `content/translations/<language>/<name>.mdx`. `an-toan` is the safety page,
 * any other name the page of advice of that name.
 */
export const translation = z.strictObject({
  title: z.string().min(1).describe('Tên bài bằng thứ tiếng ấy'),
  summary: z.string().min(1).max(160).describe('Một câu: đọc xong biết gì'),
  translator: z.string().describe('Ai dịch'),
  reviewed,
});
export type Translation = z.infer<typeof translation>;
