/** Numbers and addresses that belong to one person. */
import type { Finding, Folded, Kind } from './finding.ts';

// Between two digits, as people type them: 0912 345 678, 0912.345.678, (0912) 345-678.
const GAP = '[ \\u00a0.()\\u2013-]{0,2}';
const digits = (count: number) => `(?:${GAP}\\d){${count}}`;
const COUNTRY = `(?:(?:\\+|00)?84${GAP}(?:\\(?0\\)?)?|0)`;

// No look-behind: Safari 13 cannot even read a script that holds one. The first group is what stands before.
const PATTERNS: [Kind, RegExp][] = [
  // Mobile, mobile before 2018, and fixed lines; not 069, the numbers of the police themselves.
  [
    'phone',
    new RegExp(
      `(^|[^\\d+])(${COUNTRY}${GAP}(?:[35789]${digits(8)}|1${digits(9)}|2${digits(9)}))(?!\\d)`,
      'g',
    ),
  ],
  // Citizen identity numbers begin with the 0 of their province; in one piece any twelve digits are taken for one.
  ['identity', new RegExp(`(^|[^\\d+])(0${digits(11)}|\\d{12})(?!\\d)`, 'g')],
  ['identity', /(^|[^\w])((?:cmnd|cmt|chung minh(?: thu| nhan dan)?)(?: so)?:? *(?:\d[ .]?){8}\d)(?!\d)/g],
  ['mail', /(^|[^\w.+-])([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/g],
];

// 03.11.2026 and what follows it have digits enough for a phone number.
const DATE = /^\d\d?[ .-]\d\d?[ .-](?:19|20)\d\d/;

/** Phone numbers, numbers of identity papers and mail addresses. */
export function findNumbers({ folded, from }: Folded): Finding[] {
  return PATTERNS.flatMap(([kind, pattern]) =>
    [...folded.matchAll(pattern)].flatMap(({ index, 1: before = '', 2: match = '' }) => {
      const start = index + before.length;
      if (DATE.test(match)) return [];
      return { kind, start: from[start] ?? 0, end: from[start + match.length] ?? 0, wider: null };
    }),
  );
}
