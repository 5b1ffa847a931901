/**
 * The wire between a phone and the Worker: sizes, offsets, endpoints, codes (protocol.md, "Sealed tip" and
 * "Endpoints"). The only file that site and worker share, so it imports nothing and knows no cryptography.
 */

/** Bytes of one size class: the padded plaintext, the age file around it, the request body around that. */
export interface SizeClass {
  plain: number;
  age: number;
  wire: number;
}

export const SIZE_CLASSES: readonly [SizeClass, SizeClass, SizeClass] = [
  { plain: 16_384, age: 19_600, wire: 20_624 },
  { plain: 524_288, age: 527_616, wire: 528_640 },
  { plain: 3_145_728, age: 3_149_696, wire: 3_150_720 },
];

/** Bytes of the age header with exactly two `mlkem768x25519` stanzas and its MAC. */
export const AGE_HEADER_SIZE = 3_184;

export const TIP_HEADER_SIZE = 1_024;
export const MAX_PROOF_SIZE = 958;
export const INBOX_ID_SIZE = 64;
export const SID_SIZE = 16;
export const STATUS_BODY_SIZE = INBOX_ID_SIZE + SID_SIZE;
export const MAX_ACKS = 200;
export const ANSWER_SIZE = 256;
export const CHALLENGE_ANSWER_SIZE = 1_024;

export const ENDPOINTS = {
  challenge: '/api/challenge',
  tips: '/api/tips',
  status: '/api/status',
  acks: '/api/acks',
  health: '/api/health',
} as const;

export type ErrorCode =
  'bad-frame' | 'id-conflict' | 'key-revoked' | 'attachments-paused' | 'pow' | 'slow' | 'store' | 'not-found';

/** `Retry-After` (seconds) from which on a 429 means "this inbox is full", not "wait a moment". */
export const FULL_RETRY_AFTER = 3_600;

/** Where a tip stands, as its sender may learn it, with the day (`YYYY-MM-DD`, Vietnam's) it got there. */
export type TipStatus = 'unknown' | 'held' | 'mailed' | 'opened' | 'escalated';
export interface StatusAnswer {
  status: TipStatus;
  day: string | null;
}

export type SizeClassIndex = 0 | 1 | 2;

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

/**
 * An inbox id as the fixed 64 bytes that name it in a request body.
 * @throws RangeError when the id is longer.
 */
export function encodeInboxId(id: string): Uint8Array {
  const bytes = new Uint8Array(INBOX_ID_SIZE);
  bytes.set(new TextEncoder().encode(id), 0);
  return bytes;
}

/** The inbox id in 64 bytes: lower-case ASCII letters, digits and dashes, then zeros. Anything else is null. */
export function decodeInboxId(bytes: Uint8Array): string | null {
  const text = String.fromCharCode(...bytes);
  const match = bytes.length === INBOX_ID_SIZE ? /^([a-z0-9-]+)\0*$/.exec(text) : null;
  return match?.[1] ?? null;
}

/**
 * What the line says in each mail (`lo.json`, protocol.md "Storage and delivery"). `files` maps a number to the
 * hex SHA-256 of its age file. `to` is not in the protocol: without it an officer one level up, who gets only
 * some of the tips, would read every number she was not sent as a lost one.
 */
export interface MailNote {
  v: 1;
  inbox: string;
  to: 'unit' | 'oversight';
  kind: 'batch' | 'heartbeat';
  hour: string;
  files: Record<string, string>;
  last: number;
}

/** The attachment itself: the note as the exact text that was signed, and its Ed25519 signature, base64url. */
export interface SignedMailNote {
  note: string;
  sig: string;
}

export const MAIL_NOTE_NAME = 'lo.json';

/** The bytes that are signed: a context line, so that the key can never be made to sign something else. */
export function mailNoteMessage(note: string): Uint8Array {
  return new TextEncoder().encode(`TIPL1\n${note}`);
}

/** Name of a tip in a mail: its number and the first 8 hex digits of its age file's SHA-256. */
export function tipFileName(seq: number, hashHex: string): string {
  return `tin-${String(seq).padStart(6, '0')}-${hashHex.slice(0, 8)}.age`;
}
