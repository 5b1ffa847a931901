import addresses from '../addresses.json';
import type { Audience } from '../contract/audience.ts';
import type { Settings } from '../settings.ts';

/**
 * The mailbox of an inbox's unit, or of its oversight one level up. Mail addresses stand only in the git-ignored
 * `addresses.json`, bundled into the Worker; local runs use a `.test` domain, which no real server answers for.
 * @throws Error when there is none, or a local domain could be a real one.
 */
export function addressOf(
  inbox: string,
  audience: Audience,
  env: Pick<Settings, 'LOCAL_MAIL_DOMAIN'>,
): string {
  if (env.LOCAL_MAIL_DOMAIN) {
    if (!/^[a-z0-9.-]+\.test$/.test(env.LOCAL_MAIL_DOMAIN))
      throw new Error('LOCAL_MAIL_DOMAIN must end in .test');
    return `${inbox}${audience === 'unit' ? '' : '-cap-tren'}@${env.LOCAL_MAIL_DOMAIN}`;
  }
  const entry = (addresses as Record<string, Record<Audience, string> | undefined>)[inbox];
  if (!entry?.[audience]) throw new Error(`no ${audience} address for this inbox in worker/addresses.json`);
  return entry[audience];
}
