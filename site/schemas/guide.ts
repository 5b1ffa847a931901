import * as z from 'zod';
import { reviewed, source } from './shared-fields.ts';

/** Who a page of advice speaks to. The slug is the address: `/kien-thuc/<audience>/`. */
export const READERS = {
  'gia-dinh': 'Gia đình',
  'hoc-sinh': 'Học sinh',
  'giao-vien': 'Thầy cô giáo',
  'nguoi-lao-dong': 'Người đi làm',
  'chu-co-so': 'Chủ cơ sở, chủ trọ',
  'sau-cai': 'Người đang cai, sau cai và người nhà',
  'truong-thon': 'Trưởng thôn, tổ trưởng',
  'moi-nguoi': 'Mọi người',
} as const;

export const TOPICS = {
  'dau-hieu': 'Nhận biết dấu hiệu',
  'ma-tuy-moi': 'Ma túy mới, ma túy trá hình',
  'thuoc-la-dien-tu': 'Thuốc lá điện tử, shisha',
  'bong-cuoi': 'Bóng cười',
  'khong-trong': 'Không trồng cây có chất ma túy',
  'tu-choi': 'Từ chối',
  'bao-tin': 'Báo tin',
  'khong-ky-thi': 'Không kỳ thị',
  'phap-luat': 'Luật và trách nhiệm',
} as const;

const keys = <T extends string>(table: Record<T, string>) => Object.keys(table) as [T, ...T[]];

/** A recording by a person, never a machine voice. The file lies in site/public/am-thanh/. */
export const audio = z.strictObject({
  file: z
    .string()
    .regex(/^\/am-thanh\/[a-z0-9-]+\.(mp3|m4a|ogg)$/, 'phải là đường dẫn dạng /am-thanh/ten.mp3')
    .describe('Đường dẫn tệp ghi âm, dạng /am-thanh/ten.mp3'),
  speaker: z.string().describe('Người đọc'),
  language: z.string().describe('Tiếng nói trong bản ghi, ví dụ "tiếng Mông"'),
});

/** One page of advice: `content/guides/<slug>.mdx`, at `/kien-thuc/<slug>/`. */
export const guide = z.strictObject({
  title: z.string().min(1).describe('Tên bài'),
  summary: z.string().min(1).max(160).describe('Một câu: đọc xong biết gì'),
  audiences: z
    .array(z.enum(keys(READERS)))
    .min(1)
    .describe('Viết cho ai'),
  topics: z
    .array(z.enum(keys(TOPICS)))
    .min(1)
    .describe('Về chuyện gì'),
  order: z.int().describe('Thứ tự trong danh sách, số nhỏ đứng trước'),
  sources: z.array(source).describe('Các mục kế hoạch làm căn cứ; không có thì để []'),
  general: z
    .string()
    .nullable()
    .describe('Phần nào là hiểu biết chung, không phải của kế hoạch; không có thì null'),
  picture: z
    .enum(['tu-choi', 'khong-trong', 'bao-tin'])
    .nullable()
    .default(null)
    .describe('Hình vẽ bốn bước đứng đầu bài, khi hình nói rõ hơn chữ; không có thì null'),
  ambulance: z.boolean().default(false).describe('Bài được ghi số cấp cứu 115, vì chậm một phút là nguy'),
  audio: z.array(audio).default([]),
  author: z.string().describe('Ai biên soạn'),
  reviewed,
});
export type Guide = z.infer<typeof guide>;
