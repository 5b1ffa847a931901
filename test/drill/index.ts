/** The command `npm run drill`; see drill.ts. */
import { parseArgs } from 'node:util';
import { runDrill } from './drill.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    tips: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '60' },
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const result = await runDrill({
  seed: Number(values.seed),
  tips: Number(values.tips),
  seconds: Number(values.seconds),
  say: console.log,
});
const { accepted, withUnit, withOversight, waiting, lost, opened, duplicated, gaps, kills } = result;
console.log(
  `seed ${values.seed}: accepted ${accepted}, with the unit ${withUnit}, with oversight alone ${withOversight}, waiting and told ${waiting}, lost ${lost}; opened ${opened}, duplicated ${duplicated}, gaps ${gaps}, kills ${kills}`,
);
process.exitCode = lost === 0 && opened === withUnit + withOversight && gaps === 0 ? 0 : 1;
