/**
 * `npm start`: builds the site with demo keys and runs the whole line on this machine, until Ctrl-C.
 * `--no-build` serves `dist/` as it is. `PORT` and `MAIL_PORT` choose ports, `LA_CHAN_LOCAL` another folder than `.local`.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { assertPortFree, type LocalLine, PortTaken, startLocalLine } from './line/local-line.ts';
import { projectRoot } from './project.ts';
import { Refused } from './refused.ts';

const port = Number(process.env.PORT ?? 8787);
const mailPort = Number(process.env.MAIL_PORT ?? 0);
const localFolder = resolve(projectRoot, process.env.LA_CHAN_LOCAL ?? '.local');

try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof Error && error.name === 'AbortError') process.exit(0);
  console.error(explain(error));
  process.exitCode = 1;
}
process.exit();

/** Runs until Ctrl-C (0), or until the Worker ends by itself (1). */
async function run(): Promise<number> {
  // Said before the slow part, not after it.
  await assertPortFree(port);
  if (mailPort) await assertPortFree(mailPort);
  if (!process.argv.includes('--no-build')) {
    console.log('Đang dựng trang, chờ một chút...');
    // Astro takes a while to load, too.
    const { buildSite } = await import('./build.ts');
    await buildSite({ local: true, siteUrl: `http://localhost:${port}` });
  }
  const quit = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => quit.abort());
  const line = await startLocalLine({
    port,
    mailPort,
    mailDir: join(localFolder, 'mail'),
    stateDir: join(localFolder, 'state'),
    signal: quit.signal,
  });
  await runCron(line.url);
  if (!quit.signal.aborted) console.log(await welcome(line));
  const words = await Promise.race([line.ended, untilAborted(quit.signal)]);
  await line.stop();
  if (quit.signal.aborted) return 0;
  console.error(`Máy chủ đã tự dừng.\n${words ?? ''}`);
  return 1;
}

/** What the cron does each morning at Cloudflare: wakes every inbox, which then mails its first heartbeat. */
async function runCron(url: string): Promise<void> {
  await fetch(`${url}/cdn-cgi/local/scheduled`);
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function welcome({ url, mailDir }: LocalLine): Promise<string> {
  const passphrase = await readFile(join(projectRoot, 'test/fixtures/keys/PASSPHRASE.txt'), 'utf8');
  return `
Lá Chắn đang chạy trên máy này.

  Trang chủ            ${url}/
  Gửi tin ẩn danh      ${url}/bao-tin/
  Công cụ của cán bộ   ${url}/can-bo/mo-tin.html

  Thư đến công an      ${shortest(mailDir)}/<địa chỉ hộp thư>/*.eml (vài giây sau khi gửi tin)
  Tệp khóa chạy thử    test/fixtures/keys/lung-phinh.age (xã), test/fixtures/keys/lao-cai.age (tỉnh)
  Mật khẩu tệp khóa    ${passphrase.trim()}

Đây là bản chạy thử: tin không đến công an. Bấm Ctrl-C để dừng.
`;
}

function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function explain(error: unknown): string {
  if (error instanceof PortTaken) {
    return `Cổng ${error.port} đang có chương trình khác dùng. Tắt chương trình đó, hoặc chọn cổng khác: PORT=${error.port + 1} npm start`;
  }
  if (error instanceof Refused) return ['Không dựng được trang:', ...error.sentences].join('\n  - ');
  return `Không khởi động được.\n${error instanceof Error ? error.message : String(error)}`;
}
