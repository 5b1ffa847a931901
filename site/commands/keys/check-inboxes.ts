/** What must hold of inboxes and their keys before a build may leave this machine. Pure: no files, no environment. */
import { Encrypter } from 'age-encryption';
import { isDemoKey } from '../../envelope/demo.ts';
import { fingerprintOf, kidHexOf } from '../../envelope/keys.ts';
import { saySixDigits } from '../../text/groups.ts';
import { ED25519_KEY, readKeyRegister, type ReleasedKey } from '../../../worker/contract/key-register.ts';
import { wrongLines } from './key-register-text.ts';

/** An entry of `content/inboxes.json` as read, nothing about it trusted. */
export type InboxEntry = {
  id: string;
  place?: string;
  label?: string;
  oversight?: string;
  recipients?: string[];
  replyKey?: string;
  retired?: string[];
  closed?: boolean;
  revoked?: string[];
};

export type GuardInput = {
  inboxes: InboxEntry[];
  /** The text of `worker/kids.txt`. */
  kids: string;
  /** A production build refuses whatever would make a tip readable by strangers or unreadable by the police. */
  production: boolean;
};

/**
 * Everything that is wrong with the inboxes of a build (PROTOCOL.md, Keys), one plain Vietnamese sentence each that says
 * what to do; empty when the build may go on.
 */
export function checkInboxes({ inboxes, kids, production }: GuardInput): string[] {
  const released = readKeyRegister(kids);
  return [
    ...wrongLines(kids),
    ...repeated(released.map((line) => line.kid)).map(
      (kid) => `worker/kids.txt: khóa ${kid} đứng hai lần. Mỗi khóa chỉ thuộc một hộp thư.`,
    ),
    ...repeated(inboxes.map(({ id }) => id)).map(
      (id) => `Mã hộp thư "${id}" đứng hai lần trong content/inboxes.json.`,
    ),
    ...inboxes.flatMap((inbox) => [
      ...checkKeys(inbox),
      ...(production ? checkDemo(inbox) : []),
      ...checkReleased(inbox, released),
    ]),
    ...released.flatMap((line) => checkLine(line, inboxes)),
    ...(production ? checkDemoOversight(released) : []),
  ];
}

const isKey = (value: string | undefined) => ED25519_KEY.test(value ?? '');

function checkKeys({ id, recipients = [], oversight, replyKey }: InboxEntry): string[] {
  const wrong: string[] = [];
  if (recipients.length !== 2) {
    wrong.push(`Hộp thư "${id}" cần đúng hai khóa nhận tin: một của đơn vị, một của cấp trên.`);
  }
  recipients.forEach((recipient, at) => {
    if (!isHybridRecipient(recipient)) {
      wrong.push(
        `Hộp thư "${id}": khóa nhận tin thứ ${at + 1} sai hoặc bị cắt cụt. Đừng chép tay: dùng npm run inbox với tệp nửa công khai.`,
      );
    }
  });
  if (repeated(recipients).length > 0) {
    wrong.push(`Hộp thư "${id}": hai khóa nhận tin giống nhau. Khóa thứ hai phải là của cấp trên.`);
  }
  if (!oversight?.trim()) wrong.push(`Hộp thư "${id}" chưa ghi cấp trên nào cũng mở được tin (oversight).`);
  if (!isKey(replyKey)) {
    wrong.push(
      `Hộp thư "${id}": khóa ký trả lời (replyKey) phải là 43 ký tự. Đừng chép tay: dùng npm run inbox với tệp nửa công khai.`,
    );
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
      ? `Hộp thư "${id}": khóa nhận tin thứ ${at + 1} là khóa chạy thử, ai cũng mở được. Tạo khóa thật bằng công cụ mở tin hoặc npm run keys -- ${id}, rồi npm run inbox -- add.`
      : [],
  );
  if (isDemoKey(replyKey ?? '')) {
    wrong.push(
      `Hộp thư "${id}": khóa ký trả lời (replyKey) là khóa chạy thử, ai cũng giả được trả lời của công an. Tạo khóa thật bằng công cụ mở tin hoặc npm run keys -- ${id}, rồi npm run inbox -- add.`,
    );
  }
  return wrong;
}

function checkDemoOversight(released: ReleasedKey[]): string[] {
  return released
    .filter(({ oversightKey = '', revoked }) => !revoked && isDemoKey(oversightKey))
    .map(
      ({ kid }) =>
        `worker/kids.txt, dòng ${kid}: khóa ký của cấp trên là khóa chạy thử, ai cũng xin gửi lại tin được. Điền khóa của tệp khóa cấp trên, hoặc bỏ nó đi.`,
    );
}

function checkReleased(inbox: InboxEntry, released: ReleasedKey[]): string[] {
  const { id, recipients = [], replyKey, retired = [], closed = false, revoked = [] } = inbox;
  const wrong: string[] = [];
  const [unit, above] = recipients;
  if (unit && above) {
    const kid = kidHexOf([unit, above]);
    const line = released.find((one) => one.kid === kid);
    if (!line) {
      wrong.push(
        `Hộp thư "${id}" dùng khóa ${kid} (sáu số ${saySixDigits(fingerprintOf([unit, above]))}), không có trong worker/kids.txt. Khóa mới vào bằng npm run inbox, không sửa tay; lệnh ấy dừng giữa chừng thì chạy lại. Không phải bạn đổi thì hỏi hai người giữ khóa.`,
      );
    } else if (isKey(replyKey) && line.replyKey !== replyKey) {
      wrong.push(
        `Hộp thư "${id}" ghi khóa ký trả lời (replyKey) khác với worker/kids.txt, dòng ${kid}. Người báo sẽ thấy mọi trả lời là giả. Hai người giữ khóa so vân tay mà npm run inbox in ra với đơn vị, rồi sửa chỗ sai.`,
      );
    }
    // A closed inbox takes nothing more, and may end without a key to follow.
    if (retired.includes(kid) || (revoked.includes(kid) && !closed)) {
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

function checkLine({ kid, inbox: id, revoked }: ReleasedKey, inboxes: InboxEntry[]): string[] {
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
      `worker/kids.txt: khóa ${kid} không phải khóa đang dùng hay khóa cũ của hộp thư "${id}". Lệnh npm run inbox dừng giữa chừng thì chạy lại. Nếu đây là khóa cũ, ghi nó vào "retired" của hộp thư và để dòng này lại: điện thoại đang mở trang còn niêm phong cho nó.`,
    ];
  }
  return [];
}

function repeated(values: string[]): string[] {
  return [...new Set(values.filter((value, at) => values.indexOf(value) !== at))];
}
