/** Loads the key script of an inbox. */
import type { InboxKeys } from '../../envelope/keys.ts';
import { loadScript, ScriptGone } from '../../browser/load-script.ts';

/**
 * The public keys of one inbox; `fresh` asks the server again, past every cache: after a key was revoked. Rejects when
 * the script does not come, and with `ScriptGone` when it names this inbox no more, as after a release that sorted the inboxes
 * anew.
 */
export async function loadKeys(script: string, inbox: string, fresh = false): Promise<InboxKeys> {
  const { default: all } = await loadScript<{ default: InboxKeys[] }>(script, fresh);
  const keys = all.find(({ id }) => id === inbox);
  if (keys) return keys;
  if (fresh) throw new ScriptGone();
  return loadKeys(script, inbox, true);
}
