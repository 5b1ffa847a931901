/** What a phone may ask the line, and what it may be told (PROTOCOL.md, "Endpoints"). */
import { INBOX_ID_SIZE, encodeInboxId } from './inbox-id.ts';
import type { SizeClassIndex } from './sizes.ts';
import { SID_SIZE } from './tip-header.ts';

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

export const ANSWER_SIZE = 256;
export const CHALLENGE_ANSWER_SIZE = 1_024;

/** Inbox id[64] and size class[1]; without the latter, as earlier pages ask, the challenge is for the largest. */
export const CHALLENGE_BODY_SIZE = INBOX_ID_SIZE + 1;
export const STATUS_BODY_SIZE = INBOX_ID_SIZE + SID_SIZE;
export const MAX_ACKS = 200;

/** What a phone asks a challenge with. @throws RangeError when the id is too long. */
export const encodeChallengeBody = (id: string, sizeClass: SizeClassIndex): Uint8Array =>
  new Uint8Array([...encodeInboxId(id), sizeClass]);

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
