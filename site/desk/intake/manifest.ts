/** The list that the line signs and puts into each mail (`lo.json`): the only proof of a tip's number. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { manifestMessage, type NumberedInbox } from '../../../worker/contract/manifest.ts';
import { fromBase64url } from '../../envelope/bytes.ts';

/**
 * What a manifest says of one inbox. Version 1, which named one inbox in every mail, gave oversight the numbers of the
 * unit, so that its gaps meant nothing.
 */
export interface InboxManifest extends NumberedInbox {
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
 * today and those before it: what it says, inbox by inbox. Null when no signature fits or the manifest has no known shape:
 * nobody may know which.
 */
export function readManifest(bytes: Uint8Array, publicKeys: readonly string[]): InboxManifest[] | null {
  try {
    const { note, sig } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof note !== 'string' || typeof sig !== 'string') return null;
    // Strict RFC 8032: the laxer rules accept one signature under several keys of small order.
    const isSignedBy = (key: string) =>
      ed25519.verify(fromBase64url(sig), manifestMessage(note), fromBase64url(key), { zip215: false });
    return publicKeys.some(isSignedBy) ? inboxManifestsOf(JSON.parse(note)) : null;
  } catch {
    return null;
  }
}

function inboxManifestsOf(value: unknown): InboxManifest[] | null {
  const manifest = fieldsOf(value);
  const inboxes = manifest.v === 2 && manifest.kind === 'heartbeat' ? manifest.inboxes : [manifest];
  const files = manifest.kind === 'batch' || manifest.v === 1 ? manifest.files : {};
  const isKnown =
    (manifest.v === 1 || manifest.v === 2) &&
    (manifest.kind === 'batch' || manifest.kind === 'heartbeat') &&
    typeof manifest.hour === 'string' &&
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
  const { v, kind, hour, again } = manifest;
  return read.map(
    (one) => ({ v, kind, hour, files, ...one, ...(again === true && { again }) }) as InboxManifest,
  );
}

/** @throws TypeError on what is no object. */
function fieldsOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  return value as Record<string, unknown>;
}
