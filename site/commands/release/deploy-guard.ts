/** What must hold of the Worker's settings before it goes to Cloudflare. Pure: no files, no network. */
import { isRealAddress } from './settings.ts';

export type DeployInput = {
  /** Every inbox of `worker/kids.txt`. */
  inboxIds: string[];
  /** `worker/addresses.json` as read, nothing about it trusted. */
  addresses: Record<string, { unit?: string; oversight?: string } | undefined>;
  /** `[vars]` of wrangler.toml. */
  vars: Record<string, unknown>;
  /** Names of the secrets that the deployed Worker has; undefined when they could not be read. */
  secretNames: string[] | undefined;
};

/** Everything that stands against a deploy, one plain Vietnamese sentence each that says what to do; empty when it may go on. */
export function checkDeploy({ inboxIds, addresses, vars, secretNames }: DeployInput): string[] {
  return [
    ...inboxIds.flatMap((id) => checkAddresses(id, addresses[id] ?? {})),
    ...checkVars(vars),
    ...checkMinutes(vars),
    ...checkQuota(vars, inboxIds.length),
    ...checkSecrets(requiredSecrets(vars), secretNames),
  ];
}

function checkAddresses(id: string, { unit, oversight }: { unit?: string; oversight?: string }): string[] {
  const wrong = Object.entries({ unit, oversight })
    .filter(([, address]) => !isRealAddress(address))
    .map(([who]) => `worker/addresses.json: hộp thư "${id}" chưa có địa chỉ thư thật ở mục ${who}.`);
  if (wrong.length === 0 && unit?.toLowerCase() === oversight?.toLowerCase()) {
    wrong.push(`worker/addresses.json: hộp thư "${id}" ghi cùng một địa chỉ cho đơn vị và cấp trên.`);
  }
  return wrong;
}

function checkVars({
  DELIVERY,
  MAIL_FROM,
  LOCAL_MAIL_DOMAIN,
  SMTP_HOST,
  SMTP_TLS,
}: Record<string, unknown>): string[] {
  const wrong: string[] = [];
  if (LOCAL_MAIL_DOMAIN) wrong.push('wrangler.toml: bỏ trống LOCAL_MAIL_DOMAIN, biến này chỉ để chạy thử.');
  if (!isRealAddress(MAIL_FROM)) wrong.push('wrangler.toml: MAIL_FROM phải là địa chỉ gửi thư thật của bạn.');
  if (DELIVERY !== 'cloudflare' && DELIVERY !== 'smtp') {
    wrong.push('wrangler.toml: DELIVERY phải là "cloudflare" hoặc "smtp".');
  }
  if (DELIVERY === 'smtp' && !SMTP_HOST) wrong.push('wrangler.toml: chưa ghi máy chủ thư SMTP_HOST.');
  if (DELIVERY === 'smtp' && SMTP_TLS !== 'starttls' && SMTP_TLS !== 'implicit') {
    wrong.push(
      'wrangler.toml: SMTP_TLS phải là "starttls" hoặc "implicit", để mật khẩu hộp thư không đi trần trên mạng.',
    );
  }
  return wrong;
}

/** What the Worker takes: a time that it cannot read would stop every inbox. */
const MINUTES: Readonly<Record<string, RegExp>> = {
  DELIVERY_WINDOW_MINUTES: /^[1-9]\d{0,3}$/,
  DELIVERY_JITTER_MINUTES: /^\d{1,4}$/,
  RETRY_MINUTES: /^[1-9]\d{0,3}$/,
};

const checkMinutes = (vars: Record<string, unknown>): string[] =>
  Object.entries(MINUTES)
    .filter(([name, form]) => name in vars && !form.test(vars[name] as string))
    .map(([name]) => `wrangler.toml: ${name} phải là số phút, chỉ gồm chữ số, ví dụ "5".`);

/** Two morning mails, and as many mails again: half a day's mails at most stay for those (worker/storage/quota.ts). */
const MAILS_AN_INBOX = 4;

function checkQuota({ MAILS_A_DAY }: Record<string, unknown>, inboxes: number): string[] {
  const least = MAILS_AN_INBOX * inboxes;
  if (!/^[1-9]\d{0,8}$/.test(String(MAILS_A_DAY)))
    return ['wrangler.toml: MAILS_A_DAY phải là số thư mà nơi gửi thư nhận trong một ngày, ví dụ "1000".'];
  return Number(MAILS_A_DAY) < least
    ? [
        `wrangler.toml: MAILS_A_DAY=${String(MAILS_A_DAY)} không đủ cho ${inboxes} hộp thư. Xin nơi gửi thư ít nhất ${least} thư một ngày.`,
      ]
    : [];
}

/**
 * What the deployed line says of its mail key, against the keys that the officer's tool is about to know; null when it
 * may go on. A line that says nothing (undefined) is not there yet, or an older release.
 */
export function faultOfMailKey(
  running: string | null | undefined,
  mailPublicKeys: readonly string[],
): string | null {
  if (!running || mailPublicKeys.includes(running)) return null;
  return `Đường dây đang chạy ký thư bằng khóa có nửa công khai ${running}, không có trong MAIL_PUBLIC_KEY của tệp .env. Đưa lên như vậy thì mọi tin thành “không rõ nguồn”. Ghi thêm khóa ấy vào MAIL_PUBLIC_KEY, hoặc hỏi ai đã đổi MAIL_SIGN_KEY.`;
}

function checkSecrets(required: string[], present: string[] | undefined): string[] {
  if (!present) {
    const puts = required.map((name) => `npx wrangler secret put ${name}`).join(', ');
    return [
      `Chưa xem được bí mật của Worker. Đăng nhập bằng npx wrangler login, rồi đặt từng bí mật: ${puts}.`,
    ];
  }
  return required
    .filter((name) => !present.includes(name))
    .map((name) => `Worker chưa có bí mật ${name}. Đặt bằng lệnh: npx wrangler secret put ${name}`);
}

function requiredSecrets({ DELIVERY }: Record<string, unknown>): string[] {
  const always = ['POW_SECRET', 'POW_KEY_SECRET', 'MAIL_SIGN_KEY', 'OPERATOR_TOKEN'];
  return DELIVERY === 'smtp' ? [...always, 'SMTP_USER', 'SMTP_PASS'] : always;
}
