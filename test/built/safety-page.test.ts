/** The safety page promises nothing that the code does not keep, in both languages alike. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../site/commands/project.ts';
import { read } from './built-site.ts';

const html = { vi: read('an-toan/index.html'), en: read('en/an-toan/index.html') };
const textOf = (page: string) =>
  page
    .replace(/^[^]*<main\b[^>]*>|<\/main>[^]*$/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,:;])/g, '');
const text = { vi: textOf(html.vi), en: textOf(html.en) };

describe('every number on it is the one that the line keeps to', () => {
  const article = (file: string) => readFileSync(join(projectRoot, 'content', file), 'utf8');
  const written = { vi: article('texts/an-toan.mdx'), en: article('translations/en/an-toan.mdx') };

  test.each([
    ['Tin đã mở thì %giu-tin-da-mo% ngày', 'opened tip is deleted %giu-tin-da-mo% days'],
    ['chưa ai mở thì giữ %giu-tin-chua-mo% ngày', 'not opened is kept for %giu-tin-chua-mo% days'],
    ['đường dây giữ %giu-tra-loi% ngày', 'keeps them for %giu-tra-loi% days'],
    ['%Len-cap-tren.chu% ngày chưa ai mở', 'opened a tip for %len-cap-tren.chu% days'],
    ['cứ %mot-tin-trong.chu% tin thì khoảng một tin', 'about one tip in %mot-tin-trong.chu%'],
    ['hai cỡ: %co-vua% MB hoặc %co-lon% MB', 'two sizes only: %co-vua% MB or %co-lon% MB'],
    ['bản sao của %trang-cat-san.chu% trang công khai', 'copy of %trang-cat-san.chu% public pages'],
    ['Sau %phut-che.chu% phút, bấm', 'After %phut-che.chu% minute it'],
    ['Esc %lan-bam-esc.chu% lần', 'Esc key %lan-bam-esc.chu% times'],
    ['Mã nhận có %so-ma-nhan% chữ số', 'receipt has %so-ma-nhan% digits'],
  ])('%j', (vi, en) => {
    expect(written.vi).toContain(vi);
    expect(written.en).toContain(en);
  });

  test('none stands there in digits that is not quoted, but what the host promises and 113', () => {
    for (const page of Object.values(written))
      expect(page.replace(/^---[^]*?^---|113|30 (?:ngày|days)/gm, '')).not.toMatch(/\d/);
  });

  test('all are filled in', () => {
    for (const page of Object.values(text)) expect(page).not.toMatch(/%\w/);
    expect(text.vi).toMatch(/Tin đã mở thì \d+ ngày sau được xóa/);
    expect(text.en).toMatch(/opened tip is deleted \d+ days later/);
  });
});

describe('what the line does not protect against is said', () => {
  test.each([
    ['the network', /Nhà mạng và chủ Wi-Fi thấy/, /network and the owner of the Wi-Fi see/],
    ['the hosting company', /buộc phải khai ra/, /forced to tell/],
    ['a page changed for one person', /sửa riêng cho một người/, /changed for one person/],
    ['the app around the page', /thấy cả chữ bạn gõ/, /see what you type/],
    ['spyware', /phần mềm theo dõi/, /spying software/],
    ['someone looking on', /Người nhìn vào màn hình/, /looks at the screen/],
    ['a corrupt officer', /Cán bộ xấu có khóa vẫn đọc được/, /bad officer with a key can still read/],
    ['an officer who does nothing', /đọc rồi không làm gì/, /read it and do nothing/],
    ['the oversight key', /cấp trên mở được mọi tin/, /level above can open every tip/],
    ['a stolen key', /Khóa bị mất cắp/, /A stolen key/],
    ['the hour of a digest', /Giờ của lô tin/, /The hour of a batch/],
    ['what the text gives away', /tám mươi nhà/, /eighty houses/],
    ['what the look before sending misses', /không thấy hết được/, /cannot see them all/],
    ['what a photo shows', /ảnh vẫn cho thấy/, /still shows where you stood/],
    ['a voice', /Người quen nghe là nhận ra/, /Those who know you know it/],
    ['a kept receipt', /Ai có mã cũng xem được như bạn/, /Whoever has it can look as you can/],
    ['looking for answers', /đường dây thấy có máy hỏi/, /line sees that some device asks/],
    ['history after the exit', /không xóa lịch sử của trình duyệt/, /does not clear the history/],
    ['the list of open apps', /danh sách ứng dụng/, /list of open apps/],
    ['recovery of deleted tips', /lấy lại được trong 30 ngày/, /bring them back for 30 days/],
    ['floods', /Nhiều tin giả/, /Many false tips/],
  ])('%s', (_name, vi, en) => {
    expect(text.vi).toMatch(vi);
    expect(text.en).toMatch(en);
  });

  test('and nowhere is it said that nobody can be found', () => {
    for (const page of Object.values(text))
      expect(page).not.toMatch(/100 ?%|tuyệt đối|absolutely|untraceable/i);
    expect(text.vi).toContain('Không có cách báo tin nào kín hoàn toàn.');
    expect(text.en).toContain('No way of reporting is wholly secret.');
  });
});

test('English says as much as Vietnamese, point by point', () => {
  // Who opens a tip comes from the inboxes, and stands elsewhere in English.
  const points = (page: string) =>
    page
      .replace(/^[^]*<main\b|<\/main>[^]*$/g, '')
      .split(/<h2\b/)
      .slice(1)
      .map((part) => (part.match(/<li\b/g) ?? []).length);
  const [vi, en] = [points(html.vi), points(html.en)];
  const own = (counts: number[]) => counts.filter((count) => count > 2);
  // "Not to the commune?" is a point in English and a paragraph in Vietnamese.
  expect(own(en)).toEqual(own(vi).map((count, at) => count + (at === 2 ? 1 : 0)));
});

test('a villager can finish it: short sentences, and not too many', () => {
  const told = html.vi.replace(/^[^]*<main\b[^>]*>|<h2\b[^>]*>Không muốn gửi qua mạng[^]*$/g, '');
  const sentences = told
    .replace(/<\/(?:li|p|h\d)>/g, '. ')
    .replace(/<[^>]+>/g, ' ')
    .split(/[.!?:]\s/)
    .map((sentence) => sentence.trim().split(/\s+/));
  expect(sentences.length).toBeGreaterThan(80);
  for (const words of sentences) expect(words.length, words.join(' ')).toBeLessThanOrEqual(24);
  expect(sentences.flat().length).toBeLessThan(1_300);
});
