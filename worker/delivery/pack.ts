/** Which tips go into one mail. */
import { MAILED_HEAD_SIZE } from '../contract/mailed-file.ts';
import { SIZE_CLASSES, type SizeClassIndex } from '../contract/sizes.ts';

/** What a carrier takes in one mail: attachments, and bytes of the whole message as it travels. */
export interface Limits {
  attachments: number;
  bytes: number;
}

export interface Candidate {
  tip: number;
  sizeClass: SizeClassIndex;
}

/** Headers, text and `lo.json` of a mail, and the headers of one attachment, both more than they ever were. */
const MAIL_OVERHEAD = 16_384;
const ATTACHMENT_OVERHEAD = 512;

/** What one tip adds to a mail: base64 in lines of 76 characters and their ends. */
const encodedSize = (sizeClass: SizeClassIndex) =>
  Math.ceil((SIZE_CLASSES[sizeClass].age + MAILED_HEAD_SIZE) / 57) * 78 + ATTACHMENT_OVERHEAD;

/** Bytes of a mail with tips of these classes, rather too many than too few. */
export function mailSize(classes: readonly SizeClassIndex[]): number {
  return classes.reduce<number>((sum, sizeClass) => sum + encodedSize(sizeClass), MAIL_OVERHEAD);
}

/** Whether a mail with this one tip stays under the limits. */
export function fits(sizeClass: SizeClassIndex, { bytes }: Limits): boolean {
  return mailSize([sizeClass]) <= bytes;
}

/**
 * The candidates for one mail, in their order; what does not fit any more is passed over. One attachment is the signed
 * note. The first is always among them: the mailbox itself shall say that it is too large, and nothing waits behind it.
 */
export function pack(candidates: readonly Candidate[], limits: Limits): Candidate[] {
  const packed: Candidate[] = [];
  let room = limits.bytes - MAIL_OVERHEAD;
  for (const candidate of candidates) {
    const size = encodedSize(candidate.sizeClass);
    if (packed.length > 0 && (size > room || packed.length >= limits.attachments - 1)) continue;
    packed.push(candidate);
    room -= size;
  }
  return packed;
}
