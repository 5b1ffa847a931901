/** The commands as people run them: what they print, how they end, what they leave behind. Needs a built site. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertPortFree, freePort } from '../../site/commands/line/local-line.ts';
import { distFolder, projectRoot } from '../../site/commands/project.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'la-chan-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

// This machine may have settings of its own.
const NO_SETTINGS = { SITE_URL: '', MAIL_PUBLIC_KEY: '', OPERATOR_CONTACT: '', OPERATOR_MAIL: '' };

function run(command: string, args: string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(projectRoot, 'site/commands', command), ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...NO_SETTINGS, LA_CHAN_LOCAL: folder, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, output: () => output };
}

const isFree = (port: number) =>
  assertPortFree(port).then(
    () => true,
    () => false,
  );

describe('npm start', () => {
  test('says in one sentence that the port is taken, at once, and ends', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const start = run('start.ts', [], { PORT: String(port) });
    expect(await start.ended).toBe(1);
    expect(start.output().trim()).toMatch(
      new RegExp(`^Cổng ${port} đang có chương trình khác dùng\\..*PORT=\\d+ npm start$`),
    );
    taken.close();
  });

  test('shows where everything is, answers on localhost, and ends whole on Ctrl-C', async () => {
    const port = await freePort();
    const start = run('start.ts', ['--no-build'], { PORT: String(port) });
    while (!start.output().includes('Ctrl-C') && start.child.exitCode === null) await delay(50);
    for (const told of [
      `http://localhost:${port}/bao-tin/`,
      'mo-tin.html',
      join(folder, 'mail'),
      'lung-phinh.age',
    ]) {
      expect(start.output()).toContain(told);
    }
    expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
    expect((await fetch(`http://localhost:${port}/api/health`)).status).toBe(200);
    start.child.kill('SIGINT');
    expect(await start.ended).toBe(0);
    expect(await isFree(port)).toBe(true);
  }, 90_000);

  test('leaves nothing behind when Ctrl-C comes while it starts', async () => {
    const [port, mailPort] = [await freePort(), await freePort()];
    const start = run('start.ts', ['--no-build'], { PORT: String(port), MAIL_PORT: String(mailPort) });
    const { child } = start;
    // The mail server comes first; workerd needs some seconds more.
    while ((await isFree(mailPort)) && child.exitCode === null) await delay(20);
    child.kill('SIGINT');
    expect(await start.ended).toBe(0);
    expect(start.output()).toBe('');
    expect(await isFree(mailPort)).toBe(true);
    // Long enough for a forgotten Worker to show itself.
    await delay(4000);
    expect(await isFree(port)).toBe(true);
  }, 90_000);
});

describe('npm run build', () => {
  test('refuses demo keys and missing settings, says what to do, and leaves the built site alone', async () => {
    const before = (await stat(join(distFolder, 'index.html'))).mtimeMs;
    const build = run('build.ts');
    expect(await build.ended).toBe(1);
    expect(build.output()).toMatch(/^Không dựng được trang:\n/);
    expect(build.output()).toMatch(/khóa chạy thử.*npm run keys -- lung-phinh/);
    for (const name of Object.keys(NO_SETTINGS)) expect(build.output()).toContain(name);
    expect((await stat(join(distFolder, 'index.html'))).mtimeMs).toBe(before);
  }, 60_000);
});
