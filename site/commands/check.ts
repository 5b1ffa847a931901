/**
 * `npm run check`: types, lint, the ways between rooms, styles, format. Runs all of it, two at a time, and fails if any
 * part does; what a part has to say comes in one piece. Content has a check of its own (`npm run check:content`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureAddressFile, offlineEnv, projectRoot } from './project.ts';

const bin = (program: string) => join(projectRoot, 'node_modules/.bin', program);

/** The longest first: what is short fills the gaps. */
const checks: { name: string; command: string[] }[] = [
  {
    name: 'types of pages',
    command: [
      bin('astro'),
      'check',
      '--tsconfig',
      'site/tsconfig.json',
      '--minimumFailingSeverity',
      'warning',
      '--minimumSeverity',
      'warning',
    ],
  },
  ...['test', 'test/worker', 'site/commands', 'worker'].map((folder) => ({
    name: `types of ${folder}`,
    command: [bin('tsc'), '--project', join(folder, 'tsconfig.json')],
  })),
  { name: 'format', command: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: [bin('oxlint')] },
  { name: 'styles', command: [bin('stylelint'), 'site/**/*.{css,astro}'] },
  { name: 'rooms', command: [process.execPath, 'site/commands/rooms.ts'] },
];
const AT_A_TIME = 2;

// The Worker imports it, so the types need it too.
await ensureAddressFile();
const waiting = [...checks];
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (let check = waiting.shift(); check; check = waiting.shift())
      // eslint-disable-next-line no-await-in-loop -- one lane
      if (!(await passes(check))) process.exitCode = 1;
  }),
);

async function passes({ name, command: [program = '', ...args] }: (typeof checks)[number]): Promise<boolean> {
  const child = spawn(program, args, {
    cwd: projectRoot,
    env: { ...process.env, ...offlineEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = await once(child, 'close');
  console.log(code === 0 ? `ok     ${name}` : `${said.trimEnd()}\nFAILED ${name}`);
  return code === 0;
}
