/** `npm run check`: types, lint and format of everything but the content. Runs all of it and fails if any part does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ensureAddressFile, offlineEnv, projectRoot } from './project.ts';

const checks: { name: string; command: string[] }[] = [
  {
    name: 'pages',
    command: ['astro', 'check', '--tsconfig', 'site/tsconfig.json', '--minimumFailingSeverity', 'warning'],
  },
  ...['site/commands', 'worker', 'test', 'test/worker'].map((folder) => ({
    name: folder,
    command: ['tsc', '--project', join(folder, 'tsconfig.json')],
  })),
  { name: 'lint', command: ['oxlint'] },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
];

// The Worker imports it, so the types need it too.
await ensureAddressFile();
const failed: string[] = [];
for (const { name, command } of checks) {
  const [program = '', ...args] = command;
  const child = spawn(join(projectRoot, 'node_modules/.bin', program), args, {
    cwd: projectRoot,
    env: { ...process.env, ...offlineEnv },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (code !== 0) failed.push(name);
}
if (failed.length > 0) process.exitCode = 1;
