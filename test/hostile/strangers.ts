/** What strangers can cost: bodies that never end, and junk on every endpoint. The mail server is well. */
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeChallengeBody, ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';
import { JUNK, startJunk, withAnotherSid } from './junk.ts';
import type { Report } from './play.ts';
import { postTip, type Stage } from './stage.ts';

const MIB = 1_048_576;
/** Of a body, so much is sent before it stands still. */
const SENT = 2 * MIB;
const MAX_GROWTH = 60 * MIB;
/** Calls after which the memory of a line hardly grows any more by itself. */
const WARM_UP = 2_000;

/**
 * So many uploads of the largest class that stop half-way and never end, each with a proof of its own or all with one:
 * the memory of the Worker's
 * process hardly grows, and a text still gets in. Of that about 40 MiB are what workerd takes for 200 requests that hang,
 * whatever is in them.
 */
export async function playHangingUploads(
  stage: Stage,
  inbox: string,
  { uploads, proofs, warmUp = WARM_UP }: { uploads: number; proofs: 'one' | 'each'; warmUp?: number },
): Promise<Report> {
  const one = await stage.makeTip(inbox, 2);
  const wires = Array.from({ length: uploads }, async () =>
    proofs === 'one' ? withAnotherSid(one.wire) : (await stage.makeTip(inbox, 2)).wire,
  );
  await stage.sendOne(inbox, 0);
  for (let calls = 0; calls < warmUp; calls += 20)
    await Promise.all(
      Array.from({ length: 20 }, async () => (await fetchChallenge(stage.url, inbox)).text()),
    );
  const before = memoryOfLine();
  const sockets: Socket[] = [];
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, memoryOfLine())), 100);
  try {
    for (const wire of wires) sockets.push(hang(stage.url, await wire));
    // Until the system's buffers are full: a server that reads no further sends nothing back, either.
    await delay(4_000);
    const began = performance.now();
    await stage.sendOne(inbox, 0);
    const text = performance.now() - began;
    await delay(2_000);
    const growth = most - before;
    return {
      name: `${uploads} uploads that never end, ${proofs === 'one' ? 'all with one proof' : 'each with a proof'}`,
      came: `${(growth / MIB).toFixed(0)} MiB more than ${(before / MIB).toFixed(0)}; a text in ${text.toFixed(0)} ms`,
      wrongs: growth > MAX_GROWTH ? [`memory grew by ${(growth / MIB).toFixed(0)} MiB`] : [],
    };
  } finally {
    clearInterval(watch);
    for (const socket of sockets) socket.destroy();
  }
}

function hang(url: string, wire: Uint8Array): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(
    `POST ${ENDPOINTS.tips} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n` +
      `Content-Length: ${SIZE_CLASSES[2].wire}\r\n\r\n`,
  );
  socket.write(wire.subarray(0, SENT));
  return socket;
}

const fetchChallenge = (url: string, inbox: string) =>
  fetch(url + ENDPOINTS.challenge, {
    method: 'POST',
    body: encodeChallengeBody(inbox, 0) as Uint8Array<ArrayBuffer>,
    headers: { 'content-type': 'application/octet-stream' },
  });

/** Resident bytes of the Worker's process: of the workerds under this one the
 * last that was started; the one before it only hands requests on, in local runs. */
function memoryOfLine(): number {
  const parents = new Map<number, { parent: number; name: string; bytes: number }>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const field = (name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
      parents.set(Number(pid), {
        parent: Number(field('PPid')),
        name: field('Name'),
        bytes: Number(field('VmRSS')) * 1_024,
      });
    } catch {
      // Gone meanwhile.
    }
  }
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (pid > 1 && isOurs(parents.get(pid)?.parent ?? 0));
  const ours = [...parents].filter(([pid, { name }]) => name === 'workerd' && isOurs(pid));
  // The second to be started, whatever grows meanwhile.
  const [pid] = ours.map(([one]) => one).sort((a, b) => b - a);
  return parents.get(pid ?? 0)?.bytes ?? 0;
}

/**
 * A hundred junk calls a second on each endpoint in turn: each text gets in, and takes at most twice as long as on an
 * idle line. `isTimed`: not where other tests run beside.
 */
export async function playJunk(
  stage: Stage,
  inbox: string,
  { tips, isTimed = true }: { tips: number; isTimed?: boolean },
): Promise<Report> {
  const endpoints = Object.keys(JUNK);
  const wires = await Promise.all(
    Array.from({ length: (endpoints.length + 2) * tips }, async () => (await stage.makeTip(inbox, 0)).wire),
  );
  const text = async (): Promise<number> => {
    const wire = wires.pop();
    if (!wire) throw new Error('too few tips were made');
    const began = performance.now();
    const status = await postTip(stage.url, wire);
    if (status !== 202) throw new Error(`a text was answered ${status}`);
    return performance.now() - began;
  };
  const medianOf = async (): Promise<number> => {
    const times: number[] = [];
    for (let count = 0; count < tips; count++) {
      times.push(await text());
      await delay(50);
    }
    return times.sort((a, b) => a - b)[tips >> 1] ?? 0;
  };
  const [spent = new Uint8Array(0)] = wires;
  // The first ones are slow by themselves.
  await medianOf();
  const idle = await medianOf();
  const came: string[] = [];
  const wrongs: string[] = [];
  for (const endpoint of endpoints) {
    const stop = startJunk({ url: stage.url, endpoint, inbox, wire: spent });
    await delay(isTimed ? 1_000 : 300);
    const busy = await medianOf();
    const rate = await stop();
    came.push(`${endpoint} ${busy.toFixed(0)} (${rate.toFixed(0)}/s)`);
    if (isTimed && busy > 2 * idle)
      wrongs.push(`under junk on ${endpoint} a text took ${busy.toFixed(0)} ms, idle ${idle.toFixed(0)}`);
  }
  return {
    name: 'junk on every endpoint',
    came: `a text in ${idle.toFixed(0)} ms idle; ${came.join(', ')}`,
    wrongs,
  };
}
