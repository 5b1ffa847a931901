/** The segments of a JPEG file (ITU-T T.81, annex B), to find what it carries beside the picture and to leave that out. */

/** One segment: its marker (0xE1 for FF E1), and where it lies, marker included; a scan holds its coded data too. */
export interface Segment {
  marker: number;
  start: number;
  end: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;

/**
 * The segments from SOI to EOI, in order. What follows EOI (a film, a second picture) is no segment.
 * @throws RangeError when this is no JPEG or it ends too early.
 */
export function segmentsOf(bytes: Uint8Array): Segment[] {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw new RangeError('not a JPEG');
  const segments: Segment[] = [{ marker: SOI, start: 0, end: 2 }];
  let at = 2;
  for (;;) {
    const start = at;
    // Any number of FF may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw new RangeError('JPEG without an end');
    at += 2;
    if (marker === EOI) {
      segments.push({ marker, start, end: at });
      return segments;
    }
    const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (length < 2) throw new RangeError('JPEG segment without a length');
    at += length;
    if (marker === SOS) at = endOfScan(bytes, at);
    segments.push({ marker, start, end: at });
  }
}

// Coded data runs to the next marker; FF 00 is a coded FF, FF D0 to FF D7 restart the decoder.
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('JPEG without an end');
}

/** Whether a decoder needs it for the picture: start, end, frame, tables and scans, but no APPn and no comment. */
export const isPicture = ({ marker }: Segment): boolean => marker < 0xe0 && marker !== 0x01;

/**
 * The picture of a JPEG and nothing else.
 * @throws RangeError as `segmentsOf`.
 */
export function pictureOnly(bytes: Uint8Array): Uint8Array {
  const kept = segmentsOf(bytes).filter(isPicture);
  const picture = new Uint8Array(kept.reduce((size, { start, end }) => size + end - start, 0));
  let at = 0;
  for (const { start, end } of kept) {
    picture.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return picture;
}
