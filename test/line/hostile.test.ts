/** The hostile scenarios in short, beside each other on few lines; the long ones are `npm run test:hostile`. */
import { afterAll, expect, test, vi } from 'vitest';
import { playAlert } from '../hostile/alert.ts';
import { playOldStore } from '../hostile/old-store.ts';
import { play, type Report } from '../hostile/play.ts';
import { type Scenario, SCENARIOS } from '../hostile/scenarios.ts';
import { playFlood, playReplays } from '../hostile/special.ts';
import { Stage } from '../hostile/stage.ts';
import { playHangingUploads, playJunk } from '../hostile/strangers.ts';

vi.setConfig({ testTimeout: 240_000 });

const SHORT = 0.05;
/** Three tries in a row that fail, 4.2 s at the least, must fit into a window as they do in earnest. */
const LONG = 0.1;
/** Other tests run beside these and a window is short: how late a tip is, is for the command to judge. */
const SLACK_MS = 20_000;

interface Act {
  name: string;
  play(stage: Stage, inbox: string): Promise<Report>;
}
const short = (scenario: Scenario): Act[] => {
  const { name, short: tips } = scenario;
  return tips ? [{ name, play: (stage, inbox) => play(stage, inbox, scenario, tips) }] : [];
};
const isPatient = ({ hostile, mends, tells = [] }: Scenario) =>
  hostile === 'unit' && !mends && tells.some(({ source }) => source.includes('retrying'));

const ofServer = SCENARIOS.filter(({ server }) => server).flatMap(short);
const patient = SCENARIOS.filter((one) => isPatient(one)).flatMap(short);
const vanishing = SCENARIOS.filter(({ asksAgain }) => asksAgain).flatMap(short);
const others = SCENARIOS.filter((one) => !one.server && !one.asksAgain && !isPatient(one)).flatMap(short);
const replays: Act = {
  name: 'replays without a proof',
  play: (stage, inbox) => playReplays(stage, inbox, 2),
};
const flood: Act = {
  name: 'a flood',
  play: (stage, inbox) => playFlood(stage, inbox, { texts: 110, coming: 20 }),
};
const alert: Act = { name: 'an alert', play: playAlert };
const junk: Act = {
  name: 'junk on every endpoint',
  play: (stage, inbox) => playJunk(stage, inbox, { tips: 2, isTimed: false }),
};
const hanging = (['one', 'each'] as const).map((proofs): Act => ({
  name: `uploads that never end, proofs: ${proofs}`,
  play: (stage, inbox) => playHangingUploads(stage, inbox, { uploads: 100, proofs, warmUp: 1_000 }),
}));
const oldStore: Act = { name: 'a store of the last release', play: playOldStore };

/** Every second act, from the first or from the second on. */
const half = (acts: readonly Act[], first: 0 | 1) => acts.filter((_, at) => at % 2 === first);
const [early, late] = [others.slice(0, 14), others.slice(14)];
// A mailbox may ask four times a day: no two on the same inbox that do so several times.
const [oneGone, largeGone, thirdGone, goneToOversight] = vanishing as [Act, Act, Act, Act];

/** Lines, and what is played on each of their inboxes, one after the other: all end at about the same time. */
const LINES: readonly { window: number; acts: Readonly<Record<'lung-phinh' | 'lao-cai', Act[]>> }[] = [
  { window: SHORT, acts: { 'lung-phinh': half(early, 0), 'lao-cai': [thirdGone, ...half(early, 1)] } },
  {
    window: SHORT,
    acts: {
      'lung-phinh': [oneGone, ...half(late, 0)],
      'lao-cai': [largeGone, goneToOversight, ...half(late, 1)],
    },
  },
  {
    window: LONG,
    acts: { 'lung-phinh': patient.slice(0, 2), 'lao-cai': [...patient.slice(2), flood, replays] },
  },
  // What the whole server does would meet another inbox too.
  { window: SHORT, acts: { 'lung-phinh': [...ofServer, alert, junk, ...hanging, oldStore], 'lao-cai': [] } },
];

const reports = new Map<string, Promise<Report>>();
const stages = LINES.map(({ window, acts }) => {
  const stage = Stage.open(window, SLACK_MS);
  for (const [inbox, list] of Object.entries(acts)) {
    let before: Promise<unknown> = stage;
    for (const act of list) {
      const report = before.then(async () => act.play(await stage, inbox));
      reports.set(act.name, report);
      // The next one is played whatever became of this one.
      before = report.catch(() => undefined);
    }
  }
  return stage;
});

afterAll(async () => {
  await Promise.allSettled(reports.values());
  for (const stage of await Promise.allSettled(stages))
    if (stage.status === 'fulfilled') await stage.value.close();
}, 240_000);

test.each([...reports.keys()])('%s: no tip is lost, late or untold', async (name) => {
  expect((await reports.get(name))?.wrongs).toEqual([]);
});
