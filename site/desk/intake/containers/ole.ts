/** Outlook's `.msg` (MS-OXMSG) in its compound file (MS-CFB): attachments, and the mails attached to it. */
import { viewOf, type Flaw, type Part } from './part.ts';

const END = 0xfffffffe;
const NONE = 0xffffffff;
const ENTRY = 128;
const [STORAGE, STREAM, ROOT] = [1, 2, 5];

/** Every message has it, and nothing else. */
const MESSAGE = '__properties_version1.0';

/** Of what is read whole only to be looked at: names. */
const MAX_NAME_SIZE = 4_096;

interface Entry {
  name: string;
  type: number;
  left: number;
  right: number;
  child: number;
  start: number;
  size: number;
}

/** Whether a compound file is a message of Outlook; those of other programs begin no otherwise. Never throws. */
export function isMessage(bytes: Uint8Array): boolean {
  try {
    return new CompoundFile(bytes).childrenOf(0).has(MESSAGE);
  } catch {
    return false;
  }
}

/** The files of an Outlook message, those of the messages in it too. Any other compound file is named and left. */
export function* partsOfOle(bytes: Uint8Array): Generator<Part | Flaw> {
  const file = new CompoundFile(bytes);
  const root = file.childrenOf(0);
  if (root.has(MESSAGE)) yield* partsOfMessage(file, root);
  else yield { name: '', fault: 'other-part' };
}

type Children = ReadonlyMap<string, number>;

function* partsOfMessage(file: CompoundFile, message: Children): Generator<Part | Flaw> {
  const body = message.get('__substg1.0_1000001F') ?? message.get('__substg1.0_1000001E');
  const text = body === undefined ? null : file.read(body);
  if (text) yield { name: '', bytes: text, as: 'body' };
  for (const [name, at] of message) {
    if (!name.startsWith('__attach_version1.0_')) continue;
    const attached = file.childrenOf(at);
    const label = nameIn(file, attached);
    const inner = file.childrenOf(attached.get('__substg1.0_3701000D'));
    const content = attached.get('__substg1.0_37010102');
    if (inner.has(MESSAGE)) yield* partsOfMessage(file, inner);
    else if (content === undefined) yield { name: label, fault: 'other-part' };
    else {
      const bytes = file.read(content);
      yield bytes ? { name: label, bytes, as: 'attachment' } : { name: label, fault: 'cut-short' };
    }
  }
}

/** The long name, the short one, the one shown; each as UTF-16 (001F) or in letters of one byte (001E). */
function nameIn(file: CompoundFile, attached: Children): string {
  for (const property of ['3707001F', '3707001E', '3704001F', '3704001E', '3001001F', '3001001E']) {
    const at = attached.get(`__substg1.0_${property}`);
    const name = at === undefined ? null : file.read(at, MAX_NAME_SIZE);
    if (name)
      return new TextDecoder(property.endsWith('F') ? 'utf-16le' : 'utf-8')
        .decode(name)
        .replace(/\0[^]*$/, '');
  }
  return '';
}

/** A file system in a file. Chains and trees that run in circles end: an entry belongs to one storage only. */
class CompoundFile {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #sectorSize: number;
  readonly #miniSize: number;
  readonly #cutoff: number;
  readonly #fat: Uint32Array;
  readonly #miniFat: Uint32Array;
  readonly #directory: Uint8Array;
  readonly #mini: Uint8Array;
  readonly #passed = new Set<number>();
  #left: number;

