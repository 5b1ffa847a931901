/** What must hold of inboxes, keys and addresses before a build may leave this machine. Pure: no files, no environment. */
import { Encrypter } from 'age-encryption';
import { isDemoKey } from '../envelope/demo.ts';
import { kidHexOf } from '../envelope/keys.ts';

/** An entry of `content/inboxes.json` as read, nothing about it trusted. */
export type InboxEntry = {
  id: string;
  oversight?: string;
  recipients?: string[];
  replyKey?: string;
  retired?: string[];
  revoked?: string[];
};

/** One line of `worker/kids.txt`. */
type ReleasedKid = {
  kid: string;
  inbox: string;
  replyKey: string;
  oversightKey: string | undefined;
  revoked: boolean;
};

export type GuardInput = {
  inboxes: InboxEntry[];
  /** The text of `worker/kids.txt`. */
  kids: string;
  /** A production build refuses whatever would make a tip readable by strangers or unreadable by the police. */
  production: boolean;
  siteUrl: string | undefined;
  mailPublicKey: string | undefined;
  /** The public key of this machine's own `.dev.vars`, which no production build may carry. */
  localMailPublicKey?: string | undefined;
};

/**
 * Everything that is wrong with the inboxes and the settings of a build (PROTOCOL.md, Keys), one plain Vietnamese
 * sentence each that says what to do; empty when the build may go on.
 */
export function checkInboxes(input: GuardInput): string[] {
  const { inboxes, production } = input;
  const { released, wrong } = readKids(input.kids);
  return [
    ...wrong,
    ...repeated(inboxes.map(({ id }) => id)).map(
      (id) => `Mã hộp thư "${id}" đứng hai lần trong content/inboxes.json.`,
    ),
    ...inboxes.flatMap((inbox) => [
      ...checkKeys(inbox),
      ...(production ? checkDemo(inbox) : []),
      ...checkReleased(inbox, released),
    ]),
    ...released.flatMap((line) => checkLine(line, inboxes)),
    ...(production ? [...checkDemoOversight(released), ...checkSettings(input)] : []),
  ];
}

const isKey = (value: string | undefined) => /^[A-Za-z0-9_-]{43}$/.test(value ?? '');

function checkKeys({ id, recipients = [], oversight, replyKey }: InboxEntry): string[] {
  const wrong: string[] = [];
  if (recipients.length !== 2) {
    wrong.push(`Hộp thư "${id}" cần đúng hai khóa nhận tin: một của đơn vị, một của cấp trên.`);
  }
  recipients.forEach((recipient, at) => {
    if (!isHybridRecipient(recipient)) {
      wrong.push(
        `Hộp thư "${id}": khóa nhận tin thứ ${at + 1} sai hoặc bị cắt cụt. Chép lại nguyên dòng age1pq1... mà npm run keys đã in.`,
      );
    }
  });
  if (repeated(recipients).length > 0) {
    wrong.push(`Hộp thư "${id}": hai khóa nhận tin giống nhau. Khóa thứ hai phải là của cấp trên.`);
  }
  if (!oversight?.trim()) wrong.push(`Hộp thư "${id}" chưa ghi cấp trên nào cũng mở được tin (oversight).`);
  if (!isKey(replyKey)) {
    wrong.push(`Hộp thư "${id}": khóa ký trả lời (replyKey) phải là 43 ký tự mà npm run keys đã in.`);
  }
  return wrong;
}

/** Two X25519 recipients would seal too, without the protection against later quantum computers; a typo would seal nothing. */
function isHybridRecipient(recipient: string): boolean {
  try {
    new Encrypter().addRecipient(recipient);
    return recipient.startsWith('age1pq1');
  } catch {
    return false;
  }
}

function checkDemo({ id, recipients = [], replyKey }: InboxEntry): string[] {
  const wrong = recipients.flatMap((recipient, at) =>
    isDemoKey(recipient)
      ? `Hộp thư "${id}": khóa nhận tin thứ ${at + 1} là khóa chạy thử, ai cũng mở được. Tạo khóa thật bằng npm run keys -- ${id}.`
      : [],
  );
  if (isDemoKey(replyKey ?? '')) {
    wrong.push(
      `Hộp thư "${id}": khóa ký trả lời (replyKey) là khóa chạy thử, ai cũng giả được trả lời của công an. Điền khóa mà npm run keys -- ${id} đã in.`,
    );
  }
  return wrong;
}

function checkDemoOversight(released: ReleasedKid[]): string[] {
  return released
    .filter(({ oversightKey = '', revoked }) => !revoked && isDemoKey(oversightKey))
    .map(
      ({ kid }) =>
        `worker/kids.txt, dòng ${kid}: khóa ký của cấp trên là khóa chạy thử, ai cũng xin gửi lại tin được. Điền khóa của tệp khóa cấp trên, hoặc bỏ nó đi.`,
    );
}

