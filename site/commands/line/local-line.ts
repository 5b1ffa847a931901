import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureLocalSecrets } from './local-secrets.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import { ensureAddressFile, offlineEnv, projectRoot, readRelease } from '../project.ts';

/** The mail domain of local runs: every inbox is `<id>@inbox.test`, a domain that can never exist (RFC 6761). */
export const localMailDomain = 'inbox.test';

export type LocalLineOptions = {
  /** TCP port of the site, default 8787; must be free. */
  port?: number;
  /** TCP port of the mail server, default any free one. */
  mailPort?: number;
  /** Where mails are kept, as `<mailDir>/<address>/<time>.eml`. */
  mailDir?: string;
  /** Where the Worker's storage lives on from run to run. */
  stateDir?: string;
  /** Another built site than `dist/`. */
  dist?: string;
  /** Another entry of the Worker than that of wrangler.toml, as a path from the project's root. */
  script?: string;
  /** Variables of the Worker, beside or instead of the local ones below. */
  vars?: Record<string, string>;
  /** TCP port of the Worker's debugger, default any free one. */
  inspectorPort?: number;
  /** Gives up starting; a line that runs already is ended by `stop`. */
  signal?: AbortSignal;
};

/** A running line: its address without a trailing slash, its mail folder, and how to end all of it. */
export type LocalLine = {
  url: string;
  mailDir: string;
  stop(): Promise<void>;
  /** Ends the Worker at once, in the middle of whatever it does (SIGKILL), and the mail server with it. */
  kill(): Promise<void>;
  /** Resolves when the Worker ends by itself, with its last words. */
  ended: Promise<string>;
};

/** A port that this command needs is taken by another program. */
export class PortTaken extends Error {
  readonly port: number;
  constructor(port: number) {
    super(`port ${port} is taken`);
    this.port = port;
  }
}

/**
 * Starts the whole line on loopback: a mail server, and the Worker with the built site (`dist/` must exist) in
 * workerd on one origin. Needs no internet and no account. Resolves when the site answers.
 * Rejects with `PortTaken`, the reason of `signal`, or what workerd said when it does not come up within 60 s; then nothing is left running.
 */
export async function startLocalLine(options: LocalLineOptions = {}): Promise<LocalLine> {
  const { port = 8787, mailPort = 0, inspectorPort = 0, vars = {}, signal } = options;
  const mailDir = options.mailDir ?? join(projectRoot, '.local/mail');
  const stateDir = options.stateDir ?? join(projectRoot, '.local/state');
  await assertPortFree(port);
  await ensureLocalSecrets();
  await ensureAddressFile();
  const mail = await startMailServer({ folder: mailDir, port: mailPort });
  const url = `http://localhost:${port}`;
  const worker = startWorker(port, inspectorPort, stateDir, { ...(await localVars(mail)), ...vars }, options);
  const stop = async () => {
    await worker.stop();
    await mail.stop();
  };
  const kill = async () => {
    worker.kill();
    // Its children hold the port until the last of them is gone.
    await worker.ended;
    await mail.stop();
  };
  try {
    await Promise.race([
      answers(url, signal),
      worker.ended.then((words) => Promise.reject(new Error(words))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, mailDir, stop, kill, ended: worker.ended };
}

/** Rejects with `PortTaken` unless nobody listens on this port of loopback, by either address `localhost` stands for. */
export async function assertPortFree(port: number): Promise<void> {
  for (const host of ['127.0.0.1', '::1']) {
    const server = createServer();
    try {
      await new Promise<void>((free, taken) => {
        server.once('error', taken);
        server.listen(port, host, () => server.close(() => free()));
      });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A machine without IPv6 cannot have the port taken there.
      if (code === 'EADDRINUSE' || code === 'EACCES') throw new PortTaken(port);
    }
  }
}

/** A TCP port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (!address || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function localVars(mail: MailServer): Promise<Record<string, string>> {
  const { version, commit } = await readRelease();
  return {
    VERSION: version,
    COMMIT: commit,
    LOCAL_MAIL_DOMAIN: localMailDomain,
    MAIL_FROM: 'tin-bao@line.test',
    MAILS_A_DAY: '1000000',
    DELIVERY: 'smtp',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(mail.port),
    SMTP_TLS: 'none',
    DELIVERY_WINDOW_MINUTES: '0.1',
    DELIVERY_JITTER_MINUTES: '0',
    RETRY_MINUTES: '0.1',
  };
}

function startWorker(
  port: number,
  inspectorPort: number,
  stateDir: string,
  vars: Record<string, string>,
  { script, dist }: LocalLineOptions,
) {
  const wrangler = join(projectRoot, 'node_modules/wrangler/bin/wrangler.js');
  const given = Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]);
  const command = `dev --local --ip 127.0.0.1 --port ${port} --inspector-port ${inspectorPort} --log-level error --show-interactive-dev-session false`;
  const own = [...(script ? [script] : []), ...(dist ? ['--assets', dist] : [])];
  const args = [...command.split(' '), ...own, '--persist-to', stateDir, ...given];
  // A process group of its own: wrangler has children, and all of them have to go.
  const child = spawn(process.execPath, [wrangler, ...args], {
    cwd: projectRoot,
    detached: true,
    env: { ...process.env, ...offlineEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)));
  }
  // A command that ends early, by Ctrl-C or an error, must not leave a line behind.
  const last = () => signalGroup(child, 'SIGKILL');
  process.once('exit', last);
  const ended = once(child, 'close').then(() => {
    process.off('exit', last);
    return words.trim();
  });
  return { ended, stop: () => stopGroup(child), kill: () => signalGroup(child, 'SIGKILL') };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    signalGroup(child, 'SIGTERM');
    await Promise.race([exited, delay(5000, undefined, { ref: false })]);
  }
  signalGroup(child, 'SIGKILL');
}

async function answers(url: string, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    try {
      const response = await fetch(`${url}/`, { signal: AbortSignal.timeout(5000) });
      await response.body?.cancel();
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error(`${url} did not answer within 60 s`);
}
