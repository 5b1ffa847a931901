/** The little of TIFF (as EXIF uses it, CIPA DC-008) that is needed to say what a photo gives away. */
import type { Trace } from './trace.ts';

const ORIENTATION = 0x0112;
const EXIF_TABLE = 0x8769;
const GPS_TABLE = 0x8825;
const TIME = [0x0132, 0x9003, 0x9004];
// Maker, model, program, owner, the maker's own notes, names and serial numbers of camera and lens.
const DEVICE = [0x010f, 0x0110, 0x0131, 0x013b, 0x013c, 0x927c, 0xa430, 0xa431, 0xa433, 0xa434, 0xa435];
const NOTES = [0x010e, 0x8298, 0x9286];
const GPS_POSITION = [0x0002, 0x0004];

/** What stands in it, and the orientation, 1 to 8. Whatever cannot be read is passed over: it is cut out all the same. */
export function readTiff(bytes: Uint8Array): { orientation: number; traces: Trace[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const traces = new Set<Trace>();
  let orientation = 1;
  try {
    const little = view.getUint16(0) === 0x4949;
    const read = (table: number): number => {
      const count = view.getUint16(table, little);
      for (let entry = 0; entry < count; entry++) {
        const at = table + 2 + entry * 12;
        const tag = view.getUint16(at, little);
        if (tag === ORIENTATION) orientation = view.getUint16(at + 8, little);
        if (tag === EXIF_TABLE) read(view.getUint32(at + 8, little));
        if (tag === GPS_TABLE && holdsPosition(view.getUint32(at + 8, little))) traces.add('place');
        if (TIME.includes(tag)) traces.add('time');
        if (DEVICE.includes(tag)) traces.add('device');
        if (NOTES.includes(tag)) traces.add('notes');
      }
      return table + 2 + count * 12;
    };
    const holdsPosition = (table: number) => {
      const count = view.getUint16(table, little);
      return Array.from({ length: count }, (_, entry) => view.getUint16(table + 2 + entry * 12, little)).some(
        (tag) => GPS_POSITION.includes(tag),
      );
    };
    const next = read(view.getUint32(4, little));
    // The second table is a small copy of the picture, as it was before any edit.
    if (view.getUint32(next, little) !== 0) traces.add('notes');
  } catch {
    // Cut short, or not TIFF at all.
  }
  return { orientation: orientation >= 1 && orientation <= 8 ? orientation : 1, traces: [...traces] };
}
