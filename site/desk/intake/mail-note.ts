/** The list that the line signs and puts into each mail (`lo.json`): the only proof of a tip's number. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { mailNoteMessage, type NumberedInbox } from '../../../worker/contract/manifest.ts';
import { fromBase64url } from '../../envelope/bytes.ts';

/**
 * What a note says of one inbox. Version 1, which named one inbox in every mail, gave oversight the numbers of the
 * unit, so that its gaps meant nothing.
 */
export interface InboxNote extends NumberedInbox {
  v: 1 | 2;
  kind: 'batch' | 'heartbeat';
  hour: string;
  /** From a number to the hex SHA-256 of the file that bears it. */
  files: Record<string, string>;
  /** None of these files is new: numbers between them and later ones may have come long ago. */
  again?: true;
}

/**
 * Reads the bytes of a `lo.json` and checks its signature with the line's `publicKeys` (base64url, 32 bytes), the one of
 * today and those before it: what it says, inbox by inbox. Null when no signature fits or the note has no known shape:
 * nobody may know which.
 */
export function readMailNote(bytes: Uint8Array, publicKeys: readonly string[]): InboxNote[] | null {
  try {
    const { note, sig } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof note !== 'string' || typeof sig !== 'string') return null;
    // Strict RFC 8032: the laxer rules accept one signature under several keys of small order.
    const isSignedBy = (key: string) =>
      ed25519.verify(fromBase64url(sig), mailNoteMessage(note), fromBase64url(key), { zip215: false });
    return publicKeys.some(isSignedBy) ? inboxNotesOf(JSON.parse(note)) : null;
  } catch {
    return null;
  }
}

function inboxNotesOf(value: unknown): InboxNote[] | null {
  const note = fieldsOf(value);
  const inboxes = note.v === 2 && note.kind === 'heartbeat' ? note.inboxes : [note];
  const files = note.kind === 'batch' || note.v === 1 ? note.files : {};
  const isKnown =
    (note.v === 1 || note.v === 2) &&
    (note.kind === 'batch' || note.kind === 'heartbeat') &&
    typeof note.hour === 'string' &&
    Object.entries(fieldsOf(files)).every(
      ([number, hash]) => /^[1-9]\d{0,14}$/.test(number) && /^[0-9a-f]{64}$/.test(String(hash)),
    );
  if (!isKnown || !Array.isArray(inboxes)) return null;
  const read = inboxes.map((one: unknown) => {
    const { inbox, to, last } = fieldsOf(one);
    const isOne =
      typeof inbox === 'string' && (to === 'unit' || to === 'oversight') && Number.isSafeInteger(last);
    return isOne ? { inbox, to, last } : null;
  });
  if (read.includes(null)) return null;
  const { v, kind, hour, again } = note;
  return read.map((one) => ({ v, kind, hour, files, ...one, ...(again === true && { again }) }) as InboxNote);
}

/** @throws TypeError on what is no object. */
function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return value as Record<string, unknown>;
}
