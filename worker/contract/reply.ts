/** A sealed reply and the mailbox it lies in (PROTOCOL.md, "Replies"). */
import { INBOX_ID_SIZE, decodeInboxId, encodeInboxId } from './inbox-id.ts';
import { SIGNATURE_SIZE } from './sizes.ts';

export const BOX_SIZE = 32;

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
const DAY_AT = 1 + INBOX_ID_SIZE;
const SIG_AT = DAY_AT + 2;
const CT_AT = SIG_AT + SIGNATURE_SIZE;
const BODY_SIZE = CT_AT + REPLY_AGE_SIZE;
export const REPLY_RECORD_SIZE = BOX_SIZE + BODY_SIZE;

function encodeBody({ inbox, day, sig, ct }: SealedReply): Uint8Array {
  const fits =
    sig.length === SIGNATURE_SIZE &&
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
