/** Deflate, gzip and zlib (RFC 1951, 1952, 1950) that stop in time. No `DecompressionStream`: Safari 13 has none. */
import { Gunzip, Inflate, Unzlib } from 'fflate';
import { join, type Room } from './part.ts';

const METHODS = { deflate: Inflate, gzip: Gunzip, zlib: Unzlib };

/** One byte can become a thousand: so much at once, and the output is looked at after each. */
const STEP = 16_384;
/** Of gzips one after the other in a file; each costs a buffer. */
const MAX_MEMBERS = 1_000;

/**
 * What `bytes` unpack to, and whether their end was there. `too-big` instead when that is more than the room has left,
 * which is spent then; damage in the middle gives what stands before it.
 */
export function inflate(
  bytes: Uint8Array,
  method: keyof typeof METHODS,
  room: Room,
): { bytes: Uint8Array; isWhole: boolean } | 'too-big' {
  const limit = room.left;
  const out = { pieces: [] as Uint8Array[], size: 0, isWhole: false };
  const stream = new METHODS[method]((piece, last) => {
    out.pieces.push(piece);
    out.size += piece.length;
    out.isWhole ||= last;
  });
  let members = 0;
  if (stream instanceof Gunzip)
    stream.onmember = () => {
      if (++members > MAX_MEMBERS) throw new RangeError('more gzips than anybody puts together');
    };
  try {
    for (let at = 0; at < bytes.length && out.size <= limit; at += STEP) {
      room.step();
      stream.push(bytes.subarray(at, at + STEP), false);
    }
    // By itself: a stream cut short throws here, when all that it held is out.
    if (out.size <= limit) stream.push(new Uint8Array(0), true);
  } catch {
    out.isWhole = false;
  }
  if (out.size > limit) {
    room.spend(out.size);
    return 'too-big';
  }
  return { bytes: join(out.pieces), isWhole: out.isWhole };
}
