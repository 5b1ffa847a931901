/** The photos and the recording of a draft, in its own list: as long as the list is the same one, so is the draft. */
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import type { Attachment } from '../form/draft.ts';

/**
 * Bytes of one photo and of the recording, so that six photos, two minutes and the longest text always fit the
 * largest size class, and one photo or the recording alone the middle one.
 */
export const MAX_PHOTO_BYTES = 440_000;
export const MAX_VOICE_BYTES = 480_000;
/** What the frame and its JSON may take beside the files: the longest text, and seven files described. */
const TEXT_ROOM = 20_000;

const isPhoto = ({ type }: Attachment) => type === 'image/jpeg';
export const photosOf = (files: readonly Attachment[]) => files.filter(isPhoto);
export const voiceOf = (files: readonly Attachment[]) => files.find((file) => !isPhoto(file)) ?? null;

/** Puts these photos, in their order, in the place of those in the list. */
export function setPhotos(files: Attachment[], photos: readonly Uint8Array[]): void {
  const named = photos.map((bytes, at) => ({ name: `anh-${at + 1}.jpg`, type: 'image/jpeg', bytes }));
  const voice = voiceOf(files);
  files.splice(0, files.length, ...named, ...(voice ? [voice] : []));
}

/** Puts a recording (or none) in the place of the one in the list. `type` is `audio/webm` or `audio/mp4`. */
export function setVoice(files: Attachment[], voice: { type: string; bytes: Uint8Array } | null): void {
  const named = voice && { ...voice, name: voice.type === 'audio/mp4' ? 'giong-noi.m4a' : 'giong-noi.webm' };
  files.splice(0, files.length, ...photosOf(files), ...(named ? [named] : []));
}

/** The size class that these files will take, with any text. Next to its border the larger one is told. */
export function classOf(files: readonly Attachment[]): 0 | 1 | 2 {
  if (files.length === 0) return 0;
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, TEXT_ROOM);
  return size <= SIZE_CLASSES[1].plain ? 1 : 2;
}
