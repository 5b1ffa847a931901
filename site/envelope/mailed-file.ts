/** Out of a mailed file comes the age file that was put into it (PROTOCOL.md, "Mailed file"). */
import { ctr } from '@noble/ciphers/aes.js';
import { decodeMailedHead, MAILED_HEAD_SIZE } from '../../worker/contract/mailed-file.ts';

/** The age file inside a mailed file; anything else, a bare age file above all, comes back as it is. */
export function ageOfMailed(bytes: Uint8Array): Uint8Array {
  const key = decodeMailedHead(bytes);
  return key ? ctr(key, new Uint8Array(16)).decrypt(bytes.subarray(MAILED_HEAD_SIZE)) : bytes;
}
