/** A photo drawn again: what leaves is a new picture that never had a place, a time, a camera or a film. */
import { MAX_PHOTO_BYTES } from './files.ts';
import { inspect, kindOf, type Kind, type Trace } from './inspect.ts';
import { pictureOnly } from './jpeg.ts';

/** A JPEG of picture segments alone, and what its original carried. */
export interface Photo {
  bytes: Uint8Array;
  traces: Trace[];
}

/** Why a file gave no photo; each has its sentence in `media.faults`. */
export type PhotoFault = 'empty' | 'too-big' | 'broken' | 'no-canvas' | 'heic' | 'svg' | 'film' | 'foreign';

export class PhotoError extends Error {
  readonly fault: PhotoFault;
  constructor(fault: PhotoFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Long side in pixels and JPEG quality: the next one is tried while the photo is over its size. */
const STEPS = [
  [1_600, 0.8],
  [1_600, 0.65],
  [1_280, 0.6],
  [1_024, 0.5],
  [800, 0.4],
] as const;

// A phone with little memory decodes a picture of 60 million points (240 MB) with luck; past that it dies.
const MAX_PIXELS = 60_000_000;
const MAX_FILE_BYTES = 80_000_000;

/**
 * Draws a photo again, long side at most 1,600 px, at most `MAX_PHOTO_BYTES`. Holds one decoded picture in memory
 * while it works, so it must be asked for one photo at a time.
 * @throws PhotoError
 */
export async function redrawPhoto(file: File): Promise<Photo> {
  if (file.size === 0) throw new PhotoError('empty');
  const kind = refuseStrangers(kindOf(await bytesOf(file.slice(0, 512))));
  if (file.size > MAX_FILE_BYTES) throw new PhotoError('too-big');
  const { traces, orientation, picture } = await lookInto(file, kind);
  if (!canvasWorks()) throw new PhotoError('no-canvas');
  // Slices of the file, not copies; without its EXIF, so that old browsers and new ones turn it alike: not at all.
  const source = await decode(new Blob(picture.map(([start, end]) => file.slice(start, end))));
  try {
    return { bytes: await encode(source, orientation), traces };
  } finally {
    source.removeAttribute('src');
  }
}

/**
 * A picture, lying as `orientation` (EXIF, 1 to 8) says, as the JPEG that is sent: at most `MAX_PHOTO_BYTES`.
 * @throws PhotoError
 */
export async function encode(
  source: HTMLImageElement | HTMLCanvasElement,
  orientation = 1,
): Promise<Uint8Array> {
  for (const [side, quality] of STEPS) {
    const canvas = draw(source, orientation, side);
    // Each try is smaller than the one before it; together they would fill the memory.
    // eslint-disable-next-line no-await-in-loop
    const bytes = await toJpeg(canvas, quality);
    canvas.width = canvas.height = 0;
    if (bytes.length <= MAX_PHOTO_BYTES) return bytes;
  }
  throw new PhotoError('too-big');
}

/** A file as a picture that can be drawn. @throws PhotoError */
export function decode(blob: Blob): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(blob);
  const image = new Image();
  return new Promise<HTMLImageElement>((resolve, reject) => {
    image.onload = () => resolve(image);
    image.onerror = () => reject(new PhotoError('broken'));
    image.src = address;
  }).finally(() => URL.revokeObjectURL(address));
}

function refuseStrangers(kind: Kind): Kind {
  if (kind === 'heic' || kind === 'svg' || kind === 'film' || kind === 'foreign') throw new PhotoError(kind);
  return kind;
}

async function lookInto(file: File, kind: Kind) {
  const bytes = await bytesOf(file);
  try {
    return inspect(bytes, kind);
  } catch {
    throw new PhotoError('broken');
  }
}

function draw(source: HTMLImageElement | HTMLCanvasElement, orientation: number, side: number) {
  const wide = source instanceof HTMLImageElement ? source.naturalWidth : source.width;
  const high = source instanceof HTMLImageElement ? source.naturalHeight : source.height;
  if (wide === 0 || high === 0) throw new PhotoError('broken');
  if (wide * high > MAX_PIXELS) throw new PhotoError('too-big');
  const scale = Math.min(1, side / Math.max(wide, high));
  const [width, height] = [wide, high].map((length) => Math.max(1, Math.round(length * scale))) as [
    number,
    number,
  ];
  const isTurned = orientation > 4;
  const canvas = document.createElement('canvas');
  canvas.width = isTurned ? height : width;
  canvas.height = isTurned ? width : height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new PhotoError('no-canvas');
  pen.setTransform(...turn(orientation, width, height));
  pen.imageSmoothingQuality = 'medium';
  pen.drawImage(source, 0, 0, width, height);
  if (isClear(pen)) throw new PhotoError('broken');
  // Where the picture is clear, JPEG would be black.
  pen.globalCompositeOperation = 'destination-over';
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  return canvas;
}

// Without the memory to decode a picture, browsers draw nothing and say nothing.
const isClear = (pen: CanvasRenderingContext2D) =>
  pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height).data.every((value) => value === 0);

type Matrix = [number, number, number, number, number, number];

// EXIF orientations 1 to 8: what takes a picture of `width` x `height`, as it lies in the file, upright.
function turn(orientation: number, width: number, height: number): Matrix {
  const turns: Matrix[] = [
    [1, 0, 0, 1, 0, 0],
    [-1, 0, 0, 1, width, 0],
    [-1, 0, 0, -1, width, height],
    [1, 0, 0, -1, 0, height],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, height, 0],
    [0, -1, -1, 0, height, width],
    [0, -1, 1, 0, 0, width],
  ];
  return turns[orientation - 1] ?? [1, 0, 0, 1, 0, 0];
}

async function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (blob?.type !== 'image/jpeg') throw new PhotoError('no-canvas');
  // Whatever this browser adds of its own (a colour profile, its name) goes as well.
  return pictureOnly(await bytesOf(blob));
}

// Some browsers answer pages that read a canvas with white or noise, against being recognised.
function canvasWorks(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext('2d');
  if (!pen) return false;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, 8, 4);
  pen.fillStyle = '#000';
  pen.fillRect(0, 4, 8, 4);
  const { data } = pen.getImageData(0, 0, 8, 8);
  return data.every((value, at) => at % 4 === 3 || (at < data.length / 2 ? value > 200 : value < 55));
}

// Safari 13 has no Blob.arrayBuffer.
const bytesOf = async (blob: Blob) => new Uint8Array(await new Response(blob).arrayBuffer());
