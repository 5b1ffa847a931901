/** A photo drawn again: what leaves is a new picture that never had a place, a time, a camera or a film. */
import { MAX_PHOTO_BYTES } from './files.ts';
import type { Trace } from '../../photo/trace.ts';
import { pictureOnly } from '../../photo/jpeg.ts';
import { bytesOf, drawUpright, openPhoto, PhotoError } from '../../photo/open-photo.ts';

/** A JPEG of picture segments alone, and what its original carried. */
export interface Photo {
  bytes: Uint8Array;
  traces: Trace[];
}

/** Long side in pixels and JPEG quality: the next one is tried while the photo is over its size. */
const STEPS = [
  [1_600, 0.8],
  [1_600, 0.65],
  [1_280, 0.6],
  [1_024, 0.5],
  [800, 0.4],
] as const;

/**
 * Draws a photo again, long side at most 1,600 px, at most `MAX_PHOTO_BYTES`. Holds one decoded picture in memory
 * while it works, so it must be asked for one photo at a time.
 * @throws PhotoError
 */
export async function redrawPhoto(file: File): Promise<Photo> {
  const { source, orientation, traces } = await openPhoto(file);
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
    const canvas = drawUpright(source, orientation, side);
    // Each try is smaller than the one before it; together they would fill the memory.
    // eslint-disable-next-line no-await-in-loop
    const bytes = await toJpeg(canvas, quality);
    canvas.width = canvas.height = 0;
    if (bytes.length <= MAX_PHOTO_BYTES) return bytes;
  }
  throw new PhotoError('too-big');
}

async function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (blob?.type !== 'image/jpeg') throw new PhotoError('no-canvas');
  // Whatever this browser adds of its own (a colour profile, its name) goes as well.
  return pictureOnly(await bytesOf(blob));
}
