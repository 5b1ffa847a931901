import * as z from 'zod';
import { isPhone } from '../text/phone.ts';
import { day, placeId, reviewed, source } from './shared-fields.ts';

/** A harmless page, where the exit leads unless the content says otherwise. */
export const EXIT_URL = 'https://nchmf.gov.vn/';

const phone = z
  .string()
  .refine(isPhone, 'số điện thoại viết dạng 0692.509.489')
  .describe('Số điện thoại, cách nhóm bằng dấu chấm như trong văn bản');

/**
 * One locality: `content/places/<id>.mdx`. The body is a short introduction.
 * A place lists only channels of its own; pages add the parent's, labelled as the parent's.
 */
export const place = z.strictObject({
  name: z.string().min(1).describe('Tên đầy đủ, ví dụ "xã Lùng Phình"'),
  level: z.enum(['tinh', 'thanh-pho', 'huyen', 'xa', 'phuong', 'dac-khu']).describe('Cấp của địa bàn'),
  parent: placeId.nullable().describe('Mã địa bàn cấp trên; cấp tỉnh ghi null'),
  channels: z
    .strictObject({
      phones: z
        .array(
          z.strictObject({
            number: phone,
            label: z.string().describe('Ai nghe máy, ví dụ "Đường dây nóng tiếp nhận tố giác"'),
            hours: z.string().nullable().describe('Giờ trực, ví dụ "24/24h"; không rõ thì null'),
            source,
          }),
        )
        .default([]),
      mails: z.array(z.strictObject({ address: z.email(), label: z.string(), source })).default([]),
      vneid: z
        .strictObject({ note: z.string(), source })
        .nullable()
        .default(null)
        .describe('Báo tin qua ứng dụng VNeID'),
      zalo: z
        .array(z.strictObject({ name: z.string(), note: z.string().nullable().default(null), source }))
        .default([])
        .describe('Zalo OA: chỉ ghi tên, không tự đặt đường dẫn'),
      box: z
        .strictObject({ note: z.string(), source })
        .nullable()
        .default(null)
        .describe('Hòm phiếu, hòm thư tố giác'),
    })
    .prefault({})
    .describe('Kênh của chính địa bàn này; không ghi kênh của nơi khác'),
  status: z
    .array(
      z.strictObject({
        text: z.string(),
        asOf: z.union([day, z.string()]).describe('Số liệu tính đến ngày nào'),
        source,
      }),
    )
    .default([])
    .describe('Tình hình: mỗi dòng một số liệu hoặc một kết quả'),
  exitUrl: z
    .url({ protocol: /^https$/ })
    .default(EXIT_URL)
    .describe('Trang vô hại mà nút Thoát mở ra'),
  reviewed,
});
export type Place = z.infer<typeof place>;
