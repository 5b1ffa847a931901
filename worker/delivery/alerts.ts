/** What an operator must learn without asking: the words, and the two ways to tell them. */
import { ALERT_SUBJECT } from '../contract/manifest.ts';
import { deliveryFrom } from './deliver.ts';
import type { Mail } from './mail.ts';
import type { Settings } from '../settings.ts';

/**
 * What is wrong: mails refused or late for an hour, a tip set apart, digests that do not keep up; a store that fails; a
 * morning mail that did not leave; what an inbox or the carrier takes in a day is used up.
 */
export type TroubleKind =
  | 'mail:unit'
  | 'mail:oversight'
  | 'apart:unit'
  | 'apart:oversight'
  | 'slow'
  | 'store'
  | 'silent'
  | 'paused'
  | 'full'
  | 'quota';

/** One thing that is wrong with one inbox, or with the line where that is ''. `fault`: a code, '' where there is none. */
export interface Trouble {
  inbox: string;
  kind: TroubleKind;
  fault: string;
}

const WORDS: Readonly<Record<TroubleKind, string>> = {
  'mail:unit': 'thư cho đơn vị chưa đi được từ một giờ nay; tin vẫn được giữ và thử gửi lại',
  'mail:oversight': 'thư cho cấp trên chưa đi được từ một giờ nay; tin vẫn được giữ và thử gửi lại',
  'apart:unit': 'hộp thư đơn vị từ chối riêng một tin hay nhiều hơn; tin ấy được giữ và chuyển cấp trên',
  'apart:oversight': 'hộp thư cấp trên từ chối riêng một tin hay nhiều hơn; tin ấy được giữ',
  slow: 'thư đi chậm hơn tin đến: có tin chờ quá hai giờ',
  store: 'kho tin hỏng: tin có thể không vào hoặc không đi',
  silent: 'thiếu thư báo sáng, của đơn vị hay của cấp trên',
  paused: 'đã hết mức nhận ảnh trong ngày hoặc quá nhiều tin chờ: đang tạm dừng nhận ảnh và giọng nói',
  full: 'đã hết mức nhận trong ngày hoặc hộp chờ đã đầy: đang từ chối mọi tin, trang bảo người ta gọi',
  quota: 'đã gần hết số thư được gửi trong ngày: tin chờ đến khi có hạn mức mới',
};

const lineOf = ({ inbox, kind, fault }: Trouble): string =>
  `- ${inbox ? `Hộp thư ${inbox}` : 'Đường dây'}: ${WORDS[kind]}${fault ? ` (${fault})` : ''}.`;

/** The text that tells what began or still lasts, and what is over. */
export function alertText(wrong: readonly Trouble[], over: readonly Trouble[]): string {
  return [
    ...(wrong.length > 0 ? ['Đường dây tin báo cần người vận hành.', '', ...wrong.map(lineOf), ''] : []),
    ...(over.length > 0 ? ['Đã hết:', '', ...over.map(lineOf), ''] : []),
    ...(wrong.length > 0
      ? [
          'Kho tin hỏng là gấp; việc khác chờ sáng được. Việc cần làm cho từng câu: worker/OPERATING.md, bảng đầu tiên.',
          '',
        ]
      : []),
  ].join('\n');
}

/** A server that never answers must not keep the alarm, in ms. */
const DEADLINE = 20_000;

/** A mail without a tip or a note, to the operator; null where nobody is named. A local run has a made-up one. */
export function alertMail(
  text: string,
  env: Pick<Settings, 'OPERATOR_MAIL' | 'LOCAL_MAIL_DOMAIN'>,
): Mail | null {
  const to = env.LOCAL_MAIL_DOMAIN ? `nguoi-van-hanh@${env.LOCAL_MAIL_DOMAIN}` : env.OPERATOR_MAIL;
  return to ? { to, subject: ALERT_SUBJECT, text, attachments: [] } : null;
}

/**
 * Tells the operator by mail and by a plain POST of the text to `ALERT_URL`, whichever are set. True when one of them
 * took it, or none is set. Never throws.
 */
export async function tellOperator(text: string, env: Settings): Promise<boolean> {
  const mail = alertMail(text, env);
  const ways = [
    ...(mail ? [mailed(mail, env)] : []),
    ...(env.ALERT_URL ? [posted(text, env.ALERT_URL)] : []),
  ];
  const taken = await Promise.all(ways);
  return ways.length === 0 || taken.includes(true);
}

async function mailed(mail: Mail, env: Settings): Promise<boolean> {
  try {
    return 'id' in (await deliveryFrom(env).deliver(mail));
  } catch {
    return false;
  }
}

async function posted(text: string, url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: text,
      headers: { 'Content-Type': 'text/plain; charset=utf-8' },
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE),
    });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
