import '../envelope/old-browsers.ts';
import { identityToRecipient } from 'age-encryption';
import { kidHexOf, type InboxKeys } from '../envelope/keys.ts';
import type { ReceiptSecrets } from '../envelope/receipt.ts';
import { sealTip, type SealedTip } from '../envelope/seal.ts';
import type { Draft } from './draft.ts';
import { blobsOf, tipOf } from './tip-of-draft.ts';

/** A draft, the inbox it goes to, and the way back that belongs to its receipt. The answer is null when it cannot be sealed. */
export interface SealQuestion {
  draft: Draft;
  keys: InboxKeys;
  secrets: ReceiptSecrets;
}

self.onmessage = ({ data }: MessageEvent<SealQuestion>) => {
  sealDraft(data).then(
    (result) => self.postMessage({ result }),
    () => self.postMessage({ result: null }),
  );
};

async function sealDraft({ draft, keys, secrets }: SealQuestion): Promise<SealedTip> {
  const replyTo = await identityToRecipient(secrets.identity);
  return sealTip(
    tipOf(draft, keys.id, kidHexOf(keys.recipients), secrets, replyTo),
    secrets.sid,
    keys.recipients,
    blobsOf(draft),
  );
}
