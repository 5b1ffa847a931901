/** The officer's key file: a passphrase-protected age file, one identity a line, old ones kept (PROTOCOL.md, "Keys"). */
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { ed25519 } from '@noble/curves/ed25519.js';
import { fromBase64url, randomBytes, toBase64url } from './bytes.ts';
import type { PublicHalf } from './public-half.ts';

/** The secret half of an inbox. `identities[0]` is the newest; `replySeed` is an Ed25519 seed (32 bytes). */
export interface InboxSecrets {
  inbox: string;
  identities: string[];
  replySeed: Uint8Array;
}

/** `not-a-key-file`: not age or not ours inside; `damaged`: the passphrase fits or cannot be tried, the file fails. */
export type KeyFileFault = 'not-a-key-file' | 'wrong-passphrase' | 'damaged';

export class KeyFileError extends Error {
  readonly fault: KeyFileFault;
  constructor(fault: KeyFileFault) {
    super(fault);
    this.fault = fault;
  }
}

/** The secrets of an inbox that had none. */
export async function makeSecrets(inbox: string): Promise<InboxSecrets> {
  return { inbox, identities: [await generateHybridIdentity()], replySeed: randomBytes(32) };
}

/**
 * The same inbox with a new identity before the old ones, which still open old mails. The reply key stays: phones know
 * only the one in content, and call replies under any other forged.
 */
export async function renewSecrets(secrets: InboxSecrets): Promise<InboxSecrets> {
  return { ...secrets, identities: [await generateHybridIdentity(), ...secrets.identities] };
}

/** Writes a key file. `logN` is the scrypt work factor: 18, or 17 on weak PCs. */
export async function writeKeyFile(
  secrets: InboxSecrets,
  passphrase: string,
  logN = 18,
): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(logN);
  const lines = [
    `# la-chan inbox: ${secrets.inbox}`,
    `# reply-key: ${toBase64url(secrets.replySeed)}`,
    ...secrets.identities,
    '',
  ];
  return encrypter.encrypt(lines.join('\n'));
}

/**
 * Reads a key file. Slow (scrypt, about 256 MiB of memory): run it in a worker.
 * @throws KeyFileError
 */
export async function readKeyFile(bytes: Uint8Array, passphrase: string): Promise<InboxSecrets> {
  const head = new TextDecoder().decode(bytes.subarray(0, 32));
  if (!head.startsWith('age-encryption.org/v1\n-> scrypt ')) throw new KeyFileError('not-a-key-file');
  const decrypter = new Decrypter();
  // The passphrase is six ASCII words: forgive what a Vietnamese keyboard or a hasty hand adds.
  decrypter.addPassphrase(
    passphrase
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '-'),
  );
  let text: string;
  try {
    text = await decrypter.decrypt(bytes, 'text');
  } catch (error) {
    const noMatch = error instanceof Error && error.message.includes('no identity matched');
    throw new KeyFileError(noMatch ? 'wrong-passphrase' : 'damaged');
  }
  const inbox = /^# la-chan inbox: ([a-z0-9-]+)$/m.exec(text)?.[1];
  const reply = /^# reply-key: ([A-Za-z0-9_-]{43})$/m.exec(text)?.[1];
  const identities = text.match(/^AGE-SECRET-KEY-PQ-1[A-Z0-9]+$/gm) ?? [];
  if (!inbox || !reply || identities.length === 0) throw new KeyFileError('not-a-key-file');
  return { inbox, identities: [...identities], replySeed: fromBase64url(reply) };
}

/** The public half: the recipient of the newest identity and the reply key, base64url. */
export async function publicHalf(secrets: InboxSecrets): Promise<PublicHalf> {
  const [newest] = secrets.identities;
  if (!newest) throw new KeyFileError('not-a-key-file');
  return {
    inbox: secrets.inbox,
    recipient: await identityToRecipient(newest),
    replyKey: toBase64url(ed25519.getPublicKey(secrets.replySeed)),
  };
}
