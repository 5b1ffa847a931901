/** From a dropped file to what it holds: a mail with tips, a single tip, or a reason why it is neither. */
import PostalMime from 'postal-mime';
import { sha256 } from '@noble/hashes/sha2.js';
import type { MailNote } from '../../worker/contract.ts';
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
  | 'other-part'
  | 'too-deep'
  | 'not-taken-out'
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
  /** As in the mail, with that mail's name behind it in brackets. */
  name: string;
  bytes: Uint8Array;
  /** To a mail. */
  isAttached?: boolean;
  /** Why it was not looked into, where that is known. */
  fault?: IntakeFault;
}

type Kind = 'tip' | 'key-file' | 'note' | 'mail' | 'outlook-msg' | 'zip' | 'picture' | 'foreign';

const AGE = 'age-encryption.org/v1\n';

/**
 * Reads one dropped file, an `.eml`, an mbox, an `.age` or a `lo.json`, told apart by content. Whatever of it is not
 * read is among the faults. Never throws.
 */
export async function readDropped(name: string, bytes: Uint8Array, keys: ReaderKeys): Promise<Intake> {
  const intake: Intake = { notes: [], tips: [], faults: [] };
  for (const part of await partsOf({ name, bytes })) {
    const kind = kindOf(part.bytes);
    if (kind === 'tip') await addTip(part, keys, intake);
    else if (kind === 'note') addNote(part, keys, intake);
    else intake.faults.push({ name: part.name, fault: faultOf(kind, part) });
  }
  return intake;
}

function faultOf(kind: Exclude<Kind, 'tip' | 'note'>, { fault, isAttached, name }: Part): IntakeFault {
  if (fault) return fault;
  if (kind === 'mail') return 'no-tips';
  if (kind !== 'foreign' && kind !== 'picture') return kind;
  return isAttached && !isNamedTip(name) ? 'other-part' : 'foreign';
}

/** How a zip, rar, 7z and gzip begin; a JPEG, PNG and GIF. */
const PACKED = ['PK\x03\x04', 'Rar!', '7z\xBC\xAF', '\x1F\x8B'];
const PICTURES = ['\xFF\xD8\xFF', '\x89PNG', 'GIF8'];

/** What a file is by its first bytes; mail programs and people rename files. */
export function kindOf(bytes: Uint8Array): Kind {
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  if (head.startsWith(`${AGE}-> scrypt `)) return 'key-file';
  if (head.startsWith(AGE)) return 'tip';
  if (head.startsWith('\xD0\xCF\x11\xE0')) return 'outlook-msg';
  if (PACKED.some((start) => head.startsWith(start))) return 'zip';
  if (PICTURES.some((start) => head.startsWith(start))) return 'picture';
  if (/^(\xEF\xBB\xBF)?\s*\{/.test(head)) return 'note';
  if (/^(\xEF\xBB\xBF)?(From |[!-9;-~]+:)/.test(head)) return 'mail';
  return 'foreign';
}

/** Mails forwarded in mails; each layer is smaller than the one around it, so that this bounds the work too. */
const MAX_DEPTH = 9;

// The attachments, or the file itself when it is no mail. A mail forwarded as an attachment is opened too. Pictures are
// left out, the signature of whoever forwards: everything else is either read or named.
async function partsOf(file: Part, depth = 0): Promise<Part[]> {
  if (kindOf(file.bytes) !== 'mail') return [file];
  if (depth > MAX_DEPTH) return [{ ...file, fault: 'too-deep' }];
  const found: Part[] = [];
  for (const mail of mailsIn(file.bytes)) {
    try {
      const { attachments } = await PostalMime.parse(mail, { forceRfc822Attachments: true });
      for (const { filename, content } of attachments) {
        const bytes = bytesOf(content);
        const kind = kindOf(bytes);
        const name = kind === 'mail' ? filename || file.name : `${filename ?? ''} (${file.name})`;
        if (kind !== 'picture' || isNamedTip(name))
          found.push(...(await partsOf({ name, bytes, isAttached: true }, depth + 1)));
      }
    } catch {
      found.push({ ...file, fault: 'damaged' });
    }
  }
  const missing = namesIn(file.bytes).filter((name) => !found.some((part) => part.name.startsWith(name)));
  found.push(
    ...missing.map((name): Part => ({ ...file, name: `${name} (${file.name})`, fault: 'not-taken-out' })),
  );
  return found.length > 0 ? found : [file];
}

const isNamedTip = (name: string) => /\.age( \(|$)/.test(name);

/** One letter a byte, so that places in the text are places in the file. */
const textOf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

/** The mails of an mbox (RFC 4155), which Thunderbird makes of several saved at once; of any other file, itself. */
function mailsIn(bytes: Uint8Array): Uint8Array[] {
  if (!/^(\xEF\xBB\xBF)?From /.test(String.fromCharCode(...bytes.subarray(0, 8)))) return [bytes];
  // With a header behind it: a line of a mail's own text may begin so, too.
  const starts = [...textOf(bytes).matchAll(/(?:^|\n)(?:\xEF\xBB\xBF)?From [^\n]*\n(?=>?[!-9;-~]+:)/g)].map(
    ({ 0: { length }, index }) => index + length,
  );
  return starts.length > 0 ? starts.map((start, at) => bytes.subarray(start, starts[at + 1])) : [bytes];
}

/** The names of the line's own files in the headers of a mail, whatever a reader of mails makes of it. */
function namesIn(bytes: Uint8Array): string[] {
  const names = textOf(bytes).matchAll(/name\*?=[^\n]{0,20}?(tin-\d{6}-[0-9a-f]{8}\.age|lo\.json)/gi);
  return [...new Set([...names].map(([, name = '']) => name))];
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
