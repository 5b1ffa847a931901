/** Loads the key script of an inbox. */
import { randomBytes, toHex } from '../envelope/bytes.ts';
import type { InboxKeys } from '../envelope/keys.ts';

/**
 * The public keys of one inbox. `fresh` asks the server again, past every cache: after a key was revoked, and after
 * a failure, which most browsers in use remember for the address as long as the page lives (whatwg/html#6768).
 * Rejects when the script does not come or does not name the inbox.
 */
export async function loadKeys(script: string, inbox: string, fresh = false): Promise<InboxKeys> {
  // Random, not the time: a phone's clock, with its error, is as good as a name.
  const address = fresh ? `${script}?${toHex(randomBytes(4))}` : script;
  const { default: all } = (await import(/* @vite-ignore */ address)) as { default: InboxKeys[] };
  const keys = all.find(({ id }) => id === inbox);
  if (!keys) throw new Error('inbox not in its key script');
  return keys;
}
