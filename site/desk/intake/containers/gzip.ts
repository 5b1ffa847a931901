/** Gzip (RFC 1952): one file, packed. */
import { inflate } from './inflate.ts';
import { textOf, type Flaw, type Part, type Room } from './part.ts';

/** Of the head, an empty stream and the sums behind it. */
const MIN_SIZE = 18;
const HAS_EXTRA = 4;
const HAS_NAME = 8;

/** The file inside, and whether its end is missing. Several gzips one after the other are one file, as the RFC says. */
export function* partsOfGzip(bytes: Uint8Array, room: Room): Generator<Part | Flaw> {
  const unpacked = inflate(bytes, 'gzip', room);
  if (unpacked === 'too-big') {
    yield { name: '', fault: 'too-big' };
    return;
  }
  const isWhole = unpacked.isWhole && bytes.length >= MIN_SIZE;
  if (unpacked.bytes.length > 0 || isWhole) yield { name: nameOf(bytes), bytes: unpacked.bytes, as: 'entry' };
  if (!isWhole) yield { name: '', fault: 'cut-short' };
}

function nameOf(bytes: Uint8Array): string {
  const flags = bytes[3] ?? 0;
  if ((flags & HAS_NAME) === 0) return '';
  const start = (flags & HAS_EXTRA) === 0 ? 10 : 12 + (bytes[10] ?? 0) + 256 * (bytes[11] ?? 0);
  const end = bytes.indexOf(0, start);
  return end < 0 || end - start > 1_000 ? '' : textOf(bytes.subarray(start, end));
}
