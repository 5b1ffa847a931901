/** Zip archives (PKWARE APPNOTE.TXT 6.3): stored and deflated entries, with or without the list at their end. */
import { inflate } from './inflate.ts';
import { textOf, take, viewOf, type Flaw, type Part, type Room } from './part.ts';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const UNKNOWN = 0xffffffff;

interface Entry {
  name: string;
  flags: number;
  method: number;
  packed: Uint8Array;
  /** Unpacked; null when the entry does not say it beforehand. */
  size: number | null;
}

/** The files of a zip. An archive cut short has no list; its entries are then read one after the other. */
export function* partsOfZip(bytes: Uint8Array, room: Room): Generator<Part | Flaw> {
  const listed = listAt(bytes);
  // Entries that lie over each other make a few bytes into millions of megabytes.
  let packed = 0;
  for (const entry of listed !== null ? entriesOfList(bytes, listed) : entriesInOrder(bytes)) {
    if (entry === null) {
      yield { name: '', fault: 'cut-short' };
      continue;
    }
    packed += entry.packed.length;
    if (packed > bytes.length) throw new RangeError('entries overlap');
    if (!/[\\/]$/.test(entry.name)) yield { ...unpack(entry, room), size: entry.packed.length };
  }
  if (listed === null) yield { name: '', fault: 'cut-short' };
}

function unpack({ name, flags, method, packed, size }: Entry, room: Room): Part | Flaw {
  if ((flags & 1) === 1 || method === 99) return { name, fault: 'locked-zip' };
  if (method === 0) return { name, bytes: packed, as: 'entry' };
  if (method !== 8) return { name, fault: 'packed' };
  const unpacked = inflate(packed, 'deflate', room);
  if (unpacked === 'too-big') return { name, fault: 'too-big' };
  const isWhole = unpacked.isWhole && (size === null || size === unpacked.bytes.length);
  // A tip that is whole opens all the same, and one that is not says so itself.
  return isWhole || unpacked.bytes.length > 0
    ? { name, bytes: unpacked.bytes, as: 'entry' }
    : { name, fault: 'broken' };
}

/** Where the list of entries begins, as the record at the end says; null when there is no such record. */
function listAt(bytes: Uint8Array): number | null {
  const view = viewOf(bytes);
  // Behind the record stands a comment of at most 65,535 bytes.
  for (let at = bytes.length - 22; at >= Math.max(0, bytes.length - 22 - 65_535); at--) {
    if (view.getUint32(at, true) !== END) continue;
    if (view.getUint16(at + 10, true) === 0) return at;
    const starts = [
      view.getUint32(at + 16, true),
      // Where something stands before the archive, offsets are too small by that much: the list ends at this record.
      at - view.getUint32(at + 12, true),
      zip64ListAt(view, at - 20),
    ];
    const start = starts.find((one) => isAt(view, one, CENTRAL));
    if (start !== undefined) return start;
  }
  return null;
}

function zip64ListAt(view: DataView, locator: number): number {
  if (!isAt(view, locator, LOCATOR_64)) return -1;
  const record = view.getUint32(locator + 8, true);
  return isAt(view, record, END_64) ? view.getUint32(record + 48, true) : -1;
}

function* entriesOfList(bytes: Uint8Array, start: number): Generator<Entry | null> {
  const view = viewOf(bytes);
  let shift: number | null = null;
  // The count of entries has 16 bits and wraps; the signature of the next record is the better witness.
  for (let record = start; record + 46 <= bytes.length && isAt(view, record, CENTRAL);) {
    const u16 = (offset: number) => view.getUint16(record + offset, true);
    const flags = u16(8);
    const extraAt = record + 46 + u16(28);
    const name = nameOf(take(bytes, record + 46, u16(28)), flags);
    const [size, packed, offset] = wideOf(
      take(bytes, extraAt, u16(30)),
      [24, 20, 42].map((field) => view.getUint32(record + field, true)),
    );
    record = extraAt + u16(30) + u16(32);
    // The first entry stands where the archive proper begins.
    shift ??= isAt(view, offset, LOCAL) ? 0 : nextLocal(bytes, 0) - offset;
    const local = offset + shift;
    if (!isAt(view, local, LOCAL) || local + 30 > bytes.length) {
      yield null;
      continue;
    }
    const data = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const method = view.getUint16(local + 8, true);
    if (data + packed > bytes.length) yield null;
    else yield { name, flags, method, packed: bytes.subarray(data, data + packed), size };
  }
}

/** Size, packed size and offset; those that 32 bits cannot hold stand in a field of their own (4.5.3). */
function wideOf(extra: Uint8Array, [size = 0, packed = 0, offset = 0]: number[]): [number, number, number] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let wide = at + 4;
    const next = (value: number) => {
      if (value !== UNKNOWN || wide + 8 > extra.length) return value;
      wide += 8;
      return view.getUint32(wide - 8, true);
    };
    return [next(size), next(packed), next(offset)];
  }
  return [size, packed, offset];
}

/** By the heads before each entry, for an archive whose end is missing. */
function* entriesInOrder(bytes: Uint8Array): Generator<Entry | null> {
  const view = viewOf(bytes);
  for (let at = nextLocal(bytes, 0); isAt(view, at, LOCAL) && at + 30 <= bytes.length;) {
    const flags = view.getUint16(at + 6, true);
    const method = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 26, true);
    const data = at + 30 + nameLength + view.getUint16(at + 28, true);
    const isUnsized = (flags & 8) !== 0 || view.getUint32(at + 18, true) === UNKNOWN;
    // Its size stands behind such an entry: it ends where the next begins.
    const size = isUnsized ? nextLocal(bytes, data) - data : view.getUint32(at + 18, true);
    const name = nameOf(take(bytes, at + 30, nameLength), flags);
    const packed = bytes.subarray(data, data + size);
    yield { name, flags, method, packed, size: isUnsized ? null : view.getUint32(at + 22, true) };
    at = data + size;
  }
}

const isAt = (view: DataView, at: number, signature: number) =>
  at >= 0 && at + 4 <= view.byteLength && view.getUint32(at, true) === signature;

function nextLocal(bytes: Uint8Array, from: number): number {
  const view = viewOf(bytes);
  for (let at = bytes.indexOf(0x50, from); at >= 0; at = bytes.indexOf(0x50, at + 1))
    if (isAt(view, at, LOCAL)) return at;
  return bytes.length;
}

/** UTF-8 where the entry says so; else it is a guess, and names are only shown. */
const nameOf = (bytes: Uint8Array, flags: number) =>
  (flags & 0x800) !== 0 ? new TextDecoder().decode(bytes) : textOf(bytes);