function checkReleased(inbox: InboxEntry, released: ReleasedKid[]): string[] {
  const { id, recipients = [], replyKey, retired = [], revoked = [] } = inbox;
  const wrong: string[] = [];
  const [unit, above] = recipients;
  if (unit && above) {
    const kid = kidHexOf([unit, above]);
    const line = released.find((one) => one.kid === kid);
    if (!line) {
      wrong.push(
        `Hộp thư "${id}" dùng khóa chưa được cho phép. Hai người giữ khóa so sáu số với đơn vị, rồi thêm dòng "${kid} ${id} ${replyKey ?? '<replyKey>'}" vào worker/kids.txt.`,
      );
    } else if (isKey(replyKey) && line.replyKey !== replyKey) {
      wrong.push(
        `Hộp thư "${id}" ghi khóa ký trả lời (replyKey) khác với worker/kids.txt, dòng ${kid}. Người báo sẽ thấy mọi trả lời là giả. Hai người giữ khóa hỏi lại đơn vị, rồi sửa chỗ sai.`,
      );
    }
    if (retired.includes(kid) || revoked.includes(kid)) {
      wrong.push(`Hộp thư "${id}" còn dùng khóa ${kid} mà chính nó ghi là đã thôi dùng hoặc đã hủy.`);
    }
  }
  for (const kid of [...retired, ...revoked]) {
    if (!released.some((line) => line.kid === kid)) {
      wrong.push(`Hộp thư "${id}": khóa cũ ${kid} không có trong worker/kids.txt.`);
    }
  }
  return wrong;
}

function checkLine({ kid, inbox: id, revoked }: ReleasedKid, inboxes: InboxEntry[]): string[] {
  const inbox = inboxes.find((entry) => entry.id === id);
  if (!inbox) return [`worker/kids.txt: khóa ${kid} ghi cho hộp thư "${id}", nhưng không có hộp thư này.`];
  const [unit, above] = inbox.recipients ?? [];
  const current = unit && above ? kidHexOf([unit, above]) : undefined;
  const listedRevoked = inbox.revoked?.includes(kid) ?? false;
  if (revoked && !listedRevoked) {
    return [
      `worker/kids.txt ghi khóa ${kid} đã hủy (revoked), nhưng hộp thư "${id}" không ghi nó vào revoked.`,
    ];
  }
  if (!revoked && listedRevoked) {
    return [
      `Hộp thư "${id}" ghi khóa ${kid} đã hủy; thêm chữ revoked vào dòng của nó trong worker/kids.txt.`,
    ];
  }
  if (!revoked && kid !== current && !inbox.retired?.includes(kid)) {
    return [
      `worker/kids.txt: khóa ${kid} không phải khóa đang dùng hay khóa cũ của hộp thư "${id}". Bỏ dòng này đi.`,
    ];
  }
  return [];
}

function checkSettings({ siteUrl, mailPublicKey, localMailPublicKey }: GuardInput): string[] {
  const wrong: string[] = [];
  if (!isPublicOrigin(siteUrl)) {
    wrong.push(
      'Chưa có địa chỉ thật của trang. Đặt SITE_URL, ví dụ SITE_URL=https://ten-mien.gov.vn npm run build.',
    );
  }
  if (!isKey(mailPublicKey)) {
    wrong.push(
      'Chưa có MAIL_PUBLIC_KEY: khóa công khai 43 ký tự ứng với MAIL_SIGN_KEY của Worker. Thiếu nó thì công cụ mở tin không nhận ra thư thật.',
    );
  } else if (mailPublicKey === localMailPublicKey) {
    wrong.push('MAIL_PUBLIC_KEY đang là khóa chạy thử trên máy này. Tạo MAIL_SIGN_KEY riêng cho bản thật.');
  }
  return wrong;
}

/** An https origin with a real host name: QR codes and the officer's tool are printed with it and outlive the build. */
function isPublicOrigin(siteUrl: string | undefined): boolean {
  const url = URL.parse(siteUrl ?? '');
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.pathname === '/' &&
    !url.search &&
    !url.username &&
    !/(^|\.)(localhost|test|example|invalid)$|^[\d.]+$|^\[/.test(url.hostname)
  );
}

const LINE =
  /^([0-9a-f]{16})\s+([a-z0-9-]{1,64})\s+([A-Za-z0-9_-]{43})(?:\s+([A-Za-z0-9_-]{43}))?(\s+revoked)?$/;

function readKids(text: string): { released: ReleasedKid[]; wrong: string[] } {
  const released: ReleasedKid[] = [];
  const wrong: string[] = [];
  text.split('\n').forEach((raw, at) => {
    const line = raw.replace(/#.*/, '').trim();
    if (!line) return;
    const [, kid, inbox, replyKey, oversightKey, revoked] = LINE.exec(line) ?? [];
    if (kid && inbox && replyKey)
      released.push({ kid, inbox, replyKey, oversightKey, revoked: revoked !== undefined });
    else
      wrong.push(
        `worker/kids.txt dòng ${at + 1} sai. Mỗi dòng là: 16 chữ số khóa, mã hộp thư, khóa ký trả lời, khóa ký của cấp trên nếu có, và revoked nếu đã hủy.`,
      );
  });
  const twice = repeated(released.map(({ kid }) => kid));
  wrong.push(
    ...twice.map((kid) => `worker/kids.txt: khóa ${kid} đứng hai lần. Mỗi khóa chỉ thuộc một hộp thư.`),
  );
  return { released, wrong };
}

function repeated(values: string[]): string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}