  /** @throws RangeError when its head or its tables are none. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    const [shift, miniShift] = [this.#view.getUint16(30, true), this.#view.getUint16(32, true)];
    if ((shift !== 9 && shift !== 12) || miniShift !== 6) throw new RangeError('sectors of an unknown size');
    this.#sectorSize = 1 << shift;
    this.#miniSize = 1 << miniShift;
    this.#cutoff = this.#view.getUint32(56, true);
    // Streams that share sectors must not make more than the file holds.
    this.#left = bytes.length * 2;
    this.#fat = numbersIn(this.#sectors(this.#fatSectors()));
    this.#miniFat = numbersIn(this.#sectors(chain(this.#view.getUint32(60, true), this.#fat)));
    this.#directory = this.#sectors(chain(this.#view.getUint32(48, true), this.#fat));
    const root = this.#entry(0);
    if (root?.type !== ROOT) throw new RangeError('no root');
    this.#mini = this.#sectors(chain(root.start, this.#fat));
  }

  /** The entries in a storage by name. To be asked once for each. */
  childrenOf(storage: number | undefined): Children {
    const found = new Map<string, number>();
    const waiting = [storage === undefined ? NONE : (this.#entry(storage)?.child ?? NONE)];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const entry = this.#passed.has(at) ? null : this.#entry(at);
      if (!entry) continue;
      this.#passed.add(at);
      if (entry.type === STORAGE || entry.type === STREAM) found.set(entry.name, at);
      waiting.push(entry.left, entry.right);
    }
    return found;
  }

  /** Null when the stream is cut short. @throws RangeError when all that was read is more than the file can hold. */
  read(stream: number, limit = Infinity): Uint8Array | null {
    const entry = this.#entry(stream);
    if (!entry || entry.type !== STREAM) return null;
    const size = Math.min(entry.size, limit);
    if (size > this.#bytes.length) return null;
    this.#left -= size;
    if (this.#left < 0) throw new RangeError('streams lie over each other');
    const isMini = entry.size < this.#cutoff;
    const data = isMini
      ? gather(this.#mini, chain(entry.start, this.#miniFat, size / this.#miniSize), this.#miniSize, 0)
      : this.#sectors(chain(entry.start, this.#fat, size / this.#sectorSize));
    return data.length < size ? null : data.subarray(0, size);
  }

  #entry(at: number): Entry | null {
    const start = at * ENTRY;
    if (at >= NONE || start + ENTRY > this.#directory.length) return null;
    const view = viewOf(this.#directory.subarray(start, start + ENTRY));
    const u32 = (offset: number) => view.getUint32(offset, true);
    const nameSize = Math.max(0, Math.min(64, view.getUint16(64, true)) - 2);
    const name = new TextDecoder('utf-16le').decode(this.#directory.subarray(start, start + nameSize));
    return {
      name,
      type: view.getUint8(66),
      left: u32(68),
      right: u32(72),
      child: u32(76),
      start: u32(116),
      size: u32(120),
    };
  }

  /** The sectors of the table itself: 109 in the head, the others in a chain of lists. */
  #fatSectors(): number[] {
    const found = new Set<number>();
    // So many say where every sector of the file goes on; a sector or a list that comes again says nothing new.
    const most = Math.ceil((this.#bytes.length / this.#sectorSize) * (4 / this.#sectorSize));
    const add = (at: number) => {
      const sector = this.#view.getUint32(at, true);
      if (sector < END - 2 && found.size < most) found.add(sector);
    };
    for (let index = 0; index < 109; index++) add(76 + 4 * index);
    const lists = new Set<number>();
    let list = this.#view.getUint32(68, true);
    while (list < END - 2 && found.size < most && !lists.has(list)) {
      lists.add(list);
      const at = (list + 1) * this.#sectorSize;
      for (let index = 0; index < this.#sectorSize / 4 - 1; index++) add(at + 4 * index);
      list = this.#view.getUint32(at + this.#sectorSize - 4, true);
    }
    return [...found];
  }

  #sectors(sectors: readonly number[]): Uint8Array {
    return gather(this.#bytes, sectors, this.#sectorSize, this.#sectorSize);
  }
}

/** The sectors of a stream one after the other, at most so many as asked for. @throws RangeError on a circle. */
function chain(start: number, table: Uint32Array, most = Infinity): number[] {
  const found: number[] = [];
  for (let at = start; at < table.length && found.length < most; at = table[at] ?? END) {
    if (found.length > table.length) throw new RangeError('a chain in a circle');
    found.push(at);
  }
  return found;
}

/** Sectors put together; those past the end are left out. */
function gather(bytes: Uint8Array, sectors: readonly number[], size: number, offset: number): Uint8Array {
  const whole = new Uint8Array(Math.min(sectors.length * size, bytes.length));
  let filled = 0;
  for (const sector of sectors) {
    const piece = bytes.subarray(offset + sector * size, offset + sector * size + size);
    whole.set(piece, filled);
    filled += piece.length;
  }
  return whole.subarray(0, filled);
}

const numbersIn = (bytes: Uint8Array) => {
  const view = viewOf(bytes);
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(index * 4, true));
};
