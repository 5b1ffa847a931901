/** A time to the minute: who else was there at 21:37? */
import type { Finding, Folded } from './finding.ts';

const PART = '(?:sang|trua|chieu|toi|dem|khuya)';
const DAY = `(?:(?:${PART} )?hom (?:qua|nay|kia)|${PART} (?:qua|nay|kia))`;
const DATE = '(?:ngay )?\\d\\d?[/.-](?<month>\\d\\d?)(?:[/.-]\\d{4})?(?!\\d)';
const NUMBER = '(?:mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin|muoi|linh|le)';
// "10h 20 người" is not 10:20.
const COUNTED = '(?! ?(?:nguoi|dua|ten|xe|goi|vien|trieu|nghin|ngan|lan|tuoi|k|kg|gam)\\b)';

const TIMES = new RegExp(
  [
    `(?<before>^|[^\\w:/.-])(?<dayBefore>${DAY},? )?(?:(?:vao )?(?:luc|hoi|khoang) )?`,
    '(?:',
    // 21:37, 21g37, 21h37, 21 giờ 37 phút, 9 giờ kém 10
    `(?<hour>\\d\\d?)(?:[:g](?<two>\\d\\d)(?::\\d\\d)?| ?(?:h|gio) ?(?:kem |thieu )?(?<minutes>\\d\\d?)${COUNTED}(?: ?(?:phut|ph|p))?)`,
    // chín giờ ba mươi bảy phút
    `|(?<hourInWords>${NUMBER} (?:${NUMBER} )?gio) (?:kem )?(?:${NUMBER} ){1,3}phut`,
    ')(?!\\w|:\\d)',
    `(?<partAfter> ${PART}\\b(?! (?:qua|nay|kia)\\b))?(?<dayAfter>,? ${DAY}\\b)?(?:,? ${DATE})?`,
  ].join(''),
  'g',
);

/** Times to the minute, with the day beside them; the wider words are a part of the day. */
export function findTimes({ typed, folded, from }: Folded): Finding[] {
  return [...folded.matchAll(TIMES)].flatMap(({ index, 0: whole, groups = {} }) => {
    const { before = '', hour, two, minutes = two, hourInWords, dayBefore, dayAfter, month } = groups;
    const at = (unit: number) => from[index + unit] ?? typed.length;
    if (hour && (Number(hour) > 23 || Number(minutes) > 59 || Number(minutes) === 0)) return [];
    const start = at(before.length);
    let end = at(whole.length);
    let part: string | undefined = groups.partAfter?.trim();
    // "21h37 toi" without marks is "tôi" more often than "tối".
    if (part === 'toi' && !/tối/i.test(typed.slice(start, end).normalize('NFC'))) {
      part = undefined;
      end = at(whole.lastIndexOf(' toi'));
    }
    part = part ?? new RegExp(PART).exec(dayBefore ?? dayAfter ?? '')?.[0];
    const hourAt = hourInWords ? whole.indexOf(hourInWords) : 0;
    const hourAsTyped = hourInWords
      ? typed.slice(at(hourAt), at(hourAt + hourInWords.length))
      : `${hour} giờ`;
    const rough = (part ? PARTS[part] : partOf(hour)) ?? `khoảng ${hourAsTyped}`;
    const day = month ? `tháng ${Number(month)}, ` : dayBefore || dayAfter ? 'mấy hôm nay, ' : '';
    return { kind: 'minute', start, end, wider: day + rough };
  });
}

const PARTS: Record<string, string> = {
  sang: 'buổi sáng',
  trua: 'buổi trưa',
  chieu: 'buổi chiều',
  toi: 'buổi tối',
  dem: 'ban đêm',
  khuya: 'ban đêm',
};

/** The part of the day, where the hour alone tells it: 9 giờ may be in the morning or at night, 09 and 21 may not. */
function partOf(hour: string | undefined): string | undefined {
  const number = Number(hour);
  if (hour === undefined || (number > 0 && number < 13 && !hour.startsWith('0'))) return undefined;
  if (number < 5 || number > 21) return 'ban đêm';
  if (number < 11) return 'buổi sáng';
  return number < 18 ? 'buổi chiều' : 'buổi tối';
}
