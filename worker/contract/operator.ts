/** What only the operator may ask, with the secret `OPERATOR_TOKEN` (PROTOCOL.md, "Endpoints"). */
import { STATUS_BODY_SIZE } from './endpoints.ts';
import { INBOX_ID_SIZE } from './inbox-id.ts';

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
