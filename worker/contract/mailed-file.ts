/**
 * A tip as it is attached to a mail (PROTOCOL.md, "Mailed file"): `"TIPM" | u8 1 | zero[3] | key[32] | the age file,
 * encrypted with AES-256-CTR under that key, counter block zero`. The key hides nothing from a reader. It is drawn
 * anew for each mailing, so that whoever sends a tip cannot choose a byte that a mail scanner sees.
 */
export const MAILED_HEAD_SIZE = 40;
const MAILED_MAGIC = [0x54, 0x49, 0x50, 0x4d, 1, 0, 0, 0];

/** The 40 bytes before the encrypted age file. @throws RangeError when the key has not 32 bytes. */
export function encodeMailedHead(key: Uint8Array): Uint8Array {
  if (key.length !== 32) throw new RangeError('key of the wrong length');
  return new Uint8Array([...MAILED_MAGIC, ...key]);
}

/** The key at the beginning of a mailed file, or null when it is none (then it may be a bare age file, as once mailed). */
export function decodeMailedHead(bytes: Uint8Array): Uint8Array | null {
  const isMailed =
    bytes.length >= MAILED_HEAD_SIZE && MAILED_MAGIC.every((byte, index) => bytes[index] === byte);
  return isMailed ? bytes.slice(MAILED_MAGIC.length, MAILED_HEAD_SIZE) : null;
}
