/**
 * The wire between a phone and the Worker: sizes, offsets, endpoints, codes (PROTOCOL.md, "Sealed tip" and
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
/** Inbox id[64] and size class[1]; without the latter, as earlier pages ask, the challenge is for the largest. */
export const CHALLENGE_BODY_SIZE = INBOX_ID_SIZE + 1;
export const STATUS_BODY_SIZE = INBOX_ID_SIZE + SID_SIZE;
export const MAX_ACKS = 200;
export const BOX_SIZE = 32;
export const ANSWER_SIZE = 256;
export const CHALLENGE_ANSWER_SIZE = 1_024;

export const ENDPOINTS = {
  challenge: '/api/challenge',
  tips: '/api/tips',
  status: '/api/status',
  acks: '/api/acks',
  mailbox: '/api/mailbox',
  replies: '/api/replies',
  resends: '/api/resends',
  health: '/api/health',
  state: '/api/state',
  canaries: '/api/canaries',
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

/**
 * What the line says of itself to anybody. `mailKey`: the key that checks the signature of its mails (base64url, 43
 * characters), `commit`: what its code was built from, each null when it does not know; `time`: its clock, in seconds.
 */
export interface HealthAnswer {
  line: 'ok' | 'degraded';
  mailKey: string | null;
  version: string | null;
  commit: string | null;
  time: number;
}

/** Bytes of the operator's token, the secret `OPERATOR_TOKEN` in base64url. */
export const OPERATOR_TOKEN_SIZE = 32;
export const STATE_BODY_SIZE = OPERATOR_TOKEN_SIZE + INBOX_ID_SIZE;

/**
 * How the mails of an inbox to one of its two mailboxes fare. Buckets, never counts. `waiting`: tips not yet mailed,
 * up to 10, up to 100, more; for the unit `paused`: attachments are refused, `full`: all are. `oldest`: how long ago
 * the oldest of them was accepted. `set-apart`: mails leave, but the mailbox refuses one tip or more by itself.
 * `fault`: why the last mail failed, or that tip (an SMTP or provider code, at most 40 letters).
 */
export interface MailState {
  waiting: 'none' | 'few' | 'some' | 'many' | 'paused' | 'full' | 'unknown';
  oldest: 'none' | 'day' | 'week' | 'longer' | 'unknown';
  mail: 'ok' | 'retrying' | 'refused' | 'set-apart' | 'unknown';
  fault: string | null;
}

/**
 * How one inbox fares, told to whoever brings the operator's token (`token[32], inbox id[64]`): its unit's mailbox,
 * its oversight's, and what ended its last alarm before the end, or its last acceptance (null: nothing did). With such
 * a fault the rest may be `unknown`. `alerts`: the kinds of what the line tells its operator now, of this inbox or of
 * itself.
 */
export interface StateAnswer extends MailState {
  oversight: MailState;
  alarm: string | null;
  alerts: string[];
}

export const STATE_ANSWER_SIZE = 512;

/** The operator's own trial tip, to be mailed to oversight and not to the unit: `token[32], inbox id[64], sid[16]`. */
export const CANARY_BODY_SIZE = OPERATOR_TOKEN_SIZE + STATUS_BODY_SIZE;

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

/** What a phone asks a challenge with. @throws RangeError when the id is too long. */
export const encodeChallengeBody = (id: string, sizeClass: SizeClassIndex): Uint8Array =>
  new Uint8Array([...encodeInboxId(id), sizeClass]);

/** Who a mail is for: the police unit of an inbox, or its oversight one level up. Each has numbers of its own. */
export type Audience = 'unit' | 'oversight';
export const AUDIENCES: readonly Audience[] = ['unit', 'oversight'];

/** One inbox as one mailbox knows it: `last` is the highest number that was ever given to its audience. */
export interface NumberedInbox {
  inbox: string;
  to: Audience;
  last: number;
}

/**
 * What the line says in each mail (`lo.json`, PROTOCOL.md "Mails"). A batch: `files` maps a number to the hex SHA-256
 * of that file as mailed; `again` when none of them is new, so that no number below is missed. A heartbeat: every inbox whose mails come to this mailbox. `hour` is UTC's, `YYYY-MM-DDTHH`.
 */
export type MailNote =
  | ({ v: 2; kind: 'batch'; hour: string; files: Record<string, string>; again?: true } & NumberedInbox)
  | { v: 2; kind: 'heartbeat'; hour: string; inboxes: NumberedInbox[] };

/** Subjects of the line's mails: they tell the two kinds apart and nothing more. */
export const SUBJECTS: Readonly<Record<MailNote['kind'], string>> = {
  batch: 'Tin báo - lô mới',
  heartbeat: 'Tin báo - thư sáng',
};

/** Subject of what the line tells its operator. */
export const ALERT_SUBJECT = 'Tin báo - cần người vận hành';

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

/** Name of a tip in a mail: its number and the first 8 hex digits of the mailed file's SHA-256. */
export function tipFileName(seq: number, hashHex: string): string {
  return `tin-${String(seq).padStart(6, '0')}-${hashHex.slice(0, 8)}.tin`;
}

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

/** Days are Vietnam's (UTC+7, no summer time): a tip of the early morning must not be told as yesterday's. */
const VIETNAM = 7 * 3_600_000;
const DAY = 86_400_000;

/** The day of `time` (ms) on Vietnam's calendar, counted from 1970-01-01. On the wire: u16be, good until 2149. */
export const dayOf = (time: number): number => Math.floor((time + VIETNAM) / DAY);

/** `YYYY-MM-DD` of a day number. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * A sealed reply as it lies in a mailbox: `ct` is the age file for the one recipient inside the tip (3,707 bytes,
 * which hold 2,048), `sig` the Ed25519 signature of `replyMessage` under the inbox's reply key (64 bytes), `day`
 * the day of its signing.
 */
export interface SealedReply {
  inbox: string;
  day: number;
  sig: Uint8Array;
  ct: Uint8Array;
}

/** A sealed reply on its way there: `box` (32 bytes) is the secret name of the mailbox, which the tip carried. */
export interface AddressedReply extends SealedReply {
  box: Uint8Array;
}

export const REPLY_PLAIN_SIZE = 2_048;
export const REPLY_AGE_SIZE = 3_707;
export const MAILBOX_SLOTS = 8;
export const SLOT_SIZE = 4_096;
export const MAILBOX_ANSWER_SIZE = MAILBOX_SLOTS * SLOT_SIZE;

/**
 * One post of the officer's tool: a urlencoded form whose field `reply`, at most 20 times, is the base64url of
 * `encodeReply`. The mailbox it is for stands in each, so one post may answer many tips.
 */
export const REPLY_FIELD = 'reply';
export const MAX_REPLIES = 20;

// `u8 len(inbox), inbox[64], u16be day, sig[64], ct[3707]`: the same in a slot, after `u8 used`, and in a record,
// after `box[32]`.
const SIG_SIZE = 64;
const DAY_AT = 1 + INBOX_ID_SIZE;
const SIG_AT = DAY_AT + 2;
const CT_AT = SIG_AT + SIG_SIZE;
const BODY_SIZE = CT_AT + REPLY_AGE_SIZE;
export const REPLY_RECORD_SIZE = BOX_SIZE + BODY_SIZE;

function encodeBody({ inbox, day, sig, ct }: SealedReply): Uint8Array {
  const fits =
    sig.length === SIG_SIZE &&
    ct.length === REPLY_AGE_SIZE &&
    Number.isInteger(day) &&
    day >= 0 &&
    day < 65_536;
  if (!fits) throw new RangeError('reply field of the wrong length');
  const bytes = new Uint8Array(BODY_SIZE);
  bytes[0] = inbox.length;
  bytes.set(encodeInboxId(inbox), 1);
  new DataView(bytes.buffer).setUint16(DAY_AT, day);
  bytes.set(sig, SIG_AT);
  bytes.set(ct, CT_AT);
  return bytes;
}

function decodeBody(bytes: Uint8Array): SealedReply | null {
  const inbox = decodeInboxId(bytes.subarray(1, DAY_AT));
  if (inbox === null || inbox.length !== bytes[0]) return null;
  const day = new DataView(bytes.buffer, bytes.byteOffset).getUint16(DAY_AT);
  return { inbox, day, sig: bytes.slice(SIG_AT, CT_AT), ct: bytes.slice(CT_AT, BODY_SIZE) };
}

/**
 * The record of one reply as the officer's tool posts it: `box[32], u8 len(inbox), inbox[64], u16be day, sig[64],
 * ct[3707]`, 3,870 bytes.
 * @throws RangeError when a field has the wrong length.
 */
export function encodeReply(reply: AddressedReply): Uint8Array {
  if (reply.box.length !== BOX_SIZE) throw new RangeError('reply field of the wrong length');
  const bytes = new Uint8Array(REPLY_RECORD_SIZE);
  bytes.set(reply.box, 0);
  bytes.set(encodeBody(reply), BOX_SIZE);
  return bytes;
}

/** Reads such a record, or returns null when it is not one. Whether the signature fits is not decided here. */
export function decodeReply(bytes: Uint8Array): AddressedReply | null {
  if (bytes.length !== REPLY_RECORD_SIZE) return null;
  const body = decodeBody(bytes.subarray(BOX_SIZE));
  return body && { ...body, box: bytes.slice(0, BOX_SIZE) };
}

/**
 * The answer of a mailbox: 8 slots of 4,096 bytes, written over `noise` (32,768 random bytes), which stays wherever
 * a slot is unused or longer than its reply.
 * @throws RangeError on more than 8 replies or noise of another length.
 */
export function encodeMailbox(replies: readonly SealedReply[], noise: Uint8Array): Uint8Array {
  if (replies.length > MAILBOX_SLOTS || noise.length !== MAILBOX_ANSWER_SIZE)
    throw new RangeError('mailbox of the wrong size');
  const bytes = noise.slice();
  for (let slot = 0; slot < MAILBOX_SLOTS; slot++) {
    const reply = replies[slot];
    bytes[slot * SLOT_SIZE] = reply ? 1 : 0;
    if (reply) bytes.set(encodeBody(reply), slot * SLOT_SIZE + 1);
  }
  return bytes;
}

/**
 * The replies in the used slots of a mailbox's answer, in the order in which they came; null when the answer is
 * none. Nothing is checked but the shape: only `openReply` tells a real reply from a forged one.
 */
export function decodeMailbox(bytes: Uint8Array): SealedReply[] | null {
  if (bytes.length !== MAILBOX_ANSWER_SIZE) return null;
  const slots = Array.from({ length: MAILBOX_SLOTS }, (_, slot) =>
    bytes.subarray(slot * SLOT_SIZE, (slot + 1) * SLOT_SIZE),
  );
  return slots.flatMap((slot) => (slot[0] === 1 ? (decodeBody(slot.subarray(1)) ?? []) : []));
}

/**
 * What the reply key signs: `"TIPR1" | u8 len(inbox) | inbox | box[32] | SHA-256(ct)[32] | u16be day`, so that no
 * reply can be moved to another inbox, mailbox or day.
 */
export function replyMessage(reply: Omit<AddressedReply, 'sig' | 'ct'>, ctHash: Uint8Array): Uint8Array {
  const ascii = new TextEncoder();
  const inbox = ascii.encode(reply.inbox);
  return new Uint8Array([
    ...ascii.encode('TIPR1'),
    inbox.length,
    ...inbox,
    ...reply.box,
    ...ctHash,
    reply.day >> 8,
    reply.day & 255,
  ]);
}

/** Numbers of one inbox, both ends included. */
export interface NumberRange {
  from: number;
  to: number;
}

/**
 * "Please mail these numbers again", from whoever reads the mails of one audience. `day` is the day of its signing,
 * `once` 16 random bytes, so that nobody can repeat it.
 */
export interface ResendRequest {
  inbox: string;
  to: Audience;
  day: number;
  once: Uint8Array;
  ranges: NumberRange[];
}

/** The officer's tool posts it as a urlencoded form with one field, base64url of `encodeResend`. */
export const RESEND_FIELD = 'resend';
export const MAX_RESEND_RANGES = 20;
/** Numbers in all ranges of one request. */
export const MAX_RESEND_NUMBERS = 200;
const RANGES_AT = 1 + INBOX_ID_SIZE + 1 + 2 + 16 + 1;
/** What is signed; a record is this and the signature. */
const RESEND_BODY_SIZE = RANGES_AT + MAX_RESEND_RANGES * 8;
export const RESEND_RECORD_SIZE = RESEND_BODY_SIZE + SIG_SIZE;
/** An operator posts `token[32]` and the same record, whose signature is zero and is not looked at. */
export const OPERATOR_RESEND_SIZE = OPERATOR_TOKEN_SIZE + RESEND_RECORD_SIZE;

/**
 * The record of a request: `u8 len(inbox), inbox[64], u8 audience (0 unit, 1 oversight), u16be day, once[16],
 * u8 ranges, 20 times u32be from, u32be to (zero where there are fewer), sig[64]`, 309 bytes.
 * @throws RangeError on no range, more than 20, more than 200 numbers, or a field that is none.
 */
export function encodeResend(request: ResendRequest, sig: Uint8Array): Uint8Array {
  const { inbox, to, day, once, ranges } = request;
  const id = encodeInboxId(inbox);
  const fits =
    decodeInboxId(id) === inbox &&
    once.length === 16 &&
    sig.length === SIG_SIZE &&
    Number.isInteger(day) &&
    day >= 0 &&
    day < 65_536 &&
    areRanges(ranges);
  if (!fits) throw new RangeError('resend field of the wrong length');
  const bytes = new Uint8Array(RESEND_RECORD_SIZE);
  const view = new DataView(bytes.buffer);
  bytes[0] = inbox.length;
  bytes.set(id, 1);
  bytes[1 + INBOX_ID_SIZE] = to === 'unit' ? 0 : 1;
  view.setUint16(2 + INBOX_ID_SIZE, day);
  bytes.set(once, 4 + INBOX_ID_SIZE);
  bytes[RANGES_AT - 1] = ranges.length;
  for (const [index, range] of ranges.entries()) {
    view.setUint32(RANGES_AT + index * 8, range.from);
    view.setUint32(RANGES_AT + index * 8 + 4, range.to);
  }
  bytes.set(sig, RESEND_BODY_SIZE);
  return bytes;
}

/** Reads such a record, or returns null when it is not one. Whether the signature fits is not decided here. */
export function decodeResend(bytes: Uint8Array): (ResendRequest & { sig: Uint8Array }) | null {
  if (bytes.length !== RESEND_RECORD_SIZE) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const inbox = decodeInboxId(bytes.subarray(1, 1 + INBOX_ID_SIZE));
  const audience = bytes[1 + INBOX_ID_SIZE];
  const count = bytes[RANGES_AT - 1] ?? 0;
  if (inbox === null || inbox.length !== bytes[0] || audience === undefined || audience > 1) return null;
  const ranges = Array.from({ length: Math.min(count, MAX_RESEND_RANGES) }, (_, index) => ({
    from: view.getUint32(RANGES_AT + index * 8),
    to: view.getUint32(RANGES_AT + index * 8 + 4),
  }));
  const rest = bytes.subarray(RANGES_AT + count * 8, RESEND_BODY_SIZE);
  if (count > MAX_RESEND_RANGES || !areRanges(ranges) || rest.some((byte) => byte !== 0)) return null;
  return {
    inbox,
    to: audience === 0 ? 'unit' : 'oversight',
    day: view.getUint16(2 + INBOX_ID_SIZE),
    once: bytes.slice(4 + INBOX_ID_SIZE, RANGES_AT - 1),
    ranges,
    sig: bytes.slice(RESEND_BODY_SIZE),
  };
}

/** What the key of whoever reads these mails signs: a context, then all of the record but the signature. */
export function resendMessage(record: Uint8Array): Uint8Array {
  return new Uint8Array([...new TextEncoder().encode('TIPA1'), ...record.subarray(0, RESEND_BODY_SIZE)]);
}

function areRanges(ranges: readonly NumberRange[]): boolean {
  const numbers = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return (
    ranges.length > 0 &&
    ranges.length <= MAX_RESEND_RANGES &&
    numbers <= MAX_RESEND_NUMBERS &&
    ranges.every(
      ({ from, to }) =>
        Number.isInteger(from) && Number.isInteger(to) && from >= 1 && to >= from && to < 2 ** 32,
    )
  );
}
