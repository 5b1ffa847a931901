/** What the line says in each mail, and how it names what is in it (PROTOCOL.md, "Mails"). */
import type { Audience } from './audience.ts';

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
export type Manifest =
  | ({ v: 2; kind: 'batch'; hour: string; files: Record<string, string>; again?: true } & NumberedInbox)
  | { v: 2; kind: 'heartbeat'; hour: string; inboxes: NumberedInbox[] };

/** Subjects of the line's mails: they tell the two kinds apart and nothing more. */
export const SUBJECTS: Readonly<Record<Manifest['kind'], string>> = {
  batch: 'Tin báo - lô mới',
  heartbeat: 'Tin báo - thư sáng',
};

/** Subject of what the line tells its operator. */
export const ALERT_SUBJECT = 'Tin báo - cần người vận hành';

/** The attachment itself: the note as the exact text that was signed, and its Ed25519 signature, base64url. */
export interface SignedManifest {
  note: string;
  sig: string;
}

export const MANIFEST_NAME = 'lo.json';

/** The bytes that are signed: a context line, so that the key can never be made to sign something else. */
export function manifestMessage(note: string): Uint8Array {
  return new TextEncoder().encode(`TIPL1\n${note}`);
}

/** Name of a tip in a mail: its number and the first 8 hex digits of the mailed file's SHA-256. */
export function tipFileName(seq: number, hashHex: string): string {
  return `tin-${String(seq).padStart(6, '0')}-${hashHex.slice(0, 8)}.tin`;
}
