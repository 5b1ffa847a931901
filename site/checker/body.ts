import { isPhone } from '../text/phone.ts';
import { findUnknownQuotes } from '../i18n/quoted-numbers.ts';
import { findCode, TAGS } from '../markdown/code.ts';
import { nearest } from './nearest.ts';
import type { Mistake } from './source.ts';

/**
 * The traps of MDX in an article: "<18 tuổi" and "{tên xã}" are code to it, and it stops the build
 * with a message nobody understands. Offsets count from the start of `body`.
 */
export function checkBody(body: string): Mistake[] {
  const text = blankCode(body);
  const slips = [...findBraces(text), ...findBadTags(text)];
  // What writers slip on is said in their own words first; only the build's own parser sees the rest.
  return [...(slips.length > 0 ? slips : findCode(body)), ...findBadPhones(text), ...findBadQuotes(text)];
}

/** Code, notes and escaped characters may hold anything: covers them up, offsets unchanged. */
export function blankCode(body: string): string {
  const fenced = /^(?<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\k<fence>|$(?![\s\S]))/;
  const inline = /(?<!`)(?<ticks>`+)(?!`)(?:(?!\n\s*\n)[\s\S])*?[^`]\k<ticks>(?!`)/;
  const harmless = new RegExp(`${fenced.source}|${inline.source}|\\{/\\*[\\s\\S]*?\\*/\\}|\\\\.`, 'gm');
  return body.replace(harmless, (found) => found.replace(/[^\n]/g, '_'));
}

function findBraces(text: string): Mistake[] {
  const found: Mistake[] = [];
  for (const { 0: braces, index } of text.matchAll(/\{[^}\n]*\}?/g)) {
    const inside = braces.replace(/[{}]/g, '').trim();
    const instead = inside ? `(${inside})` : '( )';
    found.push({ offset: index, text: `ngoặc nhọn “${braces}” là mã lệnh. Dùng ngoặc tròn: ${instead}.` });
  }
  for (const { 0: word, index } of text.matchAll(/^(?:import|export)\b/gm)) {
    found.push({
      offset: index,
      text: `dòng bắt đầu bằng “${word}” là mã lệnh. Bài viết chỉ có chữ, xóa dòng này.`,
    });
  }
  return found;
}

/** Tags are held against the list paragraph by paragraph, since none of them may reach over a blank line. */
function findBadTags(text: string): Mistake[] {
  const found: Mistake[] = [];
  const unknown = new Set<string>();
  for (const { 0: paragraph, index: start } of text.matchAll(/(?:.*\S.*(?:\n|$))+/g)) {
    const open: { name: string; offset: number }[] = [];
    for (const match of paragraph.matchAll(
      /<(?!\s+\S)(\/?)([A-Za-z][\w.-]*(?=[\s/>]))?([^<>\n]*?(\/?)>)?/gm,
    )) {
      const [tag, close, name, end, selfClose] = match;
      const offset = start + match.index;
      if (!name || !end) found.push({ offset, text: sayStrayLess(paragraph.slice(match.index)) });
      else if (unknown.has(name)) continue;
      else if (!TAGS.includes(name)) {
        unknown.add(name);
        found.push({ offset, text: sayUnknownTag(name) });
      } else if (close && open.at(-1)?.name === name) open.pop();
      else if (close)
        found.push({ offset, text: `“${tag}” đóng mà chưa mở. Xóa đi, hoặc gõ <${name}> ở trước.` });
      else if (!selfClose) open.push({ name, offset });
    }
    found.push(...open.map(({ name, offset }) => ({ offset, text: sayUnclosed(name) })));
  }
  return found;
}

function sayStrayLess(rest: string): string {
  if (rest.startsWith('<!--')) return 'ghi chú kiểu <!-- --> không dùng được. Gõ {/* ghi chú */}.';
  const address = /^<((?:https?:|mailto:)?[^\s<>]+[.@][^\s<>]*)>/.exec(rest)?.[1];
  if (address) return `địa chỉ không đặt giữa < và >. Gõ [chữ hiện ra](${address}).`;
  const sample = rest.split('\n', 1)[0].slice(0, 12).trim();
  return `dấu < ở “${sample}” làm hỏng trang. Gõ bằng chữ, như “dưới” hoặc “ít hơn”, hay gõ &lt; thay dấu <.`;
}

function sayUnknownTag(name: string): string {
  const meant = nearest(name, TAGS);
  return `không có thẻ “${name}”. ${meant ? `Gõ <${meant}>.` : `Xóa đi; chỉ dùng được: ${TAGS.join(', ')}.`}`;
}

function sayUnclosed(name: string): string {
  if (name === 'br') return 'thẻ <br> không có phần đóng. Gõ <br />.';
  return `thẻ <${name}> mở ra mà không đóng trong cùng đoạn. Gõ </${name}> ở cuối chữ cần đánh dấu.`;
}

/** Headings quote no numbers: their addresses are made from what is written. */
function findBadQuotes(text: string): Mistake[] {
  const inHeadings = [...text.matchAll(/^#{1,6} .*?(%[a-z][a-z-]+(?:\.chu)?%)/gim)].map(
    ({ 0: line, 1: quote = '', index }) => ({
      offset: index + line.length - quote.length,
      text: `tên mục không trích số “${quote}”. Viết tên mục không có số, để số trong bài.`,
    }),
  );
  return [...findUnknownQuotes(text), ...inHeadings];
}

/** A number is printed one way everywhere, so that people recognise it and pages can make it callable. */
function findBadPhones(text: string): Mistake[] {
  const found: Mistake[] = [];
  for (const { 0: number, index } of text.matchAll(
    /(?<![\d/.,-])(?:\+84|0|1[89]00)(?:[ .-]?\d){4,10}(?![\d/])/g,
  )) {
    if (isPhone(number)) continue;
    found.push({
      offset: index,
      text: `số điện thoại “${number}” viết chưa đúng. Gõ các nhóm số cách nhau bằng dấu chấm, như 0692.509.489.`,
    });
  }
  return found;
}
