/** Puts an age file into the form in which it is mailed (PROTOCOL.md, "Mailed file"). */
import { encodeMailedHead, MAILED_HEAD_SIZE } from '../contract/mailed-file.ts';

/** A tip ready to be attached: its bytes, 40 more than the age file, and their hex SHA-256. */
export interface MailedFile {
  bytes: Uint8Array;
  hash: string;
}

/** The age file under a fresh random key: the same tip twice gives two files that have nothing in common. */
export async function mailedFileOf(age: Uint8Array<ArrayBuffer>): Promise<MailedFile> {
  const key = crypto.getRandomValues(new Uint8Array(32));
  const cipher = { name: 'AES-CTR', counter: new Uint8Array(16), length: 64 };
  const aesKey = await crypto.subtle.importKey('raw', key, 'AES-CTR', false, ['encrypt']);
  const bytes = new Uint8Array(MAILED_HEAD_SIZE + age.length);
  bytes.set(encodeMailedHead(key), 0);
  bytes.set(new Uint8Array(await crypto.subtle.encrypt(cipher, aesKey, age)), MAILED_HEAD_SIZE);
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return { bytes, hash: Buffer.from(digest).toString('hex') };
}
