/** From a dropped file to what it holds: a mail with tips, a single tip, or a reason why it is neither. */
import PostalMime from 'postal-mime';
import { sha256 } from '@noble/hashes/sha2.js';
import { MAIL_NOTE_NAME, type MailNote } from '../../worker/contract.ts';
import { toHex } from '../envelope/bytes.ts';
import { OpenError, openTip, type OpenFault } from '../envelope/open.ts';
import type { Tip } from '../envelope/tip.ts';
import { readMailNote } from './mail-note.ts';

/** A tip that the key opened: the file it came in, the hex SHA-256 of that age file, what it says, what it carries. */
export interface OpenedTip {
  name: string;
  hash: string;
  tip: Tip;
  /** The bytes of `tip.files`, in that order. */
  files: Uint8Array[];
}

/** Why a file, or one attachment of a mail, gave nothing; words.ts says each in a sentence. */
export type IntakeFault =
  | OpenFault
  | 'key-file'
  | 'outlook-msg'
  | 'zip'
  | 'no-tips'
  | 'bad-note'
  | 'too-big'
  | 'unreadable'
  | 'failed';

/** All that one dropped file gave. Notes are verified; a fault never hides the tips beside it. */
export interface Intake {
  notes: MailNote[];
  tips: OpenedTip[];
  faults: { name: string; fault: IntakeFault }[];
}

/** The keys of whoever reads: age identities, and the line's public key (base64url). */
export interface ReaderKeys {
  identities: readonly string[];
  mailPublicKey: string;
}

interface Part {
  name: string;
  bytes: Uint8Array;
}

type Kind = 'tip' | 'key-file' | 'note' | 'mail' | 'outlook-msg' | 'zip' | 'foreign';

/** The largest mail of the line holds 4.5 MiB; a few of them forwarded in one are still below this. */
export const MAX_FILE_SIZE = 64 * 1024 * 1024;

const AGE = 'age-encryption.org/v1\n';

/** Reads one dropped file, an `.eml`, an `.age` or a `lo.json`, told apart by content. Never throws. */
export async function readDropped(name: string, bytes: Uint8Array, keys: ReaderKeys): Promise<Intake> {
  const intake: Intake = { notes: [], tips: [], faults: [] };
  for (const part of await partsOf({ name, bytes }, intake)) {
    const kind = kindOf(part.bytes);
    if (kind === 'tip') await addTip(part, keys, intake);
    else if (kind === 'note') addNote(part, keys, intake);
    else intake.faults.push({ name: part.name, fault: kind === 'mail' ? 'no-tips' : kind });
  }
  return intake;
}

/** What a file is by its first bytes; mail programs and people rename files. */
export function kindOf(bytes: Uint8Array): Kind {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  if (head.startsWith(`${AGE}-> scrypt `)) return 'key-file';
  if (head.startsWith(AGE)) return 'tip';
  if (head.startsWith('\xD0\xCF\x11\xE0')) return 'outlook-msg';
  if (head.startsWith('PK\x03\x04')) return 'zip';
  if (/^(\xEF\xBB\xBF)?\s*\{/.test(head)) return 'note';
  if (/^(\xEF\xBB\xBF)?(From |[!-9;-~]+:)/.test(head)) return 'mail';
  return 'foreign';
}

// The attachments that matter, or the file itself when it is no mail. A mail forwarded as an attachment is
// opened too; the depth is limited because a mail can hold itself many times over.
async function partsOf(file: Part, intake: Intake, depth = 0): Promise<Part[]> {
  if (kindOf(file.bytes) !== 'mail') return [file];
  if (depth > 3) return [];
  let parts: Part[];
  try {
    const mail = await PostalMime.parse(file.bytes, { forceRfc822Attachments: true });
    parts = mail.attachments.map(({ filename, content }) => ({
      name: filename ?? '',
      bytes: bytesOf(content),
    }));
  } catch {
    intake.faults.push({ name: file.name, fault: 'damaged' });
    return [];
  }
  const found: Part[] = [];
  for (const part of parts) {
    const kind = kindOf(part.bytes);
    const within = { ...part, name: `${part.name} (${file.name})` };
    if (kind === 'tip' || part.name.endsWith('.age') || part.name === MAIL_NOTE_NAME) found.push(within);
    else if (kind === 'mail')
      found.push(...(await partsOf({ ...part, name: part.name || file.name }, intake, depth + 1)));
  }
  return found.length > 0 || depth > 0 ? found : [file];
}

async function addTip(part: Part, { identities }: ReaderKeys, intake: Intake): Promise<void> {
  try {
    const opened = await openTip(part.bytes, identities);
    intake.tips.push({ name: part.name, hash: toHex(sha256(part.bytes)), ...opened });
  } catch (error) {
    intake.faults.push({ name: part.name, fault: error instanceof OpenError ? error.fault : 'damaged' });
  }
}

function addNote(part: Part, { mailPublicKey }: ReaderKeys, intake: Intake): void {
  const note = readMailNote(part.bytes, mailPublicKey);
  if (note) intake.notes.push(note);
  else intake.faults.push({ name: part.name, fault: 'bad-note' });
}

const bytesOf = (content: ArrayBuffer | Uint8Array | string) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
