/** The clear head of a sealed tip (PROTOCOL.md, "Sealed tip"). */
import type { SizeClassIndex } from './sizes.ts';

export const TIP_HEADER_SIZE = 1_024;
export const MAX_PROOF_SIZE = 958;

export const SID_SIZE = 16;

/** The clear head of a sealed tip. `proof` is the JSON text `{challenge, solution}`. */
export interface TipHeader {
  sizeClass: SizeClassIndex;
  kid: Uint8Array;
  sid: Uint8Array;
  ackHash: Uint8Array;
  proof: string;
}

const MAGIC = [0x54, 0x50, 0x57, 0x31]; // "TPW1"
const KID = { at: 8, size: 8 };
const SID = { at: 16, size: SID_SIZE };
const ACK_HASH = { at: 32, size: 32 };
const PROOF_LENGTH_AT = 64;
const PROOF_AT = 66;

/**
 * Writes the 1,024 byte head of a sealed tip.
 * @throws RangeError when a field has the wrong length or the proof is over 958 bytes.
 */
export function encodeTipHeader(header: TipHeader): Uint8Array {
  const proof = new TextEncoder().encode(header.proof);
  const fits =
    header.kid.length === KID.size &&
    header.sid.length === SID.size &&
    header.ackHash.length === ACK_HASH.size &&
    proof.length <= MAX_PROOF_SIZE;
  if (!fits) throw new RangeError('tip header field of the wrong length');
  const bytes = new Uint8Array(TIP_HEADER_SIZE);
  bytes.set(MAGIC, 0);
  bytes[4] = header.sizeClass;
  bytes.set(header.kid, KID.at);
  bytes.set(header.sid, SID.at);
  bytes.set(header.ackHash, ACK_HASH.at);
  new DataView(bytes.buffer).setUint16(PROOF_LENGTH_AT, proof.length);
  bytes.set(proof, PROOF_AT);
  return bytes;
}

/**
 * Reads the head of a sealed tip, or returns null when it is not one: wrong length, magic, size class,
 * non-zero padding, a proof over its limit or not UTF-8. Whether the proof is any good is not decided here.
 */
export function decodeTipHeader(bytes: Uint8Array): TipHeader | null {
  if (bytes.length !== TIP_HEADER_SIZE) return null;
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return null;
  const sizeClass = bytes[4];
  if (sizeClass !== 0 && sizeClass !== 1 && sizeClass !== 2) return null;
  const proofLength = new DataView(bytes.buffer, bytes.byteOffset).getUint16(PROOF_LENGTH_AT);
  if (proofLength > MAX_PROOF_SIZE) return null;
  const zeros = [bytes.subarray(5, 8), bytes.subarray(PROOF_AT + proofLength)];
  if (zeros.some((part) => part.some((byte) => byte !== 0))) return null;
  const cut = (field: { at: number; size: number }) => bytes.slice(field.at, field.at + field.size);
  try {
    const proof = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes.subarray(PROOF_AT, PROOF_AT + proofLength),
    );
    return { sizeClass, kid: cut(KID), sid: cut(SID), ackHash: cut(ACK_HASH), proof };
  } catch {
    return null;
  }
}
