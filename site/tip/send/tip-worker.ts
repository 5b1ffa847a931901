/** All the cryptography of the tip page in one script: receipt and sealing are mostly the same code. */
import '../../envelope/old-browsers.ts';
import { identityToRecipient } from 'age-encryption';
import { kidHexOf, type InboxKeys } from '../../envelope/keys.ts';
import { deriveReceipt, makeReceipt, type ReceiptSecrets } from '../../envelope/receipt.ts';
import { sealTip, type SealedTip } from '../../envelope/seal.ts';
import type { Draft } from '../form/draft.ts';
import { blobsOf, tipOf } from './tip-of-draft.ts';

export interface ReceiptQuestion {
  do: 'receipt';
}

/** A new receipt and all that comes of it. */
export interface ReceiptAnswer {
  receipt: string;
  secrets: ReceiptSecrets;
}

/** A draft, the inbox it goes to, and the way back that belongs to its receipt. The answer is null when it cannot be sealed. */
export interface SealQuestion {
  do: 'seal';
  draft: Draft;
  keys: InboxKeys;
  secrets: ReceiptSecrets;
}

self.onmessage = ({ data }: MessageEvent<ReceiptQuestion | SealQuestion>) => {
  self.postMessage({ progress: 0 });
  (data.do === 'seal' ? sealDraft(data) : newReceipt()).then(
    (result) => self.postMessage({ result }),
    () => self.postMessage(data.do === 'seal' ? { result: null } : {}),
  );
};

async function newReceipt(): Promise<ReceiptAnswer> {
  const receipt = makeReceipt();
  return { receipt, secrets: await deriveReceipt(receipt, (progress) => self.postMessage({ progress })) };
}

async function sealDraft({ draft, keys, secrets }: SealQuestion): Promise<SealedTip> {
  const replyTo = await identityToRecipient(secrets.identity);
  return sealTip(
    tipOf(draft, keys.id, kidHexOf(keys.recipients), secrets, replyTo),
    secrets.sid,
    keys.recipients,
    blobsOf(draft),
  );
}
