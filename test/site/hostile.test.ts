/** The hostile scenarios in short, beside each other on few lines; the long ones are `npm run test:hostile`. */
import { afterAll, expect, test, vi } from 'vitest';
import { playOldStore } from '../hostile/old-store.ts';
import { play, type Report } from '../hostile/play.ts';
import { type Scenario, SCENARIOS } from '../hostile/scenarios.ts';
import { playFlood, playReplays } from '../hostile/special.ts';
import { Stage } from '../hostile/stage.ts';

vi.setConfig({ testTimeout: 180_000 });

const SHORT = 0.05;
/** Three tries in a row that fail, 4.2 s at the least, must fit into a window as they do in earnest. */
const LONG = 0.1;
const SLACK_MS = 3_000;

type Act = (stage: Stage, inbox: string) => Promise<Report>;
interface Named {
  name: string;
  act: Act;
}
const short = (scenario: Scenario): Named => ({
  name: scenario.name,
  act: (stage, inbox) => play(stage, inbox, scenario, scenario.short),
});
const isWaitedFor = ({ hostile, mends, tells = [] }: Scenario) =>
  hostile === 'unit' && !mends && tells.some(({ source }) => source.includes('retrying'));

const ofServer = SCENARIOS.filter(({ server }) => server);
const waitedFor = SCENARIOS.filter(isWaitedFor);
const others = SCENARIOS.filter((one) => !one.server && !isWaitedFor(one));
const replays: Named = {
  name: 'replays without a proof',
  act: (stage, inbox) => playReplays(stage, inbox, 2),
};
const flood: Named = {
  name: 'a flood',
  act: (stage, inbox) => playFlood(stage, inbox, { texts: 120, coming: 20 }),
};
const oldStore: Named = { name: 'a store of the last release', act: playOldStore };

/** Lines, and what is played on each of their inboxes, one after the other. */
const LINES: { window: number; lungPhinh: Named[]; laoCai: Named[] }[] = [
  {
    window: SHORT,
    lungPhinh: others.filter((_, at) => at % 2 === 0).map(short),
    laoCai: others.filter((_, at) => at % 2 === 1).map(short),
  },
  { window: LONG, lungPhinh: waitedFor.map(short), laoCai: [flood, replays] },
  // What the whole server does would meet another inbox too.
  { window: SHORT, lungPhinh: [...ofServer.map(short), oldStore], laoCai: [] },
];

const played = new Map<string, Promise<Report>>();
const stages = LINES.map(({ window, lungPhinh, laoCai }) => {
  const stage = Stage.open(window, SLACK_MS);
  for (const [inbox, acts] of Object.entries({ 'lung-phinh': lungPhinh, 'lao-cai': laoCai })) {
    let before: Promise<unknown> = stage;
    for (const { name, act } of acts) {
      const report = before.then(async () => act(await stage, inbox));
      played.set(name, report);
      before = report.catch(() => undefined);
    }
  }
  return stage;
});

afterAll(async () => {
  await Promise.allSettled(played.values());
  for (const stage of await Promise.allSettled(stages))
    if (stage.status === 'fulfilled') await stage.value.close();
}, 180_000);

test.each([...played.keys()])('%s: no tip is lost, late or untold', async (name) => {
  expect((await played.get(name))?.wrongs).toEqual([]);
});
