/** What a mail of the line says. It tells a mail provider as little as can be: constant words and numbered files. */
import { type Audience } from '../contract/audience.ts';
import {
  MANIFEST_NAME,
  manifestMessage,
  SUBJECTS,
  tipFileName,
  type Manifest,
  type NumberedInbox,
  type SignedManifest,
} from '../contract/manifest.ts';
import type { Mail } from './mail.ts';
import type { MailedFile } from './mailed-file.ts';

/** A tip under its number. */
export interface NumberedFile extends MailedFile {
  seq: number;
}

const howToOpen = (contact: string) => `1. Tải thư này (hoặc các tệp đính kèm) về máy.
2. Mở công cụ mo-tin.html, chọn tệp khóa, nhập mật khẩu.
3. Thả thư vào công cụ, đọc từng tin, rồi bấm "Báo đã mở".

Không mở được thì gọi ${operator(contact)}.

Không chuyển tiếp thư này. Không trả lời thư này: không có ai đọc.
`;
const BATCH_TEXTS: Readonly<Record<Audience, string>> = {
  unit: `Có tin báo mới trong các tệp đính kèm. Tin đã niêm phong, chỉ khóa của đơn vị mở được.`,
  oversight: `Tin báo gửi cấp trên, trong các tệp đính kèm: tin mà đơn vị bên dưới chưa mở sau bảy ngày, tin mà hộp thư của họ không nhận, và tin được rút ngẫu nhiên. Tin đã niêm phong, chỉ khóa của cấp trên và của đơn vị mở được.`,
};

const heartbeatText = (
  inboxes: readonly NumberedInbox[],
  contact: string,
) => `Đường dây tin báo đang hoạt động.

${inboxes
  .map(
    ({ inbox, to, last }) =>
      `Hộp thư ${inbox}${to === 'oversight' ? ', bản gửi cấp trên' : ''}: số tin cuối cùng là ${last}.`,
  )
  .join('\n')}

Thư này đến mỗi sáng, có tin hay không. Sáng nào đến 8 giờ chưa thấy thư, hãy gọi ${operator(contact)}.
`;

/** Whom officers are to call; `contact` is how, empty where nobody said. */
const operator = (contact: string) => (contact ? `người vận hành: ${contact}` : 'người vận hành');

/**
 * A batch or heartbeat mail with its signed `lo.json`. `signKey` is an Ed25519 private key, `contact` how officers reach
 * the operator (`OPERATOR_CONTACT`).
 */
export async function composeMail(
  to: string,
  manifest: Manifest,
  files: readonly NumberedFile[],
  signKey: CryptoKey,
  contact: string,
): Promise<Mail> {
  const text = JSON.stringify(manifest);
  const signature = await crypto.subtle.sign('Ed25519', signKey, manifestMessage(text));
  const signed: SignedManifest = { note: text, sig: base64url(new Uint8Array(signature)) };
  return {
    to,
    subject: SUBJECTS[manifest.kind],
    text:
      manifest.kind === 'batch'
        ? `${BATCH_TEXTS[manifest.to]}\n\n${howToOpen(contact)}`
        : heartbeatText(manifest.inboxes, contact),
    attachments: [
      ...files.map(({ seq, hash, bytes }) => ({
        name: tipFileName(seq, hash),
        type: 'application/octet-stream',
        bytes,
      })),
      {
        name: MANIFEST_NAME,
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
export const importSignKey = (seed: string): Promise<CryptoKey> => importSeed(seed, false);

/** The key that checks its signatures, base64url. @throws Error as `importSignKey`. */
export async function publicKeyOf(seed: string): Promise<string> {
  const { x = '' } = (await crypto.subtle.exportKey('jwk', await importSeed(seed, true))) as JsonWebKey;
  return x;
}

async function importSeed(seed: string, isExtractable: boolean): Promise<CryptoKey> {
  const raw = Buffer.from(seed, 'base64url');
  if (raw.length !== 32) throw new Error('MAIL_SIGN_KEY must be 32 bytes in base64url');
  // PKCS #8 (RFC 8410, section 7): a fixed head, then the seed.
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), raw]);
  return crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', isExtractable, ['sign']);
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
