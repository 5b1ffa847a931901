import { expect, test } from 'vitest';
import { runDrill } from '../drill/drill.ts';

// A short one; the long ones are `npm run drill -- --seed N`.
test(
  'no tip is lost while workerd is killed and the mail server is in trouble',
  { timeout: 180_000 },
  async () => {
    const { kills, duplicated: _, ...result } = await runDrill({ seed: 20261122, tips: 20, seconds: 12 });
    expect(kills).toBeGreaterThan(0);
    expect(result).toEqual({ accepted: 20, delivered: 20, opened: 20, lost: 0, listed: 20, gaps: 0 });
  },
);
