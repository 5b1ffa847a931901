/** Takes a dropped file apart, container in container, within bounds: a hostile one costs seconds, never the machine. */
import { sha256 } from '@noble/hashes/sha2.js';
import { SUBJECTS } from '../../../worker/contract.ts';
import { toHex } from '../../envelope/bytes.ts';
import { partsOfCms } from './cms.ts';
import { partsOfGzip } from './gzip.ts';
import { kindOf, type Kind } from './kind.ts';
import { partsOfMail, subjectOf } from './mail.ts';
import { mailOfEmlx, mailsOfMbox } from './mbox.ts';
import { isMessage, partsOfOle } from './ole.ts';
import { textOf, type ContainerFault, type Part, type Reader, type Room } from './part.ts';
import { partsOfTar } from './tar.ts';
import { findsIn, partsOfText, partsOfUtf16 } from './text.ts';
import { partsOfTnef } from './tnef.ts';
import { partsOfZip } from './zip.ts';

/** Why something in a dropped file is not among its tips; words.ts says each in a sentence. */
export type UnpackFault =
  | ContainerFault
  | 'foreign'
  | 'unknown'
  | 'damaged'
  | 'empty'
  | 'key-file'
  | 'mail-store'
  | 'no-tips'
  | 'too-deep'
  | 'web-page';

/** What is at the end of the way: a tip, still with whatever stands behind it, a note, or what is neither. */
export type Leaf = { name: string } & (
  { is: 'tip' | 'note'; bytes: Uint8Array } | { is: 'fault'; fault: UnpackFault }
);

/**
 * All containers in each other; a mail attached to a mail attached to a mail counts one each. A mail of the line that
 * nine people forwarded, each as a zip, still fits.
 */
const MAX_DEPTH = 32;
/** Of all that is unpacked of one dropped file, layer by layer, and of one file in an archive. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_ENTRY = 64 * 1024 * 1024;
/** A mailbox of three thousand mails has ten thousand. */
const MAX_PARTS = 20_000;

const READERS: Readonly<Partial<Record<Kind, Reader>>> = {
  mail: partsOfMail,
  mbox: mailsOfMbox,
  emlx: mailOfEmlx,
  'utf-16': partsOfUtf16,
  zip: partsOfZip,
  gzip: partsOfGzip,
  tar: partsOfTar,
  tnef: partsOfTnef,
  ole: partsOfOle,
  cms: partsOfCms,
  text: partsOfText,
  foreign: findsIn,
};

/** A part on its way. */
interface Placed extends Pick<Part, 'name' | 'bytes'> {
  as: Part['as'] | 'file';
  /** The names of what it lies in, up to the dropped file. */
  within: readonly string[];
  /** The mail that it lies in, whether that holds a tip or a note, and the hash of all that it holds. */
  mail: { holds: boolean; hash: ReturnType<typeof sha256.create> } | null;
}

/** One dropped file being taken apart. */
export class Unpacking implements Room {
  /**
   * Mails that hold a tip or a note, or no other mail: one that only forwards another is not counted with it. Of each the
   * hex SHA-256 of the tips and notes in it, which a copy of it shares; of an empty one that of itself.
   */
  readonly mails: string[] = [];
  /** The line's own files by name: those that the headers of mails speak of, and those that were come upon. */
  readonly spokenOf = new Set<string>();
  readonly seen = new Set<string>();
  #bytes = MAX_BYTES;
  #parts = MAX_PARTS;
  #isFull = false;

