/**
 * `npm run load [-- --tips 20000]`: how many tips one local workerd keeps durably a second, for each size class at 1,
 * 16 and 64 connections, beside a bare Hono route in the same process; then what the Worker holds in memory while it
 * takes 20,000 tips. Numbers of one machine at one time: compare the two columns of a run, never two runs.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort, type LocalLine, startLocalLine } from '../../site/commands/line/local-line.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { another, makeModel, post } from './tips.ts';

const BARE = '/api/bare';
const CONNECTIONS = [1, 16, 64];
/** Sooner than a page comes again, in ms: to keep the line busy. */
const AGAIN = 200;
/** Tips of each class in one measurement: those of the larger ones stay below what pauses attachments (50 MiB). */
const COUNTS = [400, 90, 15] as const;
const secrets = { challenge: randomUUID(), key: randomUUID() };
const { values } = parseArgs({ options: { tips: { type: 'string', default: '20000' } } });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

await measureRates();
const inspectorPort = await freePort();
await withLine((line) => measureMemory(line, Number(values.tips)), inspectorPort);

/** A line of its own, empty at first, for one measurement. */
async function withLine<T>(use: (line: LocalLine) => Promise<T>, debuggedAt?: number): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'la-chan-load-'));
  const line = await startLocalLine({
    port: await freePort(),
    script: 'test/load/worker.ts',
    ...(debuggedAt ? { inspectorPort: debuggedAt } : {}),
    mailDir: join(folder, 'mail'),
    stateDir: join(folder, 'state'),
    vars: { POW_SECRET: secrets.challenge, POW_KEY_SECRET: secrets.key, DELIVERY_WINDOW_MINUTES: '0.05' },
  });
  try {
    return await use(line);
  } finally {
    await line.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureRates(): Promise<void> {
  console.log('class  connections   tips/s   p50 ms   p99 ms   bare/s   p50 ms   p99 ms');
  for (const sizeClass of [0, 1, 2] as const) {
    const model = await makeModel(sizeClass);
    for (const connections of CONNECTIONS) {
      const bodies = await Promise.all(
        Array.from({ length: COUNTS[sizeClass] }, () => another(model, secrets)),
      );
      const both = await withLine(async (line) => [
        await measure(line.url + ENDPOINTS.tips, bodies, connections),
        await measure(line.url + BARE, bodies, connections),
      ]);
      const columns = both.flatMap(({ rate, p50, p99 }) => [rate, p50, p99].map((n) => n.toFixed(1)));
      console.log(
        [String(sizeClass), String(connections), ...columns].map((text) => text.padStart(8)).join(' '),
      );
    }
  }
}

/** Takes so many texts and prints on the way what the Worker cannot let go of. */
async function measureMemory({ url }: LocalLine, count: number): Promise<void> {
  const model = await makeModel(0);
  console.log('\ntips taken   MiB held');
  for (let taken = 0; ;) {
    console.log(`${String(taken).padStart(10)}   ${(await heldMiB(url)).toFixed(1).padStart(8)}`);
    if (taken >= count) return;
    const bodies = await Promise.all(
      Array.from({ length: Math.min(2_000, count - taken) }, () => another(model, secrets)),
    );
    await measure(url + ENDPOINTS.tips, bodies, 16);
    taken += bodies.length;
  }
}

/** Posts every body over so many connections until it is taken. Rejects when one is answered neither 202 nor 429. */
async function measure(address: string, bodies: readonly Uint8Array[], connections: number) {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  const connection = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const sent = performance.now();
      // eslint-disable-next-line no-await-in-loop
      let status = await post(address, body).catch(() => 429);
      // More at a time than there are places: whoever is sent away, often
      // before all was read, which breaks the connection, comes again; that counts as waiting.
      while (status === 429) {
        // eslint-disable-next-line no-await-in-loop
        await delay(AGAIN);
        // eslint-disable-next-line no-await-in-loop
        status = await post(address, body).catch(() => 429);
      }
      if (status !== 202) throw new Error(`${address} was answered ${status}`);
      times.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  const seconds = (performance.now() - started) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { rate: bodies.length / seconds, p50: at(0.5), p99: at(0.99) };
}

/**
 * What the scripts of the Worker hold after garbage is collected: objects, those of the runtime, and buffers. What
 * Cloudflare limits to 128 MiB is this and garbage not yet collected; the size of the process says nothing of it.
 */
async function heldMiB(url: string): Promise<number> {
  const targets = await fetch(`http://127.0.0.1:${inspectorPort}/json`);
  const [target] = (await targets.json()) as { webSocketDebuggerUrl: string }[];
  // The debugger turns away whoever does not come from this machine.
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '', {
    headers: { Origin: 'http://localhost' },
  });
  await once(socket, 'open');
  const call = (id: number, method: string) =>
    new Promise<Record<string, number>>((resolve, reject) => {
      socket.onclose = () => reject(new Error('the debugger went away'));
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        const answer = JSON.parse(data) as { id?: number; result: Record<string, number> };
        if (answer.id === id) resolve(answer.result);
      };
      socket.send(JSON.stringify({ id, method }));
    });
  // Garbage is collected when the Worker is next run.
  const collected = call(1, 'HeapProfiler.collectGarbage');
  await delay(200);
  await post(url + BARE, new Uint8Array(1));
  await collected;
  const {
    usedSize = 0,
    embedderHeapUsedSize = 0,
    backingStorageSize = 0,
  } = await call(2, 'Runtime.getHeapUsage');
  socket.close();
  return (usedSize + embedderHeapUsedSize + backingStorageSize) / 1_048_576;
}
