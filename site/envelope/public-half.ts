/**
 * The public half of a key file, which its holder hands to the operator: written by the desk and by `npm run keys`, read
 * by `npm run inbox`. It travels as a text file, and survives what mail, Zalo and Word do to one.
 */
import { sayFingerprint } from '../text/groups.ts';
import { toHex } from './bytes.ts';
import { keyFingerprint } from './keys.ts';

/**
 * What the operator gets of a key file; it opens nothing. `inbox` is the id under which the file was made. Whether it is
 * a unit's or its oversight's half is not in it: the key of a province is both.
 */
export interface PublicHalf {
  inbox: string;
  recipient: string;
  replyKey: string;
}

/**
 * Why a file gives no public half: it is the secret file itself, a document of a word processor, something else, or a
 * half that was cut short or changed on its way.
 */
export type HalfFault = 'key-file' | 'document' | 'foreign' | 'cut-short' | 'changed';

/** Names both keys of a half, 16 hex digits. Its holder and the operator compare it, as `sayFingerprint` shows it. */
export function fingerprintOfHalf({ recipient, replyKey }: Omit<PublicHalf, 'inbox'>): string {
  return keyFingerprint(`${recipient}\n${replyKey}`);
}

/** The name of the file that carries the half of an inbox. */
export const halfFileName = (inbox: string) => `nua-cong-khai-${inbox}.txt`;

/** The file. The words in brackets are what it is read by: they outlive an encoding that loses Vietnamese letters. */
export function writePublicHalf(half: PublicHalf): string {
  return [
    'Nửa công khai của một khóa mở tin. Không mở được tin nào. Đưa nguyên tệp này cho người vận hành.',
    '',
    `Hộp thư (inbox): ${half.inbox}`,
    `Khóa nhận tin (recipient): ${half.recipient}`,
    `Khóa ký trả lời (replyKey): ${half.replyKey}`,
    `Vân tay (fingerprint): ${sayFingerprint(fingerprintOfHalf(half))}`,
    '',
  ].join('\n');
}

/**
 * Reads the bytes of such a file forgivingly: any Unicode encoding, line wraps, quotes, marks of a quoted mail. The
 * fingerprint in it then decides whether both keys came through whole.
 */
export function readPublicHalf(bytes: Uint8Array): PublicHalf | { fault: HalfFault } {
  const text = decode(bytes);
  if (text.startsWith('age-encryption.org/') || text.includes('AGE-SECRET-KEY')) return { fault: 'key-file' };
  if (DOCUMENTS.some((head) => toHex(bytes.subarray(0, head.length / 2)) === head))
    return { fault: 'document' };
  const clean = text
    .normalize('NFKC')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff"'`“”‘’«»]/g, '')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/^[>\s]+/gm, '\n');
  const inbox = /\(inbox\)\s*:\s*([a-z0-9-]{1,64})\s/i.exec(clean)?.[1]?.toLowerCase();
  const joined = clean.replace(/\s+/g, '');
  if (!/\(recipient\):/i.test(joined)) return { fault: 'foreign' };
  const recipient = /\(recipient\):(age1pq1[02-9ac-hj-np-z]{1952})/i.exec(joined)?.[1]?.toLowerCase();
  const replyKey = /\(replyKey\):([\w-]{43})/i.exec(joined)?.[1];
  const fingerprint = /\(fingerprint\):([0-9a-f]{16})/i.exec(joined)?.[1]?.toLowerCase();
  if (!inbox || !recipient || !replyKey || !fingerprint) return { fault: 'cut-short' };
  if (fingerprintOfHalf({ recipient, replyKey }) !== fingerprint) return { fault: 'changed' };
  return { inbox, recipient, replyKey };
}

// How a zip (.docx, .odt), an old Word document, RTF and PDF begin, in hex.
const DOCUMENTS = ['504b0304', 'd0cf11e0', '7b5c7274', '25504446'];

// Notepad calls UTF-16 "Unicode".
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
