/** The padded plaintext of a sealed tip: "TIP1" | u32be J | u32be A | u32 zero | JSON[J] | blobs[A] | zeros. */
import { KID } from '../../worker/contract/key-register.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64url } from './bytes.ts';
import { CATEGORIES, type Tip } from './tip.ts';

const MAGIC = 0x54495031; // "TIP1"
const HEAD = 16;

/** Why a frame is refused; the officer's tool turns each into a sentence. */
export type FrameFault = 'not-a-tip' | 'unknown-version' | 'damaged';

export class FrameError extends Error {
  readonly fault: FrameFault;
  constructor(fault: FrameFault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Lays a tip and its files out in the smallest size class that holds them.
 * `tip.files` must describe `blobs` (offset, length, hash) in order; see `describeFile`.
 * @throws RangeError when even the largest class is too small.
 */
export function encodeFrame(
  tip: Tip,
  blobs: Uint8Array = new Uint8Array(0),
): { sizeClass: SizeClassIndex; frame: Uint8Array } {
  const json = new TextEncoder().encode(JSON.stringify(tip));
  const sizeClass = SIZE_CLASSES.findIndex(({ plain }) => HEAD + json.length + blobs.length <= plain);
  if (sizeClass !== 0 && sizeClass !== 1 && sizeClass !== 2)
    throw new RangeError('tip is larger than the largest class');
  const frame = new Uint8Array(SIZE_CLASSES[sizeClass].plain);
  const head = new DataView(frame.buffer);
  head.setUint32(0, MAGIC);
  head.setUint32(4, json.length);
  head.setUint32(8, blobs.length);
  frame.set(json, HEAD);
  frame.set(blobs, HEAD + json.length);
  return { sizeClass, frame };
}

/**
 * Reads a frame back.
 * @throws FrameError on a wrong magic or size, lengths over the frame, non-zero padding, invalid UTF-8 or
 * JSON, an unknown version, a field of the wrong shape, or a file whose hash differs.
 */
export function decodeFrame(frame: Uint8Array): { tip: Tip; files: Uint8Array[] } {
  if (!SIZE_CLASSES.some(({ plain }) => plain === frame.length)) throw new FrameError('not-a-tip');
  const head = new DataView(frame.buffer, frame.byteOffset, HEAD);
  if (head.getUint32(0) !== MAGIC) throw new FrameError('not-a-tip');
  const jsonEnd = HEAD + head.getUint32(4);
  const blobsEnd = jsonEnd + head.getUint32(8);
  if (head.getUint32(12) !== 0 || blobsEnd > frame.length) throw new FrameError('damaged');
  if (frame.subarray(blobsEnd).some((byte) => byte !== 0)) throw new FrameError('damaged');
  const tip = parseTip(frame.subarray(HEAD, jsonEnd));
  const blobs = frame.subarray(jsonEnd, blobsEnd);
  // A forged tip could name the same megabytes a thousand times.
  if (tip.files.reduce((size, { l }) => size + l, 0) > blobs.length) throw new FrameError('damaged');
  const files = tip.files.map((file) => {
    const bytes = blobs.slice(file.o, file.o + file.l);
    if (bytes.length !== file.l || toBase64url(sha256(bytes)) !== file.h) throw new FrameError('damaged');
    return bytes;
  });
  return { tip, files };
}

/** The entry of one file in `tip.files`, `offset` bytes into the blobs. */
export function describeFile(
  name: string,
  type: string,
  offset: number,
  bytes: Uint8Array,
): Tip['files'][number] {
  return { n: name, t: type, o: offset, l: bytes.length, h: toBase64url(sha256(bytes)) };
}

function parseTip(json: Uint8Array): Tip {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch {
    throw new FrameError('damaged');
  }
  if (typeof value !== 'object' || value === null) throw new FrameError('damaged');
  if ((value as { v?: unknown }).v !== 1) throw new FrameError('unknown-version');
  if (!isTip(value as Record<string, unknown>)) throw new FrameError('damaged');
  return value as Tip;
}

// Only a key holder's own correspondents can reach this code, yet a hostile tip must not confuse the desk.
function isTip(value: Record<string, unknown>): boolean {
  const text = (field: unknown) => typeof field === 'string';
  const matches = (field: unknown, pattern: RegExp) => typeof field === 'string' && pattern.test(field);
  const textOrNull = (field: unknown) => field === null || text(field);
  const count = (field: unknown) => Number.isInteger(field) && (field as number) >= 0;
  const reply = value.reply as Record<string, unknown> | null;
  const part = value.part as unknown[];
  return (
    ['tip', 'followup', 'canary'].includes(value.type as string) &&
    (CATEGORIES as readonly unknown[]).includes(value.category) &&
    matches(value.id, /^[0-9a-f]{32}$/) &&
    matches(value.ack, /^[A-Za-z0-9_-]{22}$/) &&
    matches(value.kid, KID) &&
    matches(value.created, /^\d{4}-\d{2}-\d{2}$/) &&
    [value.inbox, value.text].every(text) &&
    [value.where, value.when, value.thread].every(textOrNull) &&
    (reply === null || (typeof reply === 'object' && text(reply.pk) && text(reply.box))) &&
    Array.isArray(part) &&
    part.length === 2 &&
    part.every(count) &&
    Array.isArray(value.files) &&
    value.files.every(
      (file: Record<string, unknown> | null) =>
        !!file && [file.n, file.t, file.h].every(text) && [file.o, file.l].every(count),
    )
  );
}
