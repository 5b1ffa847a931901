/**
 * `npm run test:hostile [-- --only words]`: how a hostile world could lose or delay a tip. Real workerd, real mail
 * servers; each scenario prints in one line what came of every tip. Ends with 1 when one of them is not as it must be.
 */
import { parseArgs } from 'node:util';
import { playAlert } from './alert.ts';
import { playDeploys } from './deploys.ts';
import { playOldStore } from './old-store.ts';
import { play, type Report } from './play.ts';
import { SCENARIOS } from './scenarios.ts';
import { playFlood, playReplays } from './special.ts';
import { Stage } from './stage.ts';
import { playHangingUploads, playJunk } from './strangers.ts';

const INBOX = 'lung-phinh';
const WINDOW_MINUTES = 0.12;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const plays: { name: string; on(stage: Stage): Promise<Report> }[] = [
  ...SCENARIOS.map((scenario) => ({
    name: scenario.name,
    on: (stage: Stage) => play(stage, INBOX, scenario, scenario.tips),
  })),
  { name: 'replays without a proof', on: (stage) => playReplays(stage, INBOX, 4) },
  { name: 'a flood', on: (stage) => playFlood(stage, INBOX, { texts: 300, coming: 150 }) },
  { name: 'a store of the last release', on: playOldStore },
  { name: 'alert', on: (stage) => playAlert(stage, INBOX) },
  {
    name: 'uploads, one proof',
    on: (stage) => playHangingUploads(stage, INBOX, { uploads: 200, proofs: 'one' }),
  },
  {
    name: 'uploads, many proofs',
    on: (stage) => playHangingUploads(stage, INBOX, { uploads: 200, proofs: 'each' }),
  },
  { name: 'deploys', on: playDeploys },
  { name: 'junk', on: (stage) => playJunk(stage, INBOX, { tips: 15 }) },
];

let failed = 0;
for (const { name, on } of plays.filter((one) => one.name.includes(values.only))) {
  const began = performance.now();
  // Each on an empty line: what one leaves set apart must not stand in for what another should.
  const stage = await Stage.open(WINDOW_MINUTES);
  let report: Report;
  try {
    report = await on(stage);
  } catch (error) {
    report = { name, came: 'no end', wrongs: [error instanceof Error ? error.message : String(error)] };
  } finally {
    await stage.close();
  }
  const isGood = report.wrongs.length === 0;
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${isGood ? 'ok    ' : 'FAILED'} ${report.name} (${seconds} s): ${report.came}`);
  for (const wrong of report.wrongs) console.log(`       ${wrong}`);
  if (!isGood) failed++;
}
console.log(failed === 0 ? 'no tip was lost, late or untold' : `${failed} scenarios failed`);
process.exitCode = failed === 0 ? 0 : 1;
