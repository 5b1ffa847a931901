/** A reply of the police, sealed to the key inside one tip and signed by the inbox (PROTOCOL.md, '"Mailed" is not "arrived"'). */
import { Decrypter, Encrypter } from 'age-encryption';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import {
  REPLY_AGE_SIZE,
  REPLY_PLAIN_SIZE,
  replyMessage,
  type AddressedReply,
  type SealedReply,
} from '../../worker/contract/reply.ts';
import { fromBase64url } from './bytes.ts';
import { cleanText } from './tip.ts';

/**
 * Longest reply, in UTF-16 units after cleaning: at three bytes a unit, the most that UTF-8 takes, any script fits
 * the 2,046 bytes of the frame.
 */
export const REPLY_LIMIT = 680;

/** What the sender of a tip knows: their age identity and box from the receipt, the inbox's reply key (base64url). */
export interface ReplyReader {
  identity: string;
  box: Uint8Array;
  replyKey: string;
}

/**
 * `forged`: not signed by the inbox for this very mailbox and day, so nobody may be shown it as an answer of the
 * police; `damaged`: signed, but it does not open or is no reply inside.
 */
export type ReplyFault = 'forged' | 'damaged';

/**
 * Seals `text` (cleaned, at most 680 UTF-16 units of it) to the recipient `replyTo` that stands in the tip, and signs
 * it with the seed of the inbox's reply key (32 bytes). `box` are 32 bytes, `day` is `dayOf` now.
 * @throws Error when `replyTo` is no hybrid recipient, or the result has not the exact size of every reply.
 */
export async function sealReply(
  text: string,
  replyTo: string,
  { inbox, box, day }: Omit<AddressedReply, 'sig' | 'ct'>,
  replySeed: Uint8Array,
): Promise<AddressedReply> {
  if (!replyTo.startsWith('age1pq1')) throw new Error('not a hybrid recipient');
  const encrypter = new Encrypter();
  encrypter.addRecipient(replyTo);
  const frame = encodeFrame(text);
  const ct = await encrypter.encrypt(frame);
  frame.fill(0);
  if (ct.length !== REPLY_AGE_SIZE) throw new Error('sealed reply of an unexpected size');
  const sig = ed25519.sign(replyMessage({ inbox, box, day }, sha256(ct)), replySeed);
  return { inbox, box, day, sig, ct };
}

/**
 * Opens what lay in a slot of the sender's mailbox. The signature comes first: a forged reply is never decrypted.
 * `reader.replyKey` must be the key of the inbox that `reply.inbox` names.
 */
export async function openReply(
  reply: SealedReply,
  { identity, box, replyKey }: ReplyReader,
): Promise<{ text: string } | { fault: ReplyFault }> {
  if (!isSigned({ ...reply, box }, replyKey)) return { fault: 'forged' };
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    return { text: decodeFrame(await decrypter.decrypt(reply.ct)) };
  } catch {
    return { fault: 'damaged' };
  }
}

function isSigned(reply: AddressedReply, replyKey: string): boolean {
  try {
    // Strict RFC 8032: the laxer rules accept one signature under several keys of small order.
    return ed25519.verify(reply.sig, replyMessage(reply, sha256(reply.ct)), fromBase64url(replyKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}

// `u16be length | UTF-8 | zeros`, 2,048 bytes.
function encodeFrame(text: string): Uint8Array {
  const utf8 = new TextEncoder().encode(cleanText(text, REPLY_LIMIT));
  const frame = new Uint8Array(REPLY_PLAIN_SIZE);
  new DataView(frame.buffer).setUint16(0, utf8.length);
  frame.set(utf8, 2);
  return frame;
}

/** @throws Error on another size, a length over the frame, non-zero padding or invalid UTF-8. */
function decodeFrame(frame: Uint8Array): string {
  const end = 2 + new DataView(frame.buffer, frame.byteOffset, 2).getUint16(0);
  if (
    frame.length !== REPLY_PLAIN_SIZE ||
    end > frame.length ||
    frame.subarray(end).some((byte) => byte !== 0)
  )
    throw new Error('not a reply');
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(frame.subarray(2, end));
}
