/** Seals a tip on the phone: frame, age file for two hybrid recipients, request body. */
import { Encrypter } from 'age-encryption';
import { sha256 } from '@noble/hashes/sha2.js';
import { SIZE_CLASSES, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import { encodeTipHeader } from '../../worker/contract/tip-header.ts';
import { fromBase64url } from './bytes.ts';
import { encodeFrame } from './frame.ts';
import { kidOf } from './keys.ts';
import type { Tip } from './tip.ts';

/** A sealed tip without its proof of work: the same bytes are sent however often the line breaks. */
export interface SealedTip {
  sizeClass: SizeClassIndex;
  kid: Uint8Array;
  sid: Uint8Array;
  ackHash: Uint8Array;
  age: Uint8Array;
}

/**
 * Seals `tip` to exactly two `age1pq1` recipients.
 * @throws Error when a recipient is not a hybrid one or the result has not the exact size of its class
 * (a downgraded library must never weaken a tip silently).
 */
export async function sealTip(
  tip: Tip,
  sid: Uint8Array,
  recipients: readonly [string, string],
  blobs?: Uint8Array,
): Promise<SealedTip> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    if (!recipient.startsWith('age1pq1')) throw new Error('not a hybrid recipient');
    encrypter.addRecipient(recipient);
  }
  const { sizeClass, frame } = encodeFrame(tip, blobs);
  const age = await encrypter.encrypt(frame);
  frame.fill(0);
  if (age.length !== SIZE_CLASSES[sizeClass].age) throw new Error('sealed tip of an unexpected size');
  return { sizeClass, kid: kidOf(recipients), sid, ackHash: sha256(fromBase64url(tip.ack)), age };
}

/** The request body of a sealed tip: exactly the wire size of its class. */
export function wireOf(sealed: SealedTip, proof: string): Uint8Array {
  const header = encodeTipHeader({ ...sealed, proof });
  const wire = new Uint8Array(SIZE_CLASSES[sealed.sizeClass].wire);
  wire.set(header, 0);
  wire.set(sealed.age, header.length);
  return wire;
}
