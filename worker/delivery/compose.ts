/** What a mail of the line says. It tells a mail provider as little as can be: constant words and numbered files. */
import {
  MAIL_NOTE_NAME,
  mailNoteMessage,
  tipFileName,
  type MailNote,
  type SignedMailNote,
} from '../contract.ts';
import type { Mail } from './deliver.ts';

export interface MailedTip {
  seq: number;
  hash: string;
  age: Uint8Array;
}

const SUBJECT = 'Tin báo - lô mới';

const BATCH_TEXT = `Có tin báo mới trong các tệp đính kèm. Tin đã niêm phong, chỉ khóa của đơn vị mở được.

1. Tải thư này (hoặc các tệp đính kèm) về máy.
2. Mở công cụ mo-tin.html, chọn tệp khóa, nhập mật khẩu.
3. Thả thư vào công cụ để đọc, rồi bấm "Báo đã mở".

Không chuyển tiếp thư này. Không trả lời thư này: không có ai đọc.
`;

const heartbeatText = (last: number) => `Đường dây tin báo đang hoạt động. Số tin cuối cùng là ${last}.

Thư này đến mỗi sáng, có tin hay không. Sáng nào đến 8 giờ chưa thấy thư, hãy gọi người vận hành.
`;

/** To the level above, which gets no morning mail: only where nothing else tells whether its mailbox takes any. */
const PROBE_TEXT = 'Thư kiểm tra: đường dây tin báo đang hoạt động. Không phải làm gì.\n';

/** A batch or heartbeat mail with its signed `lo.json`. `signKey` is an Ed25519 private key. */
export async function composeMail(
  to: string,
  note: MailNote,
  tips: readonly MailedTip[],
  signKey: CryptoKey,
): Promise<Mail> {
  const text = JSON.stringify(note);
  const signature = await crypto.subtle.sign('Ed25519', signKey, mailNoteMessage(text));
  const signed: SignedMailNote = { note: text, sig: base64url(new Uint8Array(signature)) };
  return {
    to,
    subject: SUBJECT,
    text: note.kind === 'batch' ? BATCH_TEXT : note.to === 'unit' ? heartbeatText(note.last) : PROBE_TEXT,
    attachments: [
      ...tips.map(({ seq, hash, age }) => ({
        name: tipFileName(seq, hash),
        type: 'application/octet-stream',
        bytes: age,
      })),
      {
        name: MAIL_NOTE_NAME,
        type: 'application/json',
        bytes: new TextEncoder().encode(JSON.stringify(signed)),
      },
    ],
  };
}

/**
 * The signing key from its secret: a 32-byte Ed25519 seed in base64url.
 * @throws Error when the secret is missing or malformed.
 */
export async function importSignKey(seed: string): Promise<CryptoKey> {
  const raw = Buffer.from(seed, 'base64url');
  if (raw.length !== 32) throw new Error('MAIL_SIGN_KEY must be 32 bytes in base64url');
  // PKCS #8 (RFC 8410, section 7): a fixed head, then the seed.
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw]);
  return crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
