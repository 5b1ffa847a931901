/** Loads the key script of an inbox. */
import type { InboxKeys } from '../envelope/keys.ts';

/**
 * The public keys of one inbox. `fresh` asks the server again, past every cache: after a key was revoked.
 * Rejects when the script does not come or does not name the inbox.
 */
export async function loadKeys(script: string, inbox: string, fresh = false): Promise<InboxKeys> {
  const address = fresh ? `${script}?${Date.now()}` : script;
  const { default: all } = (await import(/* @vite-ignore */ address)) as { default: InboxKeys[] };
  const keys = all.find(({ id }) => id === inbox);
  if (!keys) throw new Error('inbox not in its key script');
  return keys;
}
