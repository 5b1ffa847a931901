/**
 * What the operator of one line sets, for builds, deploys and checks: the git-ignored file `.env` (`.env.example` shows
 * each), or the environment, which wins.
 */
import { ED25519_KEY } from '../../../worker/contract/key-register.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ed25519 } from '@noble/curves/ed25519.js';
import { projectRoot } from '../project.ts';
import { Refused } from '../refused.ts';

/** Every value is trimmed text, "" where nobody set it. */
export interface Settings {
  /** Origin of the site. */
  siteUrl: string;
  /** The keys that check the signature of the line's mails: today's first, then earlier ones whose mails still count. */
  mailPublicKeys: string[];
  /** How officers reach the operator: one line for mails, the officer's tool and `/can-bo/`; `security.txt` has
   * the numbers and addresses in it. Nowhere else. */
  operatorContact: string;
  /** Where the line tells its operator of a fault; never published. */
  operatorMail: string;
  alertUrl: string;
  operatorToken: string;
  /** Names in the file that mean nothing, separated by commas: misspelt ones, mostly. */
  strange?: string;
}

/** What wrangler itself reads from the same file. */
const OF_WRANGLER = /^(CLOUDFLARE|WRANGLER)_/;
const NAMES = [
  'SITE_URL',
  'MAIL_PUBLIC_KEY',
  'OPERATOR_CONTACT',
  'OPERATOR_MAIL',
  'ALERT_URL',
  'OPERATOR_TOKEN',
];

/** What stands on pages of this machine in place of a contact, so that nobody calls anybody because of a trial. */
export const LOCAL_CONTACT = 'bản chạy thử, chưa có số';

/**
 * The settings of this folder. A variable that the environment holds counts even when it is empty. Rejects with `Refused`
 * when the file is no UTF-8 text.
 */
export async function readSettings({
  file = join(projectRoot, '.env'),
  env = process.env,
}: { file?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Settings> {
  const kept: NodeJS.Dict<string> = await readFile(file).then(
    (bytes) => parseEnv(textIn(bytes)),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return {};
      throw error;
    },
  );
  const strange = Object.keys(kept).filter((name) => !NAMES.includes(name) && !OF_WRANGLER.test(name));
  const value = (name: string) => (env[name] ?? kept[name] ?? '').trim();
  return {
    siteUrl: value('SITE_URL'),
    mailPublicKeys: value('MAIL_PUBLIC_KEY')
      .split(/[\s,]+/)
      .filter(Boolean),
    operatorContact: value('OPERATOR_CONTACT'),
    operatorMail: value('OPERATOR_MAIL'),
    alertUrl: value('ALERT_URL'),
    operatorToken: value('OPERATOR_TOKEN'),
    ...(strange.length > 0 ? { strange: strange.join(', ') } : {}),
  };
}

/** What to do about `Settings.strange`. */
export const sayStrange = (strange: string) =>
  `Tệp .env có tên lạ: ${strange}. Gõ sai? Các tên dùng được: ${NAMES.join(', ')}.`;

/** Windows' Notepad may save with a mark in front, which is no part of the first name, or as UTF-16. */
function textIn(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below.
  }
  throw new Refused(['Tệp .env không phải văn bản UTF-8. Lưu lại với mã hóa UTF-8 rồi chạy lại.']);
}

/**
 * Everything that stands against a production build or deploy with these settings, one plain Vietnamese sentence each.
 * `localMailPublicKey`: the key of this machine's own `.dev.vars`, which no production build may carry.
 */
