/** How much work a tip costs, by its size and by what its inbox took in lately. A slow phone must get through. */
import type { SizeClassIndex } from '../contract/sizes.ts';

export type Level = 0 | 1 | 2;

export const CHALLENGE_MINUTES = 30;

/** Derivations for a text, each of 2,000 rounds. */
const TEXT = [1_500, 4_000, 10_000] as const;
/** What a tip costs beside a text; the storage and mails that it takes are 27 and 160 times as much. */
const PRICES = [1, 2, 4] as const;
/** Two minutes of a slow phone. */
const MOST = 20_000;

/**
 * The most key derivations that a solver must do; how many it is, is drawn from 0 on, where honest solvers begin: whoever
 * knows this table gains nothing.
 */
export function mostDerivations(level: Level, sizeClass: SizeClassIndex): number {
  return Math.min(MOST, TEXT[level] * PRICES[sizeClass]);
}

/** The level for what one inbox accepted in the last ten minutes and in the last hour. */
export function levelFor(lastTenMinutes: number, lastHour: number): Level {
  if (lastTenMinutes > 60 || lastHour > 200) return 2;
  if (lastTenMinutes > 15 || lastHour > 50) return 1;
  return 0;
}
