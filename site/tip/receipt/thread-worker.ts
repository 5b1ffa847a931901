/**
 * All the cryptography of the reply page in one script: most of it is the same code, which three workers of their
 * own would each bring along.
 */
import '../../envelope/old-browsers.ts';
import { identityToRecipient } from 'age-encryption';
import type { SealedReply } from '../../../worker/contract/reply.ts';
import { randomBytes } from '../../envelope/bytes.ts';
import { kidHexOf, type InboxKeys } from '../../envelope/keys.ts';
import { deriveReceipt, type ReceiptSecrets } from '../../envelope/receipt.ts';
import { openReply, type ReplyFault } from '../../envelope/reply.ts';
import { sealTip, type SealedTip } from '../../envelope/seal.ts';
import { emptyDraft } from '../form/draft.ts';
import { tipOf } from '../send/tip-of-draft.ts';

export interface DeriveQuestion {
  do: 'derive';
  receipt: string;
}

/** Replies in the order in which they came, and the reply key (base64url) of each inbox whose word is taken. */
export interface OpenQuestion {
  do: 'open';
  replies: SealedReply[];
  replyKeys: Record<string, string>;
  secrets: ReceiptSecrets;
}

/** More words for a tip that was sent before. The answer is null when they cannot be sealed. */
export interface AddQuestion {
  do: 'add';
  text: string;
  keys: InboxKeys;
  secrets: ReceiptSecrets;
}

/** What is in a reply, or why it must not be shown; `inbox` and `day` of a forged one mean nothing. */
export type OpenedReply = { inbox: string; day: number } & ({ text: string } | { fault: ReplyFault });

type Question = DeriveQuestion | OpenQuestion | AddQuestion;

self.onmessage = ({ data }: MessageEvent<Question>) => {
  self.postMessage({ progress: 0 });
  answer(data).then(
    (result) => self.postMessage({ result }),
    () => self.postMessage(data.do === 'add' ? { result: null } : {}),
  );
};

function answer(question: Question): Promise<ReceiptSecrets | OpenedReply[] | SealedTip> {
  if (question.do === 'derive')
    return deriveReceipt(question.receipt, (progress) => self.postMessage({ progress }));
  return question.do === 'open' ? openAll(question) : seal(question);
}

/** Newest first. */
async function openAll({ replies, replyKeys, secrets }: OpenQuestion): Promise<OpenedReply[]> {
  const opened = await Promise.all(
    replies.map(async (reply): Promise<OpenedReply> => {
      const { inbox, day } = reply;
      const replyKey = replyKeys[inbox];
      if (replyKey === undefined) return { inbox, day, fault: 'forged' };
      return { inbox, day, ...(await openReply(reply, { ...secrets, replyKey })) };
    }),
  );
  return opened.reverse().sort((a, b) => b.day - a.day);
}

// An ordinary tip under an id of its own: only what is sealed says which tip it belongs to.
async function seal({ text, keys, secrets }: AddQuestion): Promise<SealedTip> {
  const replyTo = await identityToRecipient(secrets.identity);
  const tip = tipOf({ ...emptyDraft(), text }, keys.id, kidHexOf(keys.recipients), secrets, replyTo);
  return sealTip({ ...tip, type: 'followup' }, randomBytes(16), keys.recipients);
}
