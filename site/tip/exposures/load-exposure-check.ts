/** Brings the last look before sending when someone begins to write. */
import checkAddress from './ExposureCheck.tsx?script';
import { loadScript } from '../../browser/load-script.ts';
import type { Draft } from '../form/draft.ts';

type Check = typeof import('./ExposureCheck.tsx');
export type ExposureCheck = Check['ExposureCheck'];

const PATIENCE_MS = 4_000;
let coming: Promise<Check> | null = null;

/** Starts to load it, once. Always when someone begins to write, whatever is written: the request tells nothing. */
export function loadExposureCheck(): void {
  if (coming) return;
  coming = loadScript<Check>(checkAddress);
  coming.catch(() => undefined);
}

/**
 * The screen to show before this draft goes; null when there is nothing to ask. Where its script did not come, it is
 * asked for once more. Rejects when it still does not come, or not soon: a line too weak for it must not keep a tip back.
 */
export async function exposureCheckFor(draft: Draft): Promise<ExposureCheck | null> {
  loadExposureCheck();
  const check = coming?.catch(() => (coming = loadScript<Check>(checkAddress)));
  const late = new Promise<never>((_, reject) => setTimeout(reject, PATIENCE_MS));
  const here = await Promise.race([check, late]);
  return here && here.findExposures(draft).length > 0 ? here.ExposureCheck : null;
}
