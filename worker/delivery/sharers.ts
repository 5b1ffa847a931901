import type { Audience } from '../contract/audience.ts';
import type { Settings } from '../settings.ts';
import { INBOX_IDS } from '../inboxes.ts';
import { addressOf } from './address.ts';

/** One inbox as one of its two audiences sees it. */
export interface MailboxReader {
  inbox: string;
  to: Audience;
}

/**
 * Every inbox and audience whose mails come to the same mailbox, in a stable order: the level above may have a hundred
 * communes in one. The first of them mails the heartbeat for all.
 * @throws Error when this one has no address.
 */
export function sharersOf(
  { inbox, to }: MailboxReader,
  env: Pick<Settings, 'LOCAL_MAIL_DOMAIN'>,
): [MailboxReader, ...MailboxReader[]] {
  const address = addressOf(inbox, to, env).toLowerCase();
  const all = INBOX_IDS.flatMap((id) => [
    { inbox: id, to: 'unit' as const },
    { inbox: id, to: 'oversight' as const },
  ]);
  const [first = { inbox, to }, ...others] = all.filter((reader) => {
    try {
      return addressOf(reader.inbox, reader.to, env).toLowerCase() === address;
    } catch {
      return false;
    }
  });
  return [first, ...others];
}