  get left(): number {
    return Math.max(0, Math.min(MAX_ENTRY, this.#bytes));
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
  }

  /** All that is in the file, in its order. Never throws. What a bound leaves unread is named, once. */
  leavesOf(name: string, bytes: Uint8Array): Generator<Leaf> {
    return this.#visit({ name, bytes, as: 'file', within: [], mail: null }, 0);
  }

  *#visit(part: Placed, depth: number): Generator<Leaf> {
    const kind = kindOf(part.bytes);
    const read = READERS[kind];
    // Beside a file a Mac puts one of the same name that holds nothing of it.
    if (kind !== 'by-product') for (const name of namesIn(part.name)) this.seen.add(name);
    if (kind === 'tip' || kind === 'note') yield* this.#found(part, kind);
    // Text ends the way, even there.
    else if (read && depth < MAX_DEPTH + (kind === 'text' ? 1 : 0)) {
      // Of several mails together none may use up what the others need: anybody can send one of them.
      const isOneOfMany = isMailKind(kind) && part.mail === null && part.as === 'entry';
      const rest = isOneOfMany ? this.#takeShare(part.bytes.length) : null;
      yield* this.#open(part, kind, read, depth);
      if (rest) this.#giveBack(rest);
    } else yield* faultOf(part, read ? 'too-deep' : faultOfKind(kind, part));
  }

  *#found(part: Placed, is: 'tip' | 'note'): Generator<Leaf> {
    if (part.mail) {
      part.mail.holds = true;
      part.mail.hash.update(part.bytes);
    }
    const name = sayPlace(part);
    let count = 0;
    // Several may have been put one after the other; a tip is cut to its size later.
    for (const found of findsIn(part.bytes)) {
      count++;
      if ('fault' in found) yield* faultOf(part, found.fault);
      else yield { is: kindOf(found.bytes) === 'note' ? 'note' : 'tip', name, bytes: found.bytes };
    }
    if (count === 0) yield { is, name, bytes: part.bytes };
  }

