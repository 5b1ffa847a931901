/** Loads the key script of an inbox. */
import type { InboxKeys } from '../../envelope/keys.ts';
import { bring, Gone } from '../../browser/bring.ts';

/**
 * The public keys of one inbox; `fresh` asks the server again, past every cache: after a key was revoked. Rejects when
 * the script does not come, and with `Gone` when it names this inbox no more, as after a release that sorted the inboxes
 * anew.
 */
export async function loadKeys(script: string, inbox: string, fresh = false): Promise<InboxKeys> {
  const { default: all } = await bring<{ default: InboxKeys[] }>(script, fresh);
  const keys = all.find(({ id }) => id === inbox);
  if (keys) return keys;
  if (fresh) throw new Gone();
  return loadKeys(script, inbox, true);
}
