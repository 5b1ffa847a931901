import * as z from 'zod';
import { fitsFrame } from '../text/slogan.ts';
import { placeId, reviewed, section } from './shared-fields.ts';

const fields = z.strictObject({
  group: z.int().min(1).describe('Nhóm số mấy'),
  title: z.string().describe('Tên ngắn của nhóm, ví dụ "Thôn, bản, tổ dân phố"'),
  plan: z.string().describe('Mã kế hoạch đặt ra áp phích này'),
  place: placeId,
  hangsAt: z.array(z.string()).min(1).describe('Treo ở đâu'),
  headline: z.string().describe('Khẩu hiệu đúng từng chữ; chỗ điền tên ghi "…"'),
  blank: z
    .strictObject({
      kinds: z.array(z.string()).min(1).describe('Các loại tên được chọn, ví dụ THÔN, BẢN'),
      names: z.string().describe('Điền tên gì vào chỗ trống'),
    })
    .nullable()
    .describe('Chỗ trống trong khẩu hiệu; không có thì null'),
  sizes: z
    .array(z.strictObject({ width: z.number().positive(), height: z.number().positive() }))
    .min(1)
    .describe('Khổ, tính bằng mét: rộng x cao'),
  sizeNote: z.string().nullable().default(null).describe('Văn bản không ghi khổ thì nói rõ ở đây'),
  material: z.string().describe('Chất liệu như văn bản ghi'),
  lines: z
    .array(z.string())
    .min(1)
    .describe('Các dòng dưới khẩu hiệu; {phones} và {mail} là chỗ của đường dây nóng và hòm thư'),
  frame: z
    .strictObject({ section, asks: z.string().describe('Văn bản nhờ ai đặt khung, một hai câu') })
    .nullable()
    .default(null)
    .describe('Kế hoạch giao làm khung ảnh mang khẩu hiệu này thì ghi mục nào, nhờ ai; không thì bỏ'),
  section,
  reviewed,
});
/** One poster group of a plan: `content/posters/nhom-<n>.mdx`. The body says how to hang it. */
export const poster = fields.refine(({ frame, headline }) => frame === null || fitsFrame(headline), {
  path: ['headline'],
  error: 'nhưng khẩu hiệu trên khung ảnh phải không có chỗ trống và tận cùng là KHÔNG MA TÚY',
});
export type Poster = z.infer<typeof poster>;
