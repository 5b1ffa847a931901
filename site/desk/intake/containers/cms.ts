/** Opaque S/MIME (RFC 8551): CMS (RFC 5652), in DER or, as Outlook writes it, in BER with lengths left open (X.690). */
import { inflate } from './inflate.ts';
import { take, type Flaw, type Part, type Room } from './part.ts';
import { toHex } from '../../../envelope/bytes.ts';

const [OCTETS, CONSTRUCTED, CONTEXT_0] = [0x04, 0x20, 0xa0];

// Content types, as hex of their object identifiers.
const DATA = '2a864886f70d010701';
const SIGNED = '2a864886f70d010702';
const COMPRESSED = '2a864886f70d0109100109';

/** X.690 sets no end to pieces in pieces. */
const MAX_NESTING = 40;

/**
 * What was signed or packed (RFC 3274); of a signature that stands beside its text, nothing. The signature is not
 * looked at: it is that of whoever forwards, and the line signs its own manifest.
 */
export function* partsOfCms(bytes: Uint8Array, room: Room): Generator<Part | Flaw> {
  const ber = new Ber(bytes);
  const [type, explicit] = ber.childrenOf(ber.valueAt(0, bytes.length), 2);
  const kind = type ? toHex(bytes.subarray(type.start, type.end)) : '';
  if (kind !== SIGNED && kind !== COMPRESSED) {
    yield { name: '', fault: kind === DATA ? 'other-part' : 'locked-mail' };
    return;
  }
  // Both: a version, the algorithms, then what it is all about: a type, and the content in an octet string.
  const [data] = ber.childrenOf(explicit, 1);
  const [, , about] = ber.childrenOf(data, 3);
  const [, holder] = ber.childrenOf(about, 2);
  if (!holder || holder.tag !== CONTEXT_0) return;
  const [octets] = ber.childrenOf(holder, 1);
  const content = ber.octetsOf(octets);
  const whole = kind === SIGNED ? content : inflate(content, 'zlib', room);
  if (whole === 'too-big') yield { name: '', fault: 'too-big' };
  else yield { name: '', bytes: whole instanceof Uint8Array ? whole : whole.bytes, as: 'attachment' };
  if (ber.isCut) yield { name: '', fault: 'cut-short' };
}

/** One value of ASN.1: where its content stands. When its length was left open, to the end of what is around it. */
interface Value {
  tag: number;
  start: number;
  end: number;
  isOpen: boolean;
  /** Where the next value begins; null until one with an open length was gone through. */
  next: number | null;
}

class Ber {
  /** Whether a value that was read ended before its time. */
  isCut = false;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @throws RangeError when the bytes end within its head, or its tag or length is of a size that nobody writes. */
  valueAt(at: number, limit: number): Value {
    const [tag = 0, first = 0] = take(this.#bytes, at, 2);
    const isLong = first > 0x80;
    const digits = isLong ? take(this.#bytes, at + 2, first & 0x7f) : [];
    if ((tag & 0x1f) === 0x1f || digits.length > 6) throw new RangeError('no such value in CMS');
    const start = at + 2 + digits.length;
    if (first === 0x80) return { tag, start, end: limit, isOpen: true, next: null };
    const end = start + (isLong ? [...digits].reduce((sum, digit) => sum * 256 + digit, 0) : first);
    this.isCut ||= end > limit;
    const next = Math.min(end, limit);
    return { tag, start, end: next, isOpen: false, next };
  }

  /** The first `count` values inside. */
  childrenOf(value: Value | undefined, count: number): Value[] {
    const found: Value[] = [];
    for (const child of value ? this.#within(value, 0) : []) if (found.push(child) === count) break;
    return found;
  }

  /** The bytes of an octet string, put together when it comes in pieces. */
  octetsOf(value: Value | undefined): Uint8Array {
    if (!value || (value.tag & ~CONSTRUCTED) !== OCTETS) return new Uint8Array(0);
    if ((value.tag & CONSTRUCTED) === 0) return this.#bytes.subarray(value.start, value.end);
    // One array, not one for each of what may be millions of pieces.
    const whole = new Uint8Array(value.end - value.start);
    return whole.subarray(0, this.#gather(value, whole, 0, 0));
  }

  #gather(value: Value, into: Uint8Array, size: number, depth: number): number {
    let filled = size;
    for (const piece of this.#within(value, depth)) {
      if ((piece.tag & CONSTRUCTED) !== 0) filled = this.#gather(piece, into, filled, depth + 1);
      else {
        into.set(this.#bytes.subarray(piece.start, piece.end), filled);
        filled += piece.end - piece.start;
      }
    }
    return filled;
  }

  /** The values inside. Whoever goes through all of them learns where the value ends, which is then kept. */
  *#within(value: Value, depth: number): Generator<Value> {
    if (depth > MAX_NESTING) throw new RangeError('too many values in values');
    let at = value.start;
    while (at < value.end) {
      const child = this.valueAt(at, value.end);
      // Two zeros end what was left open.
      if (value.isOpen && child.tag === 0) {
        value.next = at + 2;
        return;
      }
      yield child;
      at = this.#nextAfter(child, depth);
    }
    value.next ??= at;
    this.isCut ||= value.isOpen;
  }

  /** Each value is gone through once: a second time at each level would double the work with each. */
  #nextAfter(value: Value, depth: number): number {
    if (value.next === null)
      for (const child of this.#within(value, depth + 1)) this.#nextAfter(child, depth + 1);
    return value.next ?? value.end;
  }
}
