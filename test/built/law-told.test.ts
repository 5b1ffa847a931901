/** What the pages say of the law to people whom it may hit: told as it is, nothing to be held against anybody. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../site/commands/project.ts';
import { read, tags } from './built-site.ts';

/** The articles of a kind without their fields, by id. */
const articles = (kind: string): [string, string][] =>
  readdirSync(join(projectRoot, 'content', kind)).map((name) => [
    name.replace(/\.mdx$/, ''),
    readFileSync(join(projectRoot, 'content', kind, name), 'utf8')
      .split(/^---$/m)
      .slice(2)
      .join('---'),
  ]);
const all = [...articles('guides'), ...articles('kits')];
const articleOf = (id: string) => new Map(all).get(id) ?? '';
const plain = (text: string) => text.replace(/[*]|\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ');

describe('nobody is asked to sign or say what could be held against them', () => {
  test.each(articles('kits').filter(([id]) => id.startsWith('cam-ket-')))('%s', (_id, article) => {
    expect(article).not.toMatch(/nói ra sớm|tự khai|khai (ra|với|báo)|thú nhận|nhận tội|lỡ dùng/i);
  });

  test('and nobody is promised what the law does not promise, or kept from a doctor', () => {
    const never =
      /nói (ra )?sớm (thì|là|tốt|sẽ)|báo sớm thì nhẹ|được nhẹ hơn|bác sĩ giữ kín|trước khi khai|phần mình lỡ làm\. Nói|năm tù|phạt tù/i;
    expect(all.filter(([, article]) => never.test(article)).map(([id]) => id)).toEqual([]);
  });
});

describe('who is in treatment, after rehab or slipped reads the law and the way to help', () => {
  test.each(['khi-dung-lai', 'uong-thuoc-thay-the'])('%s', (id) => {
    const text = plain(articleOf(id));
    for (const sentence of [
      'Ngất, khó thở, co giật: gọi 115 ngay, nói thật với nhân viên y tế đã dùng gì. Cứu người trước.',
      'Từ 01/7/2025, đang cai, đang điều trị thay thế hoặc đang được quản lý sau cai mà dùng ma túy trái phép có thể bị xử lý hình sự (Điều 256a); có trường hợp cả trong hai năm sau đó, hoặc sau khi tự ý bỏ điều trị.',
      'Uống thuốc đúng chỉ định không phải dùng trái phép. Thấy khó giữ, lỡ liều, muốn thôi: nói với cơ sở điều trị, đừng tự bỏ.',
      'Bạn có quyền hỏi luật sư, trợ giúp pháp lý. Người đang được quản lý phải khai trung thực với Công an xã (Luật 120/2025). Trang này không khuyên giấu, không hứa được nhẹ.',
      'ngày 27/11/2026',
      'Hỏi trợ giúp pháp lý hoặc cán bộ tư pháp xã để biết chắc.',
    ])
      expect(text).toContain(sentence);
  });

  test.each(['nguy-hiem-ngay-luc-nay', 'khi-dung-lai', 'uong-thuoc-thay-the'])('%s: 115 dials', (id) => {
    expect(tags(read(`kien-thuc/${id}/index.html`), 'a').map(({ href }) => href)).toContain('tel:115');
  });
});

describe('what is banned is called banned wherever it is spoken of', () => {
  const banned = /thuốc lá (điện tử|nung nóng|thế hệ mới)|bóng cười|shisha/i;
  test.each(all.filter(([, article]) => banned.test(article)))('%s', (_id, article) => {
    expect(plain(article)).toMatch(/(đã|Quốc hội đã) (bị )?cấm/);
  });

  test('with the document and the day, on the pages about them', () => {
    for (const id of ['thuoc-la-dien-tu-shisha', 'bong-cuoi-la-gi'])
      expect(plain(articleOf(id))).toMatch(/Nghị quyết 173\/2024\/QH15, từ năm 2025.*ngày 27\/11\/2026/s);
    expect(plain(articleOf('thuoc-la-dien-tu-shisha'))).toContain('Nghị định 371/2025/NĐ-CP, từ 31/12/2025');
  });
});

test('two pages say the same about a parcel already taken', () => {
  const same =
    'Đừng mở, đừng vứt, đừng mang tiếp, đừng trả lại ở chỗ vắng. Để nguyên đó, xa tầm tay trẻ em, đi ra chỗ an toàn, gọi một người lớn bạn tin, rồi gọi công an';
  for (const id of ['cau-tu-choi', 'nho-mang-ho-hang']) expect(articleOf(id)).toContain(same);
});

test('an addict who is in no treatment does count against the hamlet', () => {
  expect(articleOf('so-tay-nguoi-noi-chuyen')).toContain('thôn mất danh hiệu à?** Tùy.');
  expect(articleOf('so-tay-nguoi-noi-chuyen')).toContain('Chưa đi chữa thì có.');
});
