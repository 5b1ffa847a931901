/** What is wrong with what a line told, one Vietnamese sentence each that says what to do. Pure: asks nobody. */
import { type HealthAnswer } from '../../../worker/contract/endpoints.ts';
import { type MailState, type StateAnswer } from '../../../worker/contract/operator.ts';
import type { InboxKeys } from '../../envelope/keys.ts';
import type { InboxEntry } from '../keys/check-inboxes.ts';

/** One thing that was examined. `fault` is a Vietnamese sentence that says what to do, or null when all is well. */
export interface Finding {
  what: string;
  fault: string | null;
  /** The line itself still waits for it to end, as for the first refusals of a mail server: nobody need be woken. */
  isYoung?: boolean;
}

/** Faults as an operator reads them: what has the same fault stands in one line. */
export function sayFaults(findings: readonly Finding[]): string[] {
  const faults = new Map<string, string[]>();
  for (const { what, fault } of findings) if (fault) faults.set(fault, [...(faults.get(fault) ?? []), what]);
  return [...faults].map(([fault, whats]) => printable(`${whats.join('; ')}: ${fault}`));
}

// A header or a code of a hostile host may hold what moves a terminal's cursor.
const printable = (text: string) => text.replace(/[\p{Cc}\p{Cf}]/gu, '');

/** The headers every page must bear, from the `/*` block of `site/public/_headers`: names in lower case. */
export function requiredHeaders(rules: string): Map<string, string> {
  const block = /^\/\*\n((?: {2}.*\n)+)/m.exec(rules)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/^ {2}([\w-]+): (.+)$/gm)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
}

// What a host's own features add to pages, each of which tells somebody else about a reader.
const TELLTALE = ['set-cookie', 'nel', 'report-to', 'reporting-endpoints'];

/** What is wrong with the headers of one answer; the caching of a page may be its own. */
export function faultOfHeaders(
  required: ReadonlyMap<string, string>,
  found: Headers,
  isSecure: boolean,
): string | null {
  for (const [name, value] of required) {
    if (name === 'cache-control' || name === 'permissions-policy') continue;
    // Browsers take no notice of that one without TLS, and a local run has none.
    if (name === 'strict-transport-security' && !isSecure) continue;
    if (found.get(name) !== value)
      return `tiêu đề ${name} là “${found.get(name) ?? 'không có'}”, lẽ ra “${value}”.`;
  }
  const told = TELLTALE.find((name) => found.has(name));
  return told ? `có tiêu đề ${told}: tắt tính năng thêm nó trong trang quản trị của nhà cung cấp.` : null;
}

/** Differences between the keys a line hands out and those of this source, inbox by inbox. */
export function faultsOfKeys(ours: readonly InboxEntry[], theirs: readonly InboxKeys[]): Finding[] {
  const known = ours.map(({ id, recipients, replyKey, closed }) => {
    const handed = theirs.find((keys) => keys.id === id);
    const same = handed && String(handed.recipients) === String(recipients) && handed.replyKey === replyKey;
    const fault = handed
      ? 'khóa trang phát ra khác content/inboxes.json. Tắt đường dây, hỏi hai người giữ khóa.'
      : 'trang không phát khóa của hộp thư này.';
    // Nobody seals to a closed inbox, so its key need not be there.
    return { what: `Khóa của ${id}`, fault: same || (!handed && closed) ? null : fault };
  });
  const foreign = theirs.filter(({ id }) => !ours.some((inbox) => inbox.id === id));
  return [
    ...known,
    ...foreign.map(({ id }) => ({
      what: `Khóa của ${id}`,
      fault: 'content/inboxes.json không có hộp thư này.',
    })),
  ];
}

/** How an inbox fares, as a line tells it; an older release has no `alerts`. */
export type ToldState = Omit<StateAnswer, 'alerts'> & Partial<Pick<StateAnswer, 'alerts'>>;

/** What a line says of itself; what an older release did not say yet is missing. */
export type Told = Pick<HealthAnswer, 'line'> & Partial<HealthAnswer>;

const TOO_OLD = 'đường dây không nói ra: bản đang chạy cũ hơn thư mục này. Triển khai lại.';

