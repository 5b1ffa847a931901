import * as z from 'zod';
import { readQuantity } from '../text/number.ts';
import { day, partialDay, placeId, reviewed, section } from './shared-fields.ts';
import { RULE } from './recurrence-rule.ts';

const figure = z.strictObject({
  label: z.string().describe('Số này đếm cái gì'),
  value: z.string().describe('Số viết như trong văn bản, ví dụ "3.676" hoặc "> 20%"'),
  unit: z.string().nullable().default(null).describe('Đơn vị: người, xã/phường, tỷ đồng...'),
  asOf: partialDay.nullable().default(null).describe('Số liệu tính đến ngày nào'),
  section,
  note: z.string().nullable().default(null),
});

const duty = z.strictObject({
  text: z.string().describe('Việc phải làm, một câu ngắn bằng lời của mình'),
  due: z
    .strictObject({
      text: z.string().describe('Hạn đọc được, ví dụ "trước 28/02/2026" hoặc "Quý I/2026"'),
      date: day.nullable().describe('Ngày cuối cùng còn đúng hạn; không tính ra ngày được thì null'),
      printed: z.string().nullable().default(null).describe('Văn bản in sai thì chép nguyên chỗ in ở đây'),
    })
    .nullable()
    .default(null),
  recurs: z
    .strictObject({
      text: z.string().describe('Lặp lại thế nào, ví dụ "hằng tháng, trước ngày 20"'),
      rule: z
        .string()
        .regex(RULE, 'phải là quy tắc lặp, ví dụ FREQ=MONTHLY;BYMONTHDAY=19')
        .nullable()
        .describe(
          'Quy tắc lặp kiểu iCalendar (RFC 5545), ví dụ FREQ=MONTHLY;BYMONTHDAY=19 cho "trước ngày 20"; chỉ ghi tháng hay năm thì lấy ngày cuối tháng, cuối năm; cả một tháng thì FREQ=YEARLY;BYMONTH=6; không rõ thì null',
        ),
      starts: day
        .nullable()
        .default(null)
        .describe('Lần đầu không trước ngày này; kế hoạch không nói thì bỏ'),
    })
    .nullable()
    .default(null),
  section,
});

/** Figures of one group that make up a whole: drawn as one bar. The sum is checked, so that no drawing can lie. */
const parts = z.strictObject({
  whole: z.string().describe('Số của cả phần, ví dụ "6.976"'),
  unit: z.string().describe('Đếm bằng gì, ví dụ "người"'),
  labels: z.array(z.string()).min(2).describe('Tên (label) các số cộng lại thành cả phần'),
});

const figures = z
  .strictObject({
    title: z.string(),
    items: z.array(figure).min(1),
    parts: z.array(parts).default([]).describe('Những số cộng lại thành một tổng, để vẽ hình'),
  })
  .refine(({ items, parts: wholes }) => wholes.every((whole) => addsUp(items, whole)), {
    error: 'các số trong parts phải có trong nhóm này và cộng lại đúng bằng whole',
    path: ['parts'],
  });

function addsUp(
  items: { label: string; value: string }[],
  { whole, labels }: { whole: string; labels: string[] },
) {
  const counts = labels.map((label) => items.find((item) => item.label === label)?.value ?? '');
  const sum = counts.reduce((total, value) => total + (readQuantity(value)?.count ?? Number.NaN), 0);
  return sum === readQuantity(whole)?.count;
}

/**
 * One official plan: `content/plans/<slug>.mdx`. Facts, figures, names and official slogans are
 * exactly the document's; every sentence is our own. The body is the digest, section by section.
 */
export const plan = z.strictObject({
  title: z.string().min(1).describe('Tên kế hoạch như in trên văn bản'),
  summary: z.string().min(1).max(200).describe('Một câu cho người dân: kế hoạch này là gì'),
  place: placeId.describe('Địa bàn ban hành'),
  issuer: z.string().describe('Cơ quan ban hành'),
  signatory: z.strictObject({ name: z.string(), role: z.string() }),
  number: z.string().nullable().describe('Số văn bản; văn bản để trống thì null, trang sẽ ghi "chưa ghi số"'),
  issued: partialDay.nullable().describe('Ngày ban hành, đến đâu văn bản ghi đến đó; không có thì null'),
  implements: z
    .strictObject({
      number: z.string(),
      plan: z.string().nullable().describe('Mã kế hoạch trên trang này, nếu có'),
      note: z.string().nullable(),
    })
    .nullable()
    .default(null)
    .describe('Kế hoạch cấp trên mà văn bản này thực hiện'),
  period: z.strictObject({
    text: z.string().describe('Thời gian thực hiện, đọc được'),
    from: partialDay.nullable(),
    to: partialDay.nullable().describe('Hết hạn khi nào; không nói thì null'),
  }),
  historical: z
    .string()
    .nullable()
    .default(null)
    .describe('Vì sao văn bản chỉ còn để tham khảo; còn hiệu lực thì null'),
  essentials: z.array(z.string()).length(5).describe('Năm điều bà con cần biết'),
  figures: z.array(figures).describe('Các con số, xếp theo nhóm'),
  targets: z.array(z.strictObject({ text: z.string(), by: z.string().nullable().default(null), section })),
  criteria: z
    .strictObject({
      basis: z.string().describe('Văn bản đặt ra tiêu chí'),
      section,
      items: z.array(z.string()).min(1),
      note: z.string().nullable().default(null),
    })
    .nullable()
    .describe('Tiêu chí "không ma túy" như chính văn bản này nêu; không nêu thì null'),
  roadmap: z.array(z.strictObject({ when: z.string(), text: z.string(), section })),
  tasks: z
    .array(
      z.strictObject({
        agency: z.string().describe('Cơ quan, tổ chức được giao việc'),
        role: z.string().nullable().default(null).describe('Vai trò chung, một dòng'),
        items: z.array(duty).min(1),
      }),
    )
    .min(1),
  slogans: z.array(z.strictObject({ text: z.string(), section })).default([]),
  legal: z.array(
    z.strictObject({
      kind: z.string().describe('Loại văn bản: Luật, Nghị quyết, Quyết định...'),
      number: z.string().nullable().describe('Số như in; văn bản không ghi thì null'),
      date: day.nullable(),
      issuer: z.string(),
      about: z.string().nullable().default(null).describe('Về việc gì, ngắn gọn'),
      section,
      note: z.string().nullable().default(null),
    }),
  ),
  notes: z
    .array(z.strictObject({ text: z.string(), section }))
    .describe('Chỗ để trống, chỗ in nhầm và cách trang này đọc'),
  reviewed,
});
export type Plan = z.infer<typeof plan>;
