/** The list that the line signs and puts into each mail (`lo.json`): the only proof of a tip's number. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { mailNoteMessage, type MailNote } from '../../worker/contract.ts';
import { fromBase64url } from '../envelope/bytes.ts';

/**
 * Reads the bytes of a `lo.json` and checks its signature with the line's `publicKey` (base64url, 32 bytes).
 * Null when the signature does not fit or the note has not the shape of `MailNote`: nobody may know which.
 */
export function readMailNote(bytes: Uint8Array, publicKey: string): MailNote | null {
  try {
    const { note, sig } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof note !== 'string' || typeof sig !== 'string') return null;
    // Strict RFC 8032: the laxer rules accept one signature under several keys of small order.
    const signed = ed25519.verify(fromBase64url(sig), mailNoteMessage(note), fromBase64url(publicKey), {
      zip215: false,
    });
    const value: unknown = signed ? JSON.parse(note) : null;
    return isMailNote(value) ? value : null;
  } catch {
    return null;
  }
}

function isMailNote(value: unknown): value is MailNote {
  if (typeof value !== 'object' || value === null) return false;
  const note = value as Record<string, unknown>;
  const files = note.files;
  return (
    note.v === 1 &&
    typeof note.inbox === 'string' &&
    (note.to === 'unit' || note.to === 'oversight') &&
    (note.kind === 'batch' || note.kind === 'heartbeat') &&
    typeof note.hour === 'string' &&
    Number.isSafeInteger(note.last) &&
    typeof files === 'object' &&
    files !== null &&
    Object.entries(files).every(
      ([number, hash]) => /^[1-9]\d{0,14}$/.test(number) && /^[0-9a-f]{64}$/.test(String(hash)),
    )
  );
}