/** Whether every mailbox got its morning mail. */
export const faultOfMorning = ({ line }: Told): string | null =>
  line === 'ok'
    ? null
    : 'có hộp thư, của đơn vị hay của cấp trên, thiếu thư báo sáng hôm nay, hoặc có kho tin hỏng. Xem các dòng của từng hộp thư. Đường dây hay hộp thư mới đưa lên: thư đầu tiên đến lúc bảy giờ sáng mai.';

/**
 * Whether the line signs its mails with the key that was built into the officers' tools: `known`, the current one
 * first, as `MAIL_PUBLIC_KEY` has them.
 */
export function faultOfMailKey({ mailKey }: Told, known: readonly string[]): string | null {
  if (mailKey === undefined) return TOO_OLD;
  if (mailKey === null)
    return 'đường dây thiếu bí mật MAIL_SIGN_KEY, hoặc bí mật ấy hỏng: thư không đi được. Đặt lại bằng npx wrangler secret put MAIL_SIGN_KEY.';
  if (known.length === 0) return 'chưa so được: đặt MAIL_PUBLIC_KEY rồi chạy lại.';
  const at = known.indexOf(mailKey);
  if (at === 0) return null;
  return at < 0
    ? 'đường dây ký thư bằng khóa khác MAIL_PUBLIC_KEY: cán bộ thấy mọi tin là “Không rõ nguồn”. Đặt MAIL_SIGN_KEY và MAIL_PUBLIC_KEY cùng một cặp, rồi triển khai lại.'
    : 'đường dây ký thư bằng một khóa không đứng đầu MAIL_PUBLIC_KEY: cán bộ vẫn nhận ra thư, nhưng việc đổi khóa còn dở. Đặt khóa đang ký lên đầu.';
}

/** Whether the officers' tool that the line hands out knows the key that the line signs its mails with. */
export function faultOfTool({ mailKey }: Told, tool: string): string | null {
  return !mailKey || tool.includes(mailKey)
    ? null
    : 'công cụ mở tin trên trang không mang khóa ký thư của đường dây: cán bộ thấy mọi tin là “Không rõ nguồn”. Dựng lại với đúng MAIL_PUBLIC_KEY, triển khai lại, rồi báo cán bộ tải lại công cụ.';
}

/** Whether the line runs what this folder holds; a folder without git (`commit` empty) knows its version only. */
export function faultOfRelease(told: Told, ours: { version: string; commit: string }): string | null {
  if (told.version === undefined && told.commit === undefined) return TOO_OLD;
  const { version, commit } = told;
  if (version === ours.version && (commit === ours.commit || !ours.commit)) return null;
  return `đường dây chạy bản ${sayRelease(version, commit)}, thư mục này là bản ${sayRelease(ours.version, ours.commit)}. Triển khai lại, hoặc đưa thư mục này về bản đang chạy.`;
}

const sayRelease = (version: string | null | undefined, commit: string | null | undefined) =>
  `${version || 'không rõ số'} (${commit?.slice(0, 7) || 'không rõ commit'})`;

/** A question and its answer take seconds, and clocks that nobody sets drift by no more in a month. */
const CLOCK_PATIENCE = 120;

/** Whether the line's clock and its host's (the header `date`) agree with this machine's, `now` in ms. */
export function faultOfClock({ time }: Told, date: string | null, now: number): string | null {
  if (time === undefined) return TOO_OLD;
  const off = time - now / 1_000;
  const dateOff = date === null ? Number.NaN : Date.parse(date) / 1_000 - now / 1_000;
  const isDateOff = Math.abs(dateOff) > CLOCK_PATIENCE;
  if (Math.abs(off) > CLOCK_PATIENCE) {
    const witness = Number.isNaN(dateOff)
      ? ''
      : isDateOff
        ? ' Tiêu đề Date của máy chủ cũng lệch.'
        : ' Tiêu đề Date của máy chủ thì khớp máy này.';
    return `giờ của đường dây ${sayOff(off)}, chưa rõ bên nào sai. Xem giờ của máy này trước.${witness}`;
  }
  return isDateOff
    ? `tiêu đề Date của máy chủ ${sayOff(dateOff)}, giờ của đường dây thì khớp. Xem những gì đứng giữa máy này và trang.`
    : null;
}

function sayOff(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  const amount = minutes < 120 ? `${minutes} phút` : `${Math.round(minutes / 60)} giờ`;
  return `${seconds > 0 ? 'sớm' : 'muộn'} hơn máy này ${amount}`;
}

