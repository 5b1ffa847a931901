/** A photo as somebody hands it over, opened so that it can be drawn again: what is drawn has nothing but the picture. */
import { blobOf } from '../browser/blobs.ts';
import { inspect, fileKindOf, type Kind, type Picture } from './inspect.ts';
import type { Trace } from './trace.ts';

/** Why a file gave no photo; each has its sentence in `media.faults`. */
export type PhotoFault = 'empty' | 'too-big' | 'broken' | 'no-canvas' | 'heic' | 'svg' | 'film' | 'foreign';

export class PhotoError extends Error {
  readonly fault: PhotoFault;
  constructor(fault: PhotoFault) {
    super(fault);
    this.fault = fault;
  }
}

/** A decoded picture as it lies in its file. `orientation` (EXIF, 1 to 8) says how it is meant to be seen. */
export interface OpenPhoto {
  source: HTMLImageElement;
  orientation: number;
  traces: Trace[];
}

// A phone with little memory decodes a picture of 60 million points (240 MB) with luck; past that it dies.
const MAX_PIXELS = 60_000_000;
const MAX_FILE_BYTES = 80_000_000;

/**
 * Opens a photo. Holds one decoded picture in memory until its `src` is taken away, so one at a time.
 * @throws PhotoError
 */
export async function openPhoto(file: File): Promise<OpenPhoto> {
  if (file.size === 0) throw new PhotoError('empty');
  const kind = refuseStrangers(fileKindOf(await bytesOf(file.slice(0, 512))));
  if (file.size > MAX_FILE_BYTES) throw new PhotoError('too-big');
  const { traces, orientation, picture } = await lookInto(file, kind);
  if (!canvasWorks()) throw new PhotoError('no-canvas');
  // Slices of the file, not copies; without its EXIF, so that old browsers and new ones turn it alike: not at all. With
  // its type: Firefox judges a picture without one by its first slice, the two bytes of SOI.
  const slices = picture.map(([start, end]) => file.slice(start, end));
  const source = await decode(blobOf(slices, `image/${kind}`));
  return { source, orientation, traces };
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

function refuseStrangers(kind: Kind): Picture {
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

/**
 * A picture on a canvas of its own, upright, long side at most `side` pixels, white where it was clear.
 * @throws PhotoError
 */
export function drawUpright(
  source: HTMLImageElement | HTMLCanvasElement,
  orientation: number,
  side: number,
): HTMLCanvasElement {
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

/** Safari 13 has no Blob.arrayBuffer. */
export const bytesOf = async (blob: Blob) => new Uint8Array(await new Response(blob).arrayBuffer());
