import { expect, test } from 'vitest';
import { runDrill } from '../drill/drill.ts';

// A short one; the long ones are `npm run drill -- --seed N`.
test(
  'no tip is lost while workerd is killed and both mailboxes are in trouble',
  { timeout: 180_000 },
  async () => {
    const result = await runDrill({ seed: 20261122, tips: 20, seconds: 12 });
    const { withUnit, withOversight, waiting } = result;
    expect(result.kills).toBeGreaterThan(0);
    expect(result).toMatchObject({ accepted: 20, lost: 0, opened: withUnit + withOversight, gaps: 0 });
    expect(withUnit + withOversight + waiting).toBe(20);
  },
);
