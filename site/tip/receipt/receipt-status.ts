/** What the line knows of a tip: where it stands and what was answered, asked by its receipt. */
import { ENDPOINTS, STATUS_BODY_SIZE, type StatusAnswer } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId, INBOX_ID_SIZE } from '../../../worker/contract/inbox-id.ts';
import { decodeMailbox, type SealedReply } from '../../../worker/contract/reply.ts';
import type { ReceiptSecrets } from '../../envelope/receipt.ts';
import type { ListedInbox } from '../../catalog/key-scripts.ts';
import { loadKeys } from '../send/load-inbox-keys.ts';
import { pause, post } from '../send/requests.ts';
import { askWorker } from '../send/worker-client.ts';
import type { OpenedReply } from './thread-worker.ts';

export interface Found {
  answer: StatusAnswer;
  /** The inbox that more words go to: the one that knows the tip, or has answered it. Null when none does. */
  inbox: ListedInbox | null;
  /** Newest first. */
  replies: OpenedReply[];
  secrets: ReceiptSecrets;
}

/**
 * Asks the inbox of the chosen place and the one above it where the tip of a receipt stands, and opens what lies in
 * its mailbox. `onProgress` is told a fraction from 0 to 1 of the slow first part. Rejects when the line or a worker
 * fails; all of it can be asked again.
 */
export async function askReceiptStatus(
  receipt: string,
  chosen: ListedInbox,
  inboxes: readonly ListedInbox[],
  onProgress: (done: number) => void,
): Promise<Found> {
  const secrets = await askWorker('derive', { do: 'derive', receipt }, onProgress);
  // Which of the two was written to is the sender's secret, so both are always asked.
  const asked = inboxes.filter(({ id }) => id === chosen.id || id === chosen.upper);
  const [answers, sealed, known] = await Promise.all([
    Promise.all(asked.map(({ id }) => askStatus(id, secrets.sid))),
    askMailbox(secrets.box),
    // Fetched each time: a request made only when there are replies would tell that there are.
    replyKeysOf(asked),
  ]);
  const others = inboxes.filter(({ id }) => !(id in known) && sealed.some(({ inbox }) => inbox === id));
  const replyKeys = { ...known, ...(await replyKeysOf(others)) };
  const replies = await askWorker('open', { do: 'open', replies: sealed, replyKeys, secrets });

  const at = answers.findIndex(({ status }) => status !== 'unknown');
  const answeredBy = replies.find((reply) => 'text' in reply)?.inbox;
  return {
    answer: answers[at] ?? { status: 'unknown', day: null },
    inbox: asked[at] ?? inboxes.find(({ id }) => id === answeredBy) ?? null,
    replies,
    secrets,
  };
}

async function askStatus(inbox: string, sid: Uint8Array): Promise<StatusAnswer> {
  const body = new Uint8Array(STATUS_BODY_SIZE);
  body.set(encodeInboxId(inbox), 0);
  body.set(sid, INBOX_ID_SIZE);
  const response = await post(ENDPOINTS.status, body);
  if (!response.ok) throw new Error('no status');
  return (await response.json()) as StatusAnswer;
}

const MAILBOX_SECONDS = 60;

async function askMailbox(box: Uint8Array): Promise<SealedReply[]> {
  const response = await post(ENDPOINTS.mailbox, box);
  if (!response.ok) throw new Error('no mailbox');
  const late = pause(MAILBOX_SECONDS, new AbortController().signal).then(() => {
    throw new Error('mailbox stalls');
  });
  const replies = decodeMailbox(new Uint8Array(await Promise.race([response.arrayBuffer(), late])));
  if (!replies) throw new Error('not a mailbox');
  return replies;
}

async function replyKeysOf(inboxes: readonly ListedInbox[]): Promise<Record<string, string>> {
  const all = await Promise.all(inboxes.map(({ script, id }) => loadKeys(script, id)));
  return Object.fromEntries(all.map(({ id, replyKey }) => [id, replyKey]));
}
