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
const { accepted, delivered, opened, lost, duplicated, listed, gaps } = result;
console.log(
  `seed ${values.seed}: accepted ${accepted}, delivered ${delivered}, opened ${opened}, lost ${lost}, duplicated ${duplicated}`,
);
const recognised = listed === delivered && gaps === 0;
console.log(
  recognised
    ? `the desk lists each tip once and misses no number`
    : `the desk lists ${listed} tips for ${delivered}, with ${gaps} gaps`,
);
process.exitCode = lost === 0 && opened === accepted && recognised ? 0 : 1;