export function checkSettings(settings: Settings, localMailPublicKey?: string): string[] {
  const { siteUrl, mailPublicKeys, operatorContact, operatorMail, alertUrl, operatorToken } = settings;
  const wrong = settings.strange ? [sayStrange(settings.strange)] : [];
  if (!isPublicOrigin(siteUrl)) {
    wrong.push(
      'Chưa có địa chỉ thật của trang. Ghi SITE_URL vào tệp .env, ví dụ SITE_URL=https://tin.example.invalid.',
    );
  }
  wrong.push(...checkMailKeys(mailPublicKeys, localMailPublicKey));
  if (!isContact(operatorContact)) {
    wrong.push(
      'Chưa có OPERATOR_CONTACT trong tệp .env: số điện thoại hay cách cán bộ gọi được người vận hành. Một dòng, có số máy hay địa chỉ thư, không quá 80 ký tự, không có dấu < > { } & " hay \\. Có dấu # thì để cả dòng trong dấu nháy kép.',
    );
  }
  if (!isRealAddress(operatorMail)) {
    wrong.push(
      'Chưa có OPERATOR_MAIL trong tệp .env: địa chỉ thư thật, để đường dây báo cho người vận hành khi hỏng.',
    );
  }
  if (alertUrl && !isSecureAddress(alertUrl)) {
    wrong.push('ALERT_URL trong tệp .env phải là một địa chỉ https://, hoặc bỏ trống.');
  }
  if (operatorToken && !isKey(operatorToken)) {
    wrong.push(
      'OPERATOR_TOKEN trong tệp .env phải là 43 ký tự mà npm run keys -- --line đã in, hoặc bỏ trống.',
    );
  }
  return wrong;
}

const isKey = (text: string) => ED25519_KEY.test(text);

function checkMailKeys(keys: readonly string[], localKey: string | undefined): string[] {
  if (keys.length === 0) {
    return [
      'Chưa có MAIL_PUBLIC_KEY trong tệp .env: khóa công khai 43 ký tự ứng với MAIL_SIGN_KEY của Worker. Thiếu nó thì công cụ mở tin không nhận ra thư thật.',
    ];
  }
  const wrong = keys
    .filter((key) => !isKey(key) || !isPoint(key))
    .map(
      (key) =>
        `MAIL_PUBLIC_KEY trong tệp .env: “${key}” không phải khóa, hoặc bị cắt, gõ sai. Chép lại từ npm run keys -- --line; nhiều khóa thì cách nhau bằng dấu phẩy, khóa đang dùng đứng đầu.`,
    );
  if (new Set(keys).size < keys.length) wrong.push('MAIL_PUBLIC_KEY trong tệp .env: một khóa đứng hai lần.');
  if (localKey && keys.includes(localKey)) {
    wrong.push('MAIL_PUBLIC_KEY đang là khóa chạy thử trên máy này. Tạo MAIL_SIGN_KEY riêng cho bản thật.');
  }
  return wrong;
}

/** About every second typing error in a key names no point of the curve. */
function isPoint(key: string): boolean {
  try {
    ed25519.Point.fromBytes(Buffer.from(key, 'base64url')).assertValidity();
    return true;
  } catch {
    return false;
  }
}

/** An https origin with a real host name: QR codes and the officer's tool are printed with it and outlive the build. */
function isPublicOrigin(siteUrl: string): boolean {
  const url = URL.parse(siteUrl);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.pathname === '/' &&
    !url.search &&
    !url.username &&
    url.hostname.includes('.') &&
    !/(^|\.)(localhost|test|example|invalid)$|^[\d.]+$|^\[/.test(url.hostname)
  );
}

// It goes into HTML, a script and plain mails as it is. Something to call or write to: `.env` cuts an unquoted value at a #.
const isContact = (text: string) =>
  text !== LOCAL_CONTACT && /\d|@/.test(text) && /^[^\p{C}\p{Zl}\p{Zp}<>{}&"\\]{1,80}$/u.test(text);

function isSecureAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === 'https:' && url.hostname.includes('.');
}

// Names that no real mail server answers for (RFC 2606, RFC 6761).
const reserved = /[@.](test|example|invalid|localhost)$|[@.]example\.(com|net|org)$/i;

/** Whether a value is a mail address that a real server may answer for. */
export function isRealAddress(address: unknown): boolean {
  return (
    typeof address === 'string' && /^[^\s@<>",;]+@[^\s@]+\.[a-z]+$/i.test(address) && !reserved.test(address)
  );
}
