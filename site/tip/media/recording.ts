/** Takes out of a recording what its container tells beside the sound: times, programs, random names. In place, same length. */

/**
 * Cleans a WebM or MP4 file as MediaRecorder makes them. Returns false when it is neither or cannot be followed
 * to its end; it must not be used then.
 */
export function cleanRecording(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    if (bytes.length > 12 && view.getUint32(0) === 0x1a45dfa3) return cleanWebm(bytes);
    if (bytes.length > 12 && view.getUint32(4) === 0x66747970) return cleanMp4(bytes, 0, bytes.length);
  } catch {
    // A length past the end.
  }
  return false;
}

// WebM (RFC 9559): element ids as they stand in the file.
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
/** Only stepped into: what they hold follows as if it were beside them, whether or not their length is known. */
const OPENED = [SEGMENT, CLUSTER, 0x1549a966 /* Info */, 0x1654ae6b /* Tracks */, 0xae /* TrackEntry */];
/** DateUTC, Title, SegmentUUID, SegmentFilename, Tags, Attachments, track Name. */
const VOIDED = [0x4461, 0x7ba9, 0x73a4, 0x7384, 0x1254c367, 0x1941a469, 0x536e];
/** MuxingApp and WritingApp must be there, but may be empty. */
const EMPTIED = [0x4d80, 0x5741];
/** Must be there and not zero; drawn by chance or from the clock. */
const TRACK_UID = 0x73c5;

function cleanWebm(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    const start = at;
    const id = readNumber(bytes, at, false);
    const size = readNumber(bytes, at + id.width, true);
    at += id.width + size.width;
    if (OPENED.includes(id.value)) continue;
    const end = at + size.value;
    if (size.unknown || end > bytes.length) return false;
    if (VOIDED.includes(id.value)) putVoid(bytes, start, end);
    if (EMPTIED.includes(id.value)) bytes.fill(0, at, end);
    if (id.value === TRACK_UID) bytes.fill(0, at, end).fill(1, end - 1, end);
    at = end;
  }
  return true;
}

/** A number of EBML (RFC 8794, section 4): zeros before its first bit tell its width in bytes. */
function readNumber(bytes: Uint8Array, at: number, isSize: boolean) {
  const first = bytes[at] ?? 0;
  const width = Math.clz32(first) - 23;
  if (width > 8 || at + width > bytes.length) throw new RangeError('no EBML number');
  let value = isSize ? first & (0xff >> width) : first;
  let unknown = value === 0xff >> width;
  for (let index = 1; index < width; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { width, value, unknown };
}

// An element that says nothing, as long as the one it stands for: id EC, its own length, zeros.
function putVoid(bytes: Uint8Array, start: number, end: number): void {
  const room = end - start - 2;
  bytes.fill(0, start, end);
  bytes[start] = 0xec;
  if (room < 0x7f) bytes[start + 1] = 0x80 | room;
  else {
    bytes[start + 1] = 0x01;
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(start + 5, room - 7);
  }
}

// MP4 (ISO/IEC 14496-12): boxes that hold boxes, that hold times after their version, that are only talk.
const PARENTS = /^(moov|trak|mdia|moof|traf)$/;
const TIMED = /^(mvhd|tkhd|mdhd)$/;
const TALK = /^(udta|meta|uuid|ilst)$/;

function cleanMp4(bytes: Uint8Array, from: number, to: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = from; at < to;) {
    const length = view.getUint32(at);
    // A length of 0 runs to the end, of 1 stands in the eight bytes after the name.
    const size = length === 0 ? to - at : length === 1 ? Number(view.getBigUint64(at + 8)) : length;
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = at + (length === 1 ? 16 : 8);
    const end = at + size;
    if (end < body || end > to) return false;
    if (PARENTS.test(name) && !cleanMp4(bytes, body, end)) return false;
    if (TIMED.test(name)) bytes.fill(0, body + 4, body + (bytes[body] === 1 ? 20 : 12));
    if (TALK.test(name)) {
      bytes.set([0x66, 0x72, 0x65, 0x65] /* free */, at + 4);
      bytes.fill(0, body, end);
    }
    at = end;
  }
  return true;
}
