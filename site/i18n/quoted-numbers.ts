/**
 * The numbers that texts state, by the names that writers quote them with: `%giu-tin-da-mo%` in an article or a word is
 * 14, `%len-cap-tren.chu%` is "bảy", `%Len-cap-tren.chu%` is "Bảy". Each comes from the code that keeps to it. Besides,
 * `%dia-chi-trang%` is the address of the site, which only its build knows.
 */
import { RECEIPT_LENGTH } from '../envelope/receipt.ts';
import { REPLY_LIMIT } from '../envelope/reply.ts';
import { AWAY_MS, ESCAPE_PRESSES, KEPT_PAGES, MAX_PHOTOS, MAX_SECONDS } from '../limits.ts';
import { MAILBOX_SLOTS, MAX_REPLIES } from '../../worker/contract/reply.ts';
import {
  ESCALATE_DAYS,
  KEEP_MAILED_DAYS,
  KEEP_OPENED_DAYS,
  KEEP_REPLIES_DAYS,
  MAIL_AGAIN_DAYS,
  OVERSIGHT_SHARE,
} from '../../worker/contract/retention.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';

const [, middle, large] = SIZE_CLASSES;
const MB = 2 ** 20;

/** Days, minutes, megabytes and counts, as the handbook lists them (content/README.md). */
export const NUMBERS: Readonly<Record<string, number>> = {
  'giu-tin-da-mo': KEEP_OPENED_DAYS,
  'giu-tin-chua-mo': KEEP_MAILED_DAYS,
  'giu-tra-loi': KEEP_REPLIES_DAYS,
  'gui-lai': MAIL_AGAIN_DAYS,
  'len-cap-tren': ESCALATE_DAYS,
  'mot-tin-trong': 1 / OVERSIGHT_SHARE,
  'co-vua': middle.wire / MB,
  'co-lon': large.wire / MB,
  'so-anh': MAX_PHOTOS,
  'phut-ghi-am': MAX_SECONDS / 60,
  'so-ma-nhan': RECEIPT_LENGTH,
  'chu-tra-loi': REPLY_LIMIT,
  'tra-loi-mot-lan': MAX_REPLIES,
  'tra-loi-giu-lai': MAILBOX_SLOTS,
  'trang-cat-san': KEPT_PAGES.length,
  'lan-bam-esc': ESCAPE_PRESSES,
  'phut-che': AWAY_MS / 60_000,
};

const SITE_ADDRESS = 'dia-chi-trang';

/** What fills quotes in a language: its code, its number words from zero on (`numbers` in its word file), the site. */
export interface Spoken {
  code: string;
  words: readonly string[];
  /** Address without scheme: "la-chan.example". */
  site: string;
}

// Longer than the two letters of `%E1` in an address.
const QUOTE = /%([\p{L}][\p{L}\d.-]{2,})%/gu;

/** `text` with every number that it quotes, as the language writes it. @throws Error for a name that there is not. */
export function quoteNumbers(text: string, language: Spoken): string {
  return text.replace(QUOTE, (_, written: string) => {
    if (written === SITE_ADDRESS) return language.site;
    const asked = readQuote(written);
    if (!asked) throw new Error(sayUnknown(written));
    const { value, inWords, capital } = asked;
    const word = inWords ? language.words[value] : undefined;
    if (word === undefined)
      return value.toLocaleString(language.code, { maximumFractionDigits: 1, useGrouping: false });
    return capital ? word[0]?.toLocaleUpperCase(language.code) + word.slice(1) : word;
  });
}

/** Every string in `value`, however deep, with the numbers that it quotes. */
export function quoteAll<T>(value: T, language: Spoken): T {
  if (typeof value === 'string') return quoteNumbers(value, language) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => quoteAll<unknown>(each, language)) as T;
  const entries = Object.entries(value).map(([key, each]) => [key, quoteAll<unknown>(each, language)]);
  return Object.fromEntries(entries) as T;
}

/** The quotes in `text` that cannot be filled, by their offset, each with a Vietnamese sentence. */
export function findUnknownQuotes(text: string): { offset: number; text: string }[] {
  return [...text.matchAll(QUOTE)].flatMap(({ 1: written = '', index }) =>
    written === SITE_ADDRESS || readQuote(written) ? [] : [{ offset: index, text: sayUnknown(written) }],
  );
}

function readQuote(written: string): { value: number; inWords: boolean; capital: boolean } | null {
  const name = written.replace(/\.chu$/, '');
  const known = name[0]?.toLowerCase() + name.slice(1);
  const value = Object.hasOwn(NUMBERS, known) ? NUMBERS[known] : undefined;
  return value === undefined ? null : { value, inWords: name !== written, capital: name !== known };
}

const sayUnknown = (written: string) =>
  `không có con số nào tên “%${written}%”. Chỉ có: ${[...Object.keys(NUMBERS), SITE_ADDRESS].join(', ')}; viết bằng chữ thì thêm .chu.`;
