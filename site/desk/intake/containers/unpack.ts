/** Takes a dropped file apart, container in container, within bounds: a hostile one costs seconds, never the machine. */
import { sha256 } from '@noble/hashes/sha2.js';
import { SUBJECTS } from '../../../../worker/contract/manifest.ts';
import { toHex } from '../../../envelope/bytes.ts';
import { partsOfCms } from './cms.ts';
import { partsOfGzip } from './gzip.ts';
import { containerKindOf, type Kind } from './kind.ts';
import { partsOfMail, subjectOf } from './mail.ts';
import { mailOfEmlx, mailsOfMbox } from './mbox.ts';
import { isMessage, partsOfOle } from './ole.ts';
import { textOf, type ContainerFault, type Part, type ContainerReader, type Room } from './part.ts';
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

/** What is at the end of the way: a tip, still with whatever stands behind it, a manifest, or what is neither. */
export type Leaf = { name: string } & (
  { is: 'tip' | 'manifest'; bytes: Uint8Array } | { is: 'fault'; fault: UnpackFault }
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
/** A file that takes longer is made to: the largest mails of the line take seconds. Other files wait behind it. */
const MAX_MS = 60_000;

const READERS: Readonly<Partial<Record<Kind, ContainerReader>>> = {
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
  /** How many bytes of its container it takes up, and how many are left behind it. */
  size: number;
  behind: number;
  as: Part['as'] | 'file';
  /** The names of what it lies in, up to the dropped file. */
  within: readonly string[];
  /** The mail that it lies in, whether that holds a tip or a manifest, and the hash of all that it holds. */
  mail: { holds: boolean; hash: ReturnType<typeof sha256.create> } | null;
}

/** One dropped file being taken apart. */
export class Unpacking implements Room {
  /**
   * Mails that hold a tip or a manifest, or no other mail: one that only forwards another is not counted with it. Of each the
   * hex SHA-256 of the tips and manifests in it, which a copy of it shares; of an empty one that of itself.
   */
  readonly mails: string[] = [];
  /** The line's own files by name: those that the headers of mails speak of, and those that were come upon. */
  readonly spokenOf = new Set<string>();
  readonly seen = new Set<string>();
  #bytes = MAX_BYTES;
  #parts = MAX_PARTS;
  #end: number;
  #isFull = false;
  readonly #clock: () => number;

  /** `clock`: in milliseconds. What is done with a leaf before the next is asked for counts too. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
    this.#end = clock() + MAX_MS;
  }

  get left(): number {
    return Math.max(0, Math.min(MAX_ENTRY, this.#bytes));
  }

  spend(bytes: number): void {
    this.#bytes -= bytes;
  }

  step(parts = 0): void {
    this.#parts -= parts;
    if (this.#isSpent()) throw new RangeError('nothing is left');
  }

  /** All that is in the file, in its order. Never throws. What a bound leaves unread is named, once. */
  leavesOf(name: string, bytes: Uint8Array): Generator<Leaf> {
    return this.#visit({ name, bytes, size: bytes.length, behind: 0, as: 'file', within: [], mail: null }, 0);
  }

  *#visit(part: Placed, depth: number): Generator<Leaf> {
    const kind = containerKindOf(part.bytes);
    const read = READERS[kind];
    // Beside a file a Mac puts one of the same name that holds nothing of it.
    if (kind !== 'by-product') for (const name of namesIn(part.name)) this.seen.add(name);
    if (kind === 'tip' || kind === 'manifest') yield* this.#found(part, kind);
    // Text ends the way, even there.
    else if (read && depth < MAX_DEPTH + (kind === 'text' ? 1 : 0)) {
      // Of several mails together none may use up what the others need: anybody can send one of them.
      const kept = kind === 'mail' || kind === 'ole' ? this.#keepBack(part) : null;
      yield* this.#open(part, kind, read, depth);
      if (kept) this.#giveBack(kept);
    } else yield* faultOf(part, read ? 'too-deep' : faultOfKind(kind, part));
  }

  *#found(part: Placed, is: 'tip' | 'manifest'): Generator<Leaf> {
    if (part.mail) {
      part.mail.holds = true;
      part.mail.hash.update(part.bytes);
    }
    const name = sayPlace(part);
    let count = 0;
    // Several may have been put one after the other; a tip is cut to its size later.
    for (const found of findsIn(part.bytes)) {
      // To open one takes time.
      if (count++ > 0 && this.#isSpent()) {
        yield* this.#stop(part);
        return;
      }
      if ('fault' in found) yield* faultOf(part, found.fault);
      else
        yield {
          is: containerKindOf(found.bytes) === 'manifest' ? 'manifest' : 'tip',
          name,
          bytes: found.bytes,
        };
    }
    if (count === 0) yield { is, name, bytes: part.bytes };
  }

  *#open(part: Placed, kind: Kind, read: ContainerReader, depth: number): Generator<Leaf> {
    const isMail = kind === 'mail' || (kind === 'ole' && isMessage(part.bytes));
    const mail = isMail ? { holds: false, hash: sha256.create() } : part.mail;
    const mailsBefore = this.mails.length;
    let leaves = 0;
    let junk = 0;
    let behind = part.bytes.length;
    if (kind === 'mail')
      for (const name of namesIn(textOf(part.bytes), IN_HEADER))
        if (this.spokenOf.size < MAX_PARTS) this.spokenOf.add(name);
    try {
      for (const found of read(part.bytes, this)) {
        const place = placeOf(found.name.slice(0, MAX_NAME), part, isMail);
        if ('fault' in found) {
          leaves++;
          // Not itself too large: nothing more may be unpacked.
          if (!this.#takes(0) || (found.fault === 'too-big' && this.#bytes <= 0)) {
            yield* this.#stop(place);
            return;
          }
          yield* faultOf({ ...place, as: found.name ? 'attachment' : part.as }, found.fault);
          continue;
        }
        if (leaves === 0) junk = found.bytes.byteOffset - part.bytes.byteOffset;
        const size = found.size ?? found.bytes.length;
        behind = Math.max(0, behind - size);
        // The same text in other letters: a body stays one.
        const as = kind === 'utf-16' ? part.as : found.as;
        const inner = { ...place, bytes: found.bytes, size, behind, as, mail };
        if (!this.#takes(found.bytes.length)) yield* this.#stop(place);
        else
          for (const leaf of this.#visit(inner, depth + 1)) {
            leaves++;
            yield leaf;
          }
        if (this.#isFull) return;
      }
    } catch {
      leaves++;
      if (this.#isSpent()) {
        yield* this.#stop(part);
        return;
      }
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

  /** What is kept from a mail for what stands behind it in the same container; null when there is too little to share. */
  #keepBack(part: Placed): Kept | null {
    const parts = keptOf(this.#parts, part, SHARE.parts);
    if (this.#parts - parts < SHARE.parts.least) return null;
    const kept = { parts, bytes: keptOf(this.#bytes, part, SHARE.bytes), end: this.#end };
    this.#parts -= kept.parts;
    this.#bytes -= kept.bytes;
    this.#end -= keptOf(this.#end - this.#clock(), part, SHARE.ms);
    return kept;
  }

  #giveBack({ parts, bytes, end }: Kept): void {
    this.#parts = parts + Math.max(0, this.#parts);
    this.#bytes = bytes + Math.max(0, this.#bytes);
    this.#end = end;
    this.#isFull = false;
  }

  #takes(bytes: number): boolean {
    this.#parts -= 1;
    this.#bytes -= bytes;
    return !this.#isSpent();
  }

  #isSpent(): boolean {
    return this.#parts < 0 || this.#bytes < 0 || this.#clock() > this.#end;
  }

  *#stop(place: Pick<Placed, 'name' | 'within'>): Generator<Leaf> {
    this.#isFull = true;
    yield { is: 'fault', name: sayPlace(place), fault: 'too-much' };
  }
}

interface Kept {
  parts: number;
  bytes: number;
  end: number;
}

/**
 * What one of several mails may need, for itself and for each byte of it: far more than any of the line does. The time
 * is that of a computer twenty times slower than one of today.
 */
const SHARE = {
  parts: { least: 20, most: 500, each: 1 / 1_024 },
  bytes: { least: 65_536, most: 4 * 1024 * 1024, each: 32 },
  ms: { least: 500, most: 2_000, each: 1 / 50 },
};
/** A mail of fewer bytes needs less in proportion; still less what stands behind it: the headers of who forwards it. */
const [SMALL, SMALL_BEHIND] = [4_096, 65_536];

/**
 * How much of what is left a mail must leave. In a mailbox or an archive, and before something larger, there may be many:
 * each gets what it may need, and half of all at most. One that is most of another mail, as who only forwards makes it,
 * leaves what those behind it may need, and half of all at most.
 */
function keptOf(left: number, part: Placed, { least, most, each }: (typeof SHARE)['ms']): number {
  const needOf = (bytes: number, small: number) => most * Math.min(1, bytes / small) + each * bytes;
  const { size, behind, as, mail } = part;
  const isOneOfMany = (as === 'entry' && mail === null) || size < behind;
  return Math.floor(
    isOneOfMany
      ? Math.max(left - Math.max(least, needOf(size, SMALL)), left / 2)
      : Math.min(needOf(behind, SMALL_BEHIND), left / 2),
  );
}

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
