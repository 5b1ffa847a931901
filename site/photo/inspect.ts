/** What a photo carries beside its picture, to tell the person what is taken out. Nothing of it is ever shown or kept. */
import type { Trace } from './trace.ts';
import { segmentsOf, type Segment } from './jpeg.ts';
import { readTiff } from './tiff.ts';

/** What a file is by its first bytes: names and types are whatever a phone says. */
export type Kind = Picture | 'heic' | 'svg' | 'film' | 'foreign';
/** A picture that can be drawn: the name that its media type ends in. */
export type Picture = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'avif';

export interface Inspection {
  traces: Trace[];
  /** EXIF orientation 1 to 8 of a JPEG; 1 for all else. */
  orientation: number;
  /** The parts of the file that a decoder needs; for a JPEG without its EXIF, so that no browser turns it by itself. */
  picture: [start: number, end: number][];
}

/** The kind of a file, by its first 512 bytes or so. */
export function fileKindOf(bytes: Uint8Array): Kind {
  const head = ascii(bytes.subarray(0, 512));
  if (head.startsWith('\xFF\xD8\xFF')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1A\n')) return 'png';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('BM')) return 'bmp';
  if (head.slice(4, 8) === 'ftyp') {
    const brands = head.slice(8, (bytes[3] ?? 0) + (bytes[2] ?? 0) * 256);
    if (/avi[fs]/.test(brands)) return 'avif';
    return /hei[cxms]|hev[cxms]|mif1|msf1/.test(brands) ? 'heic' : 'film';
  }
  if (head.startsWith('\x1AE\xDF\xA3') || /^RIFF....AVI /.test(head)) return 'film';
  if (/^(\xEF\xBB\xBF)?\s*<(svg|\?xml|!--|!DOCTYPE svg)/i.test(head)) return 'svg';
  return 'foreign';
}

/**
 * Looks through a JPEG, PNG or WebP; in other kinds nothing is looked for but their name.
 * @throws RangeError when a JPEG is cut short.
 */
export function inspect(bytes: Uint8Array, kind: Kind): Inspection {
  const whole: Inspection = { traces: ['name'], orientation: 1, picture: [[0, bytes.length]] };
  if (kind === 'jpeg') return inspectJpeg(bytes);
  if (kind === 'png') return { ...whole, traces: sort(tracesOfPng(bytes)) };
  if (kind === 'webp') return { ...whole, traces: sort(tracesOfWebp(bytes)) };
  return whole;
}

const ORDER: readonly Trace[] = ['place', 'time', 'device', 'film', 'notes', 'name'];
const sort = (found: Iterable<Trace>) => {
  const all = new Set<Trace>([...found, 'name']);
  return ORDER.filter((trace) => all.has(trace));
};

const EXIF = 'Exif\0\0';
const XMP = 'http://ns.adobe.com/';

function inspectJpeg(bytes: Uint8Array): Inspection {
  const segments = segmentsOf(bytes);
  const found: Trace[] = [];
  let orientation = 1;
  const kept: Segment[] = [];
  for (const segment of segments) {
    const { marker, start, end } = segment;
    const body = bytes.subarray(start + 4, end);
    const head = ascii(body.subarray(0, 32));
    if (marker === 0xe1 && head.startsWith(EXIF)) {
      const exif = readTiff(body.subarray(EXIF.length));
      orientation = exif.orientation;
      found.push(...exif.traces);
    } else if (marker === 0xe1 && head.startsWith(XMP)) found.push(...tracesOfXmp(ascii(body)));
    else if (marker === 0xfe || marker === 0xed) found.push('notes');
    // Colour is needed to draw the picture right: the profile (APP2) and Adobe's mark (APP14) stay until then.
    if (marker !== 0xe1) kept.push(segment);
  }
  const end = segments[segments.length - 1]?.end ?? 0;
  if (end < bytes.length) found.push(holdsFilm(bytes.subarray(end)) ? 'film' : 'notes');
  return { traces: sort(found), orientation, picture: kept.map((segment) => [segment.start, segment.end]) };
}

// A motion photo: the first box of its film, somewhere in what follows the picture.
function holdsFilm(tail: Uint8Array): boolean {
  const mark = [0x66, 0x74, 0x79, 0x70]; // "ftyp"
  for (let at = tail.indexOf(0x66); at >= 0; at = tail.indexOf(0x66, at + 1)) {
    if (mark.every((byte, index) => tail[at + index] === byte)) return true;
  }
  return false;
}

function tracesOfXmp(xmp: string): Trace[] {
  const found: Trace[] = ['notes'];
  if (/GPSL(at|ong)itude/.test(xmp)) found.push('place');
  if (/(CreateDate|ModifyDate|DateTimeOriginal|DateCreated)/.test(xmp)) found.push('time');
  if (/(tiff:Make|tiff:Model|CreatorTool)/.test(xmp)) found.push('device');
  return found;
}

// Length (big-endian), name, data, checksum.
function tracesOfPng(bytes: Uint8Array): Trace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: Trace[] = [];
  let at = 8;
  for (let name = ''; at + 12 <= bytes.length && name !== 'IEND';) {
    const size = view.getUint32(at);
    const body = bytes.subarray(at + 8, at + 8 + size);
    name = ascii(bytes.subarray(at + 4, at + 8));
    if (name === 'eXIf') found.push(...readTiff(body).traces);
    else if (name === 'tIME') found.push('time');
    else if (/^[tiz]+TXt$/i.test(name)) found.push(...tracesOfText(ascii(body)));
    at += 12 + size;
  }
  if (at < bytes.length) found.push('notes');
  return found;
}

function tracesOfText(text: string): Trace[] {
  if (text.startsWith('XML:com.adobe.xmp')) return tracesOfXmp(text);
  return /^(Creation Time|date:)/i.test(text) ? ['time'] : ['notes'];
}

// Name, length (little-endian), data, a byte when that is odd.
function tracesOfWebp(bytes: Uint8Array): Trace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found: Trace[] = [];
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = ascii(bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, true);
    const body = bytes.subarray(at + 8, at + 8 + size);
    const hasHead = ascii(body.subarray(0, 6)) === EXIF;
    if (name === 'EXIF') found.push(...readTiff(body.subarray(hasHead ? EXIF.length : 0)).traces);
    else if (name === 'XMP ') found.push(...tracesOfXmp(ascii(body)));
    at += 8 + size + (size % 2);
  }
  return found;
}

function ascii(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return text;
}
