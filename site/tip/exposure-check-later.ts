/** Brings the last look before sending when someone begins to write. A line too weak for it must not keep a tip back. */
import type { Draft } from './draft.ts';

type Check = typeof import('./ExposureCheck.tsx');
let check: Check | null = null;
let asked = false;

/** Starts to load it, once. Always when someone begins to write, whatever is written: the request tells nothing. */
export function bringExposureCheck(): void {
  if (asked) return;
  asked = true;
  import('./ExposureCheck.tsx').then(
    (loaded) => (check = loaded),
    () => undefined,
  );
}

/** The screen to show before this draft goes; null when there is nothing to ask, or the script has not come. */
export function exposureCheckFor(draft: Draft): Check['ExposureCheck'] | null {
  return check && check.findExposures(draft).length > 0 ? check.ExposureCheck : null;
}
