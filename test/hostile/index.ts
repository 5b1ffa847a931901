/** The command `npm run test:hostile [-- --only words]`: every scenario on a line of its own, one line of output each. */
import { parseArgs } from 'node:util';
import { play, type Report } from './play.ts';
import { SCENARIOS } from './scenarios.ts';
import { Stage } from './stage.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const WINDOW_MINUTES = 0.12;
let failed = 0;
for (const scenario of SCENARIOS.filter(({ name }) => name.includes(values.only))) {
  const began = performance.now();
  const stage = await Stage.open(WINDOW_MINUTES);
  let report: Report;
  try {
    report = await play(stage, 'lung-phinh', scenario, scenario.tips);
  } catch (error) {
    report = { name: scenario.name, came: 'no end', wrongs: [String(error)] };
  } finally {
    await stage.close();
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(`${report.wrongs.length === 0 ? 'ok    ' : 'FAILED'} ${report.name} (${seconds} s): ${report.came}`);
  for (const wrong of report.wrongs) console.log(`         ${wrong}`);
  failed += report.wrongs.length === 0 ? 0 : 1;
}
process.exitCode = failed === 0 ? 0 : 1;
