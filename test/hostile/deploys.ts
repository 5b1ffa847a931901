/** A release change and a rotation while pages are open, in a real browser: the tests of `test/browser/deploys.spec.ts`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../../site/commands/project.ts';
import type { Report } from './play.ts';

export async function playDeploys(): Promise<Report> {
  const program = join(projectRoot, 'node_modules/@playwright/test/cli.js');
  const child = spawn(
    process.execPath,
    [program, 'test', '--config', 'test/playwright.config.ts', 'deploys', '--reporter=line'],
    { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  const last = output.trim().split('\n').at(-1)?.trim() ?? '';
  return {
    name: 'deploys while pages are open',
    came: last,
    wrongs: code === 0 ? [] : output.trim().split('\n').slice(-20),
  };
}
