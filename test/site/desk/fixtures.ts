/** Keys, tips and mails for the tests of the officer's tool, made by the code that makes the real ones. */
import { ctr } from '@noble/ciphers/aes.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { InboxManifest } from '../../../site/desk/intake/manifest.ts';
import { toBase64url, toHex, randomBytes } from '../../../site/envelope/bytes.ts';
import { writeKeyFile } from '../../../site/envelope/key-file.ts';
import { kidHexOf } from '../../../site/envelope/keys.ts';
import { sealTip } from '../../../site/envelope/seal.ts';
import type { Tip } from '../../../site/envelope/tip.ts';
import { encodeMailedHead } from '../../../worker/contract/mailed-file.ts';
import { MANIFEST_NAME, manifestMessage, SUBJECTS, tipFileName } from '../../../worker/contract/manifest.ts';

export const PASSPHRASE = 'bao-cham-dong-khoi-minh-tung';

/** An inbox with its unit's and its oversight's identity. */
export interface TestInbox {
  id: string;
  unit: string;
  oversight: string;
  recipients: [string, string];
  replySeed: Uint8Array;
}

/** A file that a mail brings, and its hash, which the manifest signs. */
export interface SealedFile {
  hash: string;
  bytes: Uint8Array;
}

/** The key with which the line signs its mails, and the public half that is built into the tool. */
export function makeLine(): { seed: Uint8Array; publicKey: string } {
  const seed = randomBytes(32);
  return { seed, publicKey: toBase64url(ed25519.getPublicKey(seed)) };
}

export async function makeInbox(id: string): Promise<TestInbox> {
  const [unit, oversight] = [await generateHybridIdentity(), await generateHybridIdentity()];
  return {
    id,
    unit,
    oversight,
    recipients: [await identityToRecipient(unit), await identityToRecipient(oversight)],
    replySeed: randomBytes(32),
  };
}

/** A key file that opens in a moment; `logN` 18 is what officers have. */
export function keyFileOf(inbox: TestInbox, logN = 10): Promise<Uint8Array> {
  return writeKeyFile(
    { inbox: inbox.id, identities: [inbox.unit], replySeed: inbox.replySeed },
    PASSPHRASE,
    logN,
  );
}

export function makeTip(inbox: TestInbox, fields: Partial<Tip> = {}): Tip {
  return {
    v: 1,
    type: 'tip',
    id: toHex(randomBytes(16)),
    ack: toBase64url(randomBytes(16)),
    inbox: inbox.id,
    kid: kidHexOf(inbox.recipients),
    created: '2026-11-21',
    category: 'sale',
    text: 'Có người lạ hay đứng ở đầu ngõ lúc tối.',
    where: null,
    when: null,
    reply: null,
    thread: null,
    part: [1, 1],
    files: [],
    ...fields,
  };
}

/** A sealed tip in the old form of a mailed file: the bare age file. */
export async function seal(inbox: TestInbox, tip: Tip, blobs?: Uint8Array): Promise<SealedFile> {
  const { age } = await sealTip(tip, randomBytes(16), inbox.recipients, blobs);
  return { hash: toHex(sha256(age)), bytes: age };
}

/** The same tip in the form in which the line mails it today. */
export function mailed({ bytes: age }: SealedFile): SealedFile {
  const key = randomBytes(32);
  const bytes = Buffer.concat([encodeMailedHead(key), ctr(key, new Uint8Array(16)).encrypt(age)]);
  return { hash: toHex(sha256(bytes)), bytes: new Uint8Array(bytes) };
}

/** What one mail says of `files`; `last` is the highest number unless told. */
export function manifestOf(
  inbox: TestInbox,
  files: Record<number, SealedFile>,
  fields: Partial<InboxManifest> = {},
): InboxManifest {
  return {
    v: 2,
    inbox: inbox.id,
    to: 'unit',
    kind: 'batch',
    hour: '2026-11-21T07',
    files: Object.fromEntries(Object.entries(files).map(([number, { hash }]) => [number, hash])),
    last: Math.max(0, ...Object.keys(files).map(Number)),
    ...fields,
  };
}

/** The bytes of `lo.json`, signed with `seed`. A heartbeat of version 2 may name several inboxes. */
export function signManifest(
  manifest: InboxManifest,
  seed: Uint8Array,
  others: InboxManifest[] = [],
): Uint8Array {
  const { v, kind, hour } = manifest;
  const inboxes = [manifest, ...others].map(({ inbox, to, last }) => ({ inbox, to, last }));
  const text = JSON.stringify(v === 2 && kind === 'heartbeat' ? { v, kind, hour, inboxes } : manifest);
  const sig = toBase64url(ed25519.sign(manifestMessage(text), seed));
  return new TextEncoder().encode(JSON.stringify({ note: text, sig }));
}

/** The name of a file in a mail; those of the old form ended in `.age`. */
export function fileNameOf(number: number, { hash, bytes }: SealedFile): string {
  const name = tipFileName(number, hash);
  return bytes[0] === 0x61 ? name.replace(/tin$/, 'age') : name;
}

/** A mail as the line sends it. */
export function mailOf(lo: Uint8Array | null, files: Record<number, SealedFile>): Promise<Buffer> {
  const tips = Object.entries(files).map(([number, file]) =>
    attachment(fileNameOf(Number(number), file), file.bytes),
  );
  return composeMail([...tips, ...(lo ? [attachment(MANIFEST_NAME, lo)] : [])]);
}

export const attachment = (filename: string, bytes: Uint8Array, contentType?: string) => ({
  filename,
  content: Buffer.from(bytes),
  ...(contentType ? { contentType } : {}),
});

export function composeMail(
  attachments: ReturnType<typeof attachment>[],
  subject = SUBJECTS.batch,
  text = 'Mở các tệp đính kèm bằng công cụ mở tin.',
): Promise<Buffer> {
  const mail = new MailComposer({
    from: 'duong-day@line.test',
    to: 'hop-thu@inbox.test',
    subject,
    text,
    attachments,
  });
  return mail.compile().build();
}