  *#open(part: Placed, kind: Kind, read: Reader, depth: number): Generator<Leaf> {
    const isMail = kind === 'mail' || (kind === 'ole' && isMessage(part.bytes));
    const mail = isMail ? { holds: false, hash: sha256.create() } : part.mail;
    const mailsBefore = this.mails.length;
    let leaves = 0;
    let junk = 0;
    if (kind === 'mail')
      for (const name of namesIn(textOf(part.bytes), IN_HEADER))
        if (this.spokenOf.size < MAX_PARTS) this.spokenOf.add(name);
    try {
      for (const found of read(part.bytes, this)) {
        const place = placeOf(found.name.slice(0, MAX_NAME), part, isMail);
        if ('fault' in found) {
          leaves++;
          this.#parts -= 1;
          // Not itself too large: nothing more may be unpacked.
          if (this.#parts < 0 || (found.fault === 'too-big' && this.#bytes <= 0)) {
            yield* this.#stop(place);
            return;
          }
          yield* faultOf({ ...place, as: found.name ? 'attachment' : part.as }, found.fault);
          continue;
        }
        if (leaves === 0) junk = found.bytes.byteOffset - part.bytes.byteOffset;
        // The same text in other letters: a body stays one.
        const as = kind === 'utf-16' ? part.as : found.as;
        if (!this.#takes(found.bytes)) yield* this.#stop(place);
        else
          for (const leaf of this.#visit({ ...place, bytes: found.bytes, as, mail }, depth + 1)) {
            leaves++;
            yield leaf;
          }
        if (this.#isFull) return;
      }
    } catch {
      leaves++;
      yield* faultOf(part, 'broken');
    }
    if (mail && isMail && (mail.holds || (mailsBefore === this.mails.length && part.as !== 'body')))
      this.mails.push(toHex((mail.holds ? mail.hash : sha256.create().update(part.bytes)).digest()));
    const isUnknown = kind === 'foreign' || kind === 'text';
    const isJunk = kind === 'foreign' && junk > MAX_JUNK;
    if (isJunk || (isUnknown && leaves === 0)) yield* faultOf(part, faultOfKind(kind, part));
    // Attached to another mail it was meant to hold something, and so was one that the line sent.
    else if (leaves === 0 && isMail && ((part.mail && part.as === 'attachment') || isBatch(kind, part)))
      yield* faultOf(part, 'no-tips');
  }

  /** Leaves a mail of so many bytes its share only; what is kept back meanwhile. Null when there is too little to share. */
  #takeShare(size: number): { bytes: number; parts: number } | null {
    const bytes = Math.min(SHARE_BYTES + SHARE_TIMES * size, Math.floor(this.#bytes / 2));
    const parts = Math.min(SHARE_PARTS + Math.floor(size / 1_024), Math.floor(this.#parts / 2));
    if (parts < LEAST_PARTS) return null;
    const rest = { bytes: this.#bytes - bytes, parts: this.#parts - parts };
    [this.#bytes, this.#parts] = [bytes, parts];
    return rest;
  }

  #giveBack({ bytes, parts }: { bytes: number; parts: number }): void {
    this.#bytes = bytes + Math.max(0, this.#bytes);
    this.#parts = parts + Math.max(0, this.#parts);
    this.#isFull = false;
  }

  #takes(bytes: Uint8Array): boolean {
    this.#parts -= 1;
    this.#bytes -= bytes.length;
    return this.#parts >= 0 && this.#bytes >= 0;
  }

  *#stop(place: Pick<Placed, 'name' | 'within'>): Generator<Leaf> {
    this.#isFull = true;
    yield { is: 'fault', name: sayPlace(place), fault: 'too-much' };
  }
}

/** What one of several mails may unpack: far more than any of the line has, and with its size. */
const SHARE_BYTES = 4 * 1024 * 1024;
const SHARE_TIMES = 32;
const SHARE_PARTS = 500;
const LEAST_PARTS = 20;

const isMailKind = (kind: Kind): boolean => kind === 'mail' || kind === 'ole';

/** What mail programs put before the subject of an answer, behind what a gateway may put there. */
const REPLY = /^(\s|\[[^\]]*\]|\*+[^*]+\*+(?!\*))*(re|tl|trả lời)\s*(\[\d+\])?\s*:/i;

/** Whether a mail says that it brought tips, whatever a gateway wrote around that and took out of it. Answers bring none. */
function isBatch(kind: Kind, { bytes, as }: Placed): boolean {
  // A text that begins so only quotes the headers of what it forwards.
  const subject = kind === 'mail' && as !== 'body' ? subjectOf(bytes) : '';
  return subject.includes(SUBJECTS.batch) && !REPLY.test(subject);
}

const MAX_NAME = 300;
/** So much of a file of an unknown kind may stand in front of the tip in it without being worth a word. */
const MAX_JUNK = 4_096;

function* faultOf(part: Pick<Placed, 'name' | 'within' | 'as'>, fault: UnpackFault | null): Generator<Leaf> {
  if (fault === null) return;
  // What was dropped is no part of anything.
  const isWhole = part.as === 'file' && fault === 'other-part';
  yield { is: 'fault', name: sayPlace(part), fault: isWhole ? 'unknown' : fault };
}

/** Why a part of this kind gives nothing, or null where there is nothing to say of it: an empty line, a signature. */
function faultOfKind(kind: Kind, { name, as, mail }: Placed): UnpackFault | null {
  const isOurs = /\.(age|tin)$|^lo\.json/i.test(name);
  const isPlain = kind === 'picture' || kind === 'document' || kind === 'by-product';
  if (kind === 'key-file' || kind === 'packed' || kind === 'mail-store' || kind === 'locked-mail')
    return kind;
  if (as === 'body') return null;
  if (kind === 'empty') return 'empty';
  if (kind === 'web-page' && (as === 'file' || isOurs || /\.(eml|msg)$/i.test(name))) return 'web-page';
  if (kind === 'by-product' && mail) return null;
  if (isPlain && (as === 'file' || isOurs)) return 'foreign';
  if (kind === 'by-product' || (kind === 'picture' && as === 'attachment')) return null;
  if (isOurs) return 'damaged';
  return 'other-part';
}

/** A part without a name goes by that of what it was packed in; in a mail it has none. */
function placeOf(name: string, container: Placed, isMail: boolean): Pick<Placed, 'name' | 'within'> {
  if (name || isMail) return { name, within: [container.name, ...container.within] };
  return container;
}

/** "tin.age (Tin bao.zip, thư.eml)": the part, what it lies in, and what was dropped. */
function sayPlace({ name, within }: Pick<Placed, 'name' | 'within'>): string {
  const names = within.filter((one, at) => one !== '' && one !== within[at - 1] && one !== name);
  const places = names.length > 2 ? [names[0], '…', names[names.length - 1]] : names;
  return places.length > 0 ? `${name || 'phần không tên'} (${places.join(', ')})` : name;
}

const OUR_NAME = /()(tin-\d{6}-[0-9a-f]{8}\.(?:age|tin)|lo\.json)/gi;
const IN_HEADER = /(name\*?=[^\n]{0,20}?)(tin-\d{6}-[0-9a-f]{8}\.(?:age|tin)|lo\.json)/gi;

function* namesIn(text: string, pattern = OUR_NAME): Generator<string> {
  for (const [, , name = ''] of text.matchAll(pattern)) yield name.toLowerCase();
}