const WAITING: Readonly<Record<MailState['waiting'], string>> = {
  none: 'không có tin chờ',
  few: 'không quá 10 tin chờ',
  some: 'không quá 100 tin chờ',
  many: 'trên 100 tin chờ',
  paused: 'đang tạm dừng nhận ảnh và giọng nói',
  full: 'đã đầy, không nhận thêm tin',
  unknown: 'không rõ bao nhiêu tin chờ',
};
const OLDEST: Readonly<Record<MailState['oldest'], string>> = {
  none: '',
  day: ', tin cũ nhất chờ không quá một ngày',
  week: ', tin cũ nhất chờ nhiều ngày',
  longer: ', tin cũ nhất chờ hơn bảy ngày',
  unknown: '',
};

/** Our own daily count, and the carriers' words for theirs. */
const QUOTA = /^(QUOTA$|E_(DAILY|RATE)_LIMIT)/;

/** What an operator has to mend about an inbox: its store, and the mails to each of its two mailboxes. */
export function findingsOfState(id: string, state: ToldState): Finding[] {
  const { oversight, alarm, alerts = [], ...unit } = state;
  const isYoung = ({ mail, fault }: MailState, kind: string) =>
    state.alerts !== undefined && mail === 'retrying' && !QUOTA.test(fault ?? '') && !alerts.includes(kind);
  return [
    {
      what: `Kho tin của ${id}`,
      fault:
        alarm || alerts.includes('store')
          ? `kho tin hỏng (${alarm ?? 'có lúc'}): tin không vào hoặc không đi. Không triển khai thêm; xem bản vừa triển khai và mục “Kho tin hỏng” trong worker/OPERATING.md.`
          : null,
    },
    { what: `Hộp thư ${id}`, fault: faultOfMail(unit), isYoung: isYoung(unit, 'mail:unit') },
    {
      what: `Hộp thư ${id}, cấp trên`,
      fault: faultOfMail(oversight),
      isYoung: isYoung(oversight, 'mail:oversight'),
    },
    ...ALERTS.filter(([kind]) => alerts.includes(kind)).map(([, what, fault]) => ({
      what: `${what} của ${id}`,
      fault,
    })),
  ];
}

/** Of what the line tells by itself, what shows in no mailbox yet. */
const ALERTS: readonly (readonly [kind: string, what: string, fault: string])[] = [
  ['silent', 'Thư báo sáng', 'thiếu. Xem mục “Thiếu thư báo sáng” trong worker/OPERATING.md.'],
  [
    'slow',
    'Thư',
    'đi chậm hơn tin đến: có tin chờ quá hai giờ. Xem mục “Tin dồn dập” trong worker/OPERATING.md.',
  ],
  [
    'quota',
    'Hạn mức thư',
    'đã gần hết số thư được gửi trong ngày. Xem mục “Hạn mức” trong worker/OPERATING.md.',
  ],
];

function faultOfMail({ mail, fault, waiting, oldest }: MailState): string | null {
  const state = WAITING[waiting] + OLDEST[oldest];
  const code = fault ?? 'không rõ mã';
  if (fault && QUOTA.test(fault))
    return `hết hạn mức thư trong ngày (${code}); ${state}. Tin được giữ, thư đi tiếp khi có hạn mức mới. Nếu còn lặp lại: xin nơi gửi thư thêm hạn mức, rồi ghi số mới vào MAILS_A_DAY.`;
  if (mail === 'refused')
    return `máy chủ thư từ chối hẳn (${code}); ${state}. Xem địa chỉ nhận, địa chỉ gửi và cấu hình thư.`;
  if (mail === 'retrying') return `thư chưa đi, đang thử lại (${code}); ${state}. Xem máy chủ thư.`;
  if (mail === 'set-apart')
    return `thư vẫn đi, nhưng có tin bị từ chối riêng (${code}); ${state}. Tin ấy được giữ, sáu giờ thử lại một lần. Hỏi nơi giữ hộp thư: nhận thư lớn đến đâu, máy quét chặn gì.`;
  if (mail === 'unknown') return 'không rõ thư có đi không. Xem kho tin của hộp thư này.';
  const isCalm =
    ['none', 'few', 'some', 'unknown'].includes(waiting) && oldest !== 'week' && oldest !== 'longer';
  return isCalm ? null : `${state}. Xem mục “Tin dồn dập” trong worker/OPERATING.md.`;
}
