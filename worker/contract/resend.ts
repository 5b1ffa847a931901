/** "Please mail these numbers again" (PROTOCOL.md, "Endpoints"). */
import type { Audience } from './audience.ts';
import { INBOX_ID_SIZE, decodeInboxId, encodeInboxId } from './inbox-id.ts';
import { OPERATOR_TOKEN_SIZE } from './operator.ts';
import { SIGNATURE_SIZE } from './sizes.ts';

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
export const RESEND_RECORD_SIZE = RESEND_BODY_SIZE + SIGNATURE_SIZE;
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
    sig.length === SIGNATURE_SIZE &&
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
