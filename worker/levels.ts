/** How much work a tip costs, by what its inbox took in lately. Never above 2: a slow phone must get through. */
export type Level = 0 | 1 | 2;

export const CHALLENGE_MINUTES = 30;

const RANGES: Readonly<Record<Level, readonly [number, number]>> = {
  0: [500, 1_500],
  1: [2_000, 4_000],
  2: [6_000, 10_000],
};

/** Smallest and largest count of key derivations, each of 2,000 rounds, that a solver must do. */
export function challengeRange(level: Level): readonly [number, number] {
  return RANGES[level];
}

/** The level for what one inbox accepted in the last ten minutes and in the last hour. */
export function levelFor(lastTenMinutes: number, lastHour: number): Level {
  if (lastTenMinutes > 60 || lastHour > 200) return 2;
  if (lastTenMinutes > 15 || lastHour > 50) return 1;
  return 0;
}
