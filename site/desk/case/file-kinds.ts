/** What a file in a tip is, by its bytes; its name and type are whatever the sender wrote. */

export type KnownKind = 'photo' | 'webm' | 'mp4';

// The tip page draws photos with a long side of 1,600 points; a forged one of 65,535 would take the memory of the desk.
const LONGEST_SIDE = 4_000;

/** The kind of a file that the desk shows, or null: not one that the tip page makes. */
export function knownKind(bytes: Uint8Array): KnownKind | null {
  const head = String.fromCharCode(...bytes.subarray(0, 12));
  if (head.startsWith('\xFF\xD8\xFF')) return longestSide(bytes) <= LONGEST_SIDE ? 'photo' : null;
  if (head.startsWith('\x1AE\xDF\xA3')) return 'webm';
  return head.slice(4, 8) === 'ftyp' ? 'mp4' : null;
}

/** The longer side of a JPEG in points, as its frame header says; infinite when there is none. */
function longestSide(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 9 < bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    // SOF0 to SOF15, but for the tables and the mark that stand between their numbers.
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return Math.max(view.getUint16(at + 5), view.getUint16(at + 7));
    if (marker < 0xff01 || marker === 0xffff) break;
  }
  return Infinity;
}
