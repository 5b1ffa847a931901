import * as z from 'zod';
import { audio } from './guide.ts';
import { reviewed, source } from './shared-fields.ts';

/** Kinds of sheets to print and of texts that people speak or post, with their names on the page. */
export const KIT_KINDS = {
  'bang-phieu': 'Bảng, phiếu, nhãn',
  'to-huong-dan': 'Tờ hướng dẫn',
  'cam-ket': 'Bản cam kết',
  loa: 'Bài đọc loa',
  'hop-thon': 'Họp thôn hằng tháng',
  'bai-dang': 'Bài đăng Zalo, Facebook',
  'phien-toa': 'Phiên tòa giả định',
  'noi-chuyen': 'Tài liệu cho người nói chuyện',
  'tin-mau': 'Mẫu tin, gương tốt',
} as const;

/**
 * One text to speak, post or hand out: `content/kits/<slug>.mdx`, at `/in/<slug>/`. Its printed sheet is made from its
 * body, or has a layout of its own (`sheet`) with the channels of each place; then the body says how to use it.
 */
export const kit = z.strictObject({
  title: z.string().min(1).describe('Tên bài'),
  summary: z.string().min(1).max(160).describe('Một câu: dùng khi nào'),
  kind: z
    .enum(Object.keys(KIT_KINDS) as [keyof typeof KIT_KINDS, ...(keyof typeof KIT_KINDS)[]])
    .describe('Loại bài'),
  month: z.int().min(1).max(12).nullable().default(null).describe('Dùng cho tháng nào; quanh năm thì null'),
  order: z.int().describe('Thứ tự trong danh sách'),
  sources: z.array(source).describe('Các mục kế hoạch làm căn cứ; không có thì []'),
  general: z.string().nullable().describe('Phần nào là hiểu biết chung; không có thì null'),
  sheet: z
    .enum(['bang', 'phieu', 'nhan', 'ma'])
    .nullable()
    .default(null)
    .describe('Tờ có bố cục riêng: bảng số, phiếu cắt, nhãn hòm, mã vuông. Tờ in chính bài viết thì null'),
  tipCode: z.boolean().default(false).describe('Tờ in có mã vuông mở trang gửi tin'),
  picture: z
    .enum(['trang-dau', 'duong-day-nong', 'kien-thuc'])
    .nullable()
    .default(null)
    .describe('Ảnh đi kèm bài đăng: ảnh chia sẻ của trang đầu, trang Đường dây nóng hay trang Kiến thức'),
  audio: z.array(audio).default([]),
  author: z.string().describe('Ai biên soạn'),
  reviewed,
});
export type Kit = z.infer<typeof kit>;
