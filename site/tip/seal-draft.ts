/** The heavy part of sending, loaded after the form is usable. */
import '../envelope/old-browsers.ts';
import { identityToRecipient } from 'age-encryption';
import { kidHexOf, type InboxKeys } from '../envelope/keys.ts';
import type { ReceiptSecrets } from '../envelope/receipt.ts';
import { sealTip, type SealedTip } from '../envelope/seal.ts';
import { tipOf, type Draft } from './draft.ts';

export { makeReceipt, showReceipt } from '../envelope/receipt.ts';
export { wireOf } from '../envelope/seal.ts';

/** Seals a draft to an inbox, with the way back that belongs to a receipt. */
export async function sealDraft(draft: Draft, keys: InboxKeys, secrets: ReceiptSecrets): Promise<SealedTip> {
  const replyTo = await identityToRecipient(secrets.identity);
  return sealTip(tipOf(draft, keys.id, kidHexOf(keys.recipients), secrets, replyTo), secrets.sid, keys.recipients);
}
