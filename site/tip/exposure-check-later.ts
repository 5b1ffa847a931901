/** Brings the last look before sending when someone begins to write. A line too weak for it must not keep a tip back. */
import type { Draft } from './draft.ts';

type Check = typeof import('./ExposureCheck.tsx');
export type ExposureCheck = Check['ExposureCheck'];

const PATIENCE_MS = 2_000;
let coming: Promise<Check | null> | null = null;

/** Starts to load it, once. Always when someone begins to write, whatever is written: the request tells nothing. */
export function bringExposureCheck(): void {
  coming ??= import('./ExposureCheck.tsx').catch(() => null);
}

/** The screen to show before this draft goes; null when there is nothing to ask, or when its script does not come. */
export async function exposureCheckFor(draft: Draft): Promise<ExposureCheck | null> {
  const enough = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const check = await Promise.race([coming, enough]);
  return check && check.findExposures(draft).length > 0 ? check.ExposureCheck : null;
}
