/** The safety page promises nothing that the code does not keep, in both languages alike. */
import { describe, expect, test } from 'vitest';
import { KEPT_PAGES } from '../../site/offline/offline.ts';
import { AWAY_MS, ESCAPE_PRESSES } from '../../site/tip/wipe/traces.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';
import {
  ESCALATE_DAYS,
  KEEP_MAILED_DAYS,
  KEEP_OPENED_DAYS,
  KEEP_REPLIES_DAYS,
} from '../../worker/contract/retention.ts';
import { read } from './built-site.ts';

const html = { vi: read('an-toan/index.html'), en: read('en/an-toan/index.html') };
const textOf = (page: string) =>
  page
    .replace(/^[^]*<main\b[^>]*>|<\/main>[^]*$/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,:;])/g, '');
const text = { vi: textOf(html.vi), en: textOf(html.en) };

const WORDS: Record<string, number> = {
  một: 1,
  one: 1,
  ba: 3,
  three: 3,
  bảy: 7,
  seven: 7,
  mười: 10,
  ten: 10,
};
const number = (word = '') => WORDS[word.toLowerCase()] ?? Number(word.replace(',', '.'));

describe('every number on it is the one that the line keeps to', () => {
  const claims: [string, number, { vi: RegExp; en: RegExp }][] = [
    [
      'opened tips',
      KEEP_OPENED_DAYS,
      { vi: /Tin đã mở thì (\d+) ngày/, en: /opened tip is deleted (\d+) days/ },
    ],
    [
      'unopened tips',
      KEEP_MAILED_DAYS,
      { vi: /chưa ai mở thì giữ (\d+) ngày/, en: /not opened is kept for (\d+) days/ },
    ],
    ['answers', KEEP_REPLIES_DAYS, { vi: /đường dây giữ (\d+) ngày/, en: /keeps them for (\d+) days/ }],
    ['escalation', ESCALATE_DAYS, { vi: /(\S+) ngày chưa ai mở/, en: /opened a tip for (\S+) days/ }],
    [
      'the middle size',
      SIZE_CLASSES[1].wire / 2 ** 20,
      { vi: /hai cỡ: ([\d,]+) MB/, en: /two sizes only: ([\d.]+) MB/ },
    ],
    ['the large size', SIZE_CLASSES[2].wire / 2 ** 20, { vi: /hoặc ([\d,]+) MB/, en: /or ([\d.]+) MB/ }],
    [
      'kept pages',
      KEPT_PAGES.length,
      { vi: /bản sao của (\S+) trang công khai/, en: /copy of (\S+) public pages/ },
    ],
    [
      'minutes until it stays blank',
      AWAY_MS / 60_000,
      { vi: /Sau (\S+) phút, bấm/, en: /After (\S+) minute it/ },
    ],
    ['presses', ESCAPE_PRESSES, { vi: /Esc (\S+) lần/, en: /Esc key (\S+) times/ }],
  ];
  test.each(claims)('%s', (_name, value, { vi, en }) => {
    expect(number(vi.exec(text.vi)?.[1])).toBeCloseTo(value, 1);
    expect(number(en.exec(text.en)?.[1])).toBeCloseTo(value, 1);
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
  const told = html.vi.replace(/^[^]*<main\b[^>]*>|<h2>Không muốn gửi qua mạng[^]*$/g, '');
  const sentences = told
    .replace(/<\/(?:li|p|h\d)>/g, '. ')
    .replace(/<[^>]+>/g, ' ')
    .split(/[.!?:]\s/)
    .map((sentence) => sentence.trim().split(/\s+/));
  expect(sentences.length).toBeGreaterThan(80);
  for (const words of sentences) expect(words.length, words.join(' ')).toBeLessThanOrEqual(24);
  expect(sentences.flat().length).toBeLessThan(1_300);
});
