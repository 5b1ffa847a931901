/** A request to mail numbers again, signed by whoever reads the mails that are missing. */
import { ed25519 } from '@noble/curves/ed25519.js';
import {
  decodeResend,
  encodeResend,
  resendMessage,
  type ResendRequest,
} from '../../worker/contract/resend.ts';
import { fromBase64url } from './bytes.ts';

/**
 * The record of `request`, signed with the seed of the reader's reply key (32 bytes).
 * @throws RangeError on no range, more than 20, more than 200 numbers, or a field of the wrong length.
 */
export function signResend(request: ResendRequest, replySeed: Uint8Array): Uint8Array {
  const unsigned = encodeResend(request, new Uint8Array(64));
  return encodeResend(request, ed25519.sign(resendMessage(unsigned), replySeed));
}

/** What a record asks for; null when it is none, or not signed with `replyKey` (base64url, 32 bytes). */
export function readResend(record: Uint8Array, replyKey: string): ResendRequest | null {
  const read = decodeResend(record);
  if (!read) return null;
  const { sig, ...request } = read;
  try {
    // Strict RFC 8032: the laxer rules accept one signature under several keys of small order.
    const isSigned = ed25519.verify(sig, resendMessage(record), fromBase64url(replyKey), { zip215: false });
    return isSigned ? request : null;
  } catch {
    return null;
  }
}
