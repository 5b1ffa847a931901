import * as z from 'zod';
import { reviewed } from './shared-fields.ts';

/** The long text of a page that is there whatever the content says: `content/texts/<page>.mdx`. */
export const pageText = z.strictObject({
  title: z.string().min(1).describe('Tên trang'),
  summary: z.string().min(1).max(160).describe('Một câu: đọc xong biết gì'),
  lead: z.string().nullable().default(null).describe('Đoạn mở đầu chữ lớn; không có thì null'),
  reviewed,
});
export type PageText = z.infer<typeof pageText>;
