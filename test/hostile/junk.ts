/**
 * Calls that cost their sender nothing, a hundred a second, from a thread of their own: beside the one who measures, they
 * would slow the clock and not the line.
 */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { dayOf } from '../../worker/contract/day.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../worker/contract/inbox-id.ts';
import { encodeReply, MAX_REPLIES, REPLY_AGE_SIZE } from '../../worker/contract/reply.ts';
import { encodeResend } from '../../worker/contract/resend.ts';
import { SIZE_CLASSES } from '../../worker/contract/sizes.ts';

/** `type`: of the body; a call without one is a GET. */
interface Call {
  path: string;
  type?: string;
  body?: Uint8Array | string;
}

interface Order {
  url: string;
  /** One of the names of `JUNK`. */
  endpoint: string;
  inbox: string;
  /** A tip that the line would take, or has taken. */
  wire: Uint8Array;
}

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const octets = (path: string, ...parts: Uint8Array[]): Call => ({
  path,
  type: 'application/octet-stream',
  body: Buffer.concat(parts),
});
const form = (path: string, fields: [string, string][]): Call => ({
  path,
  type: 'application/x-www-form-urlencoded',
  body: String(new URLSearchParams(fields)),
});
const today = () => dayOf(Date.now());
const FORGED = random(REPLY_AGE_SIZE);

/** Junk of every kind. */
export const JUNK: Readonly<Record<string, (inbox: string, wire: Uint8Array) => Call>> = {
  challenge: (inbox) => octets(ENDPOINTS.challenge, encodeInboxId(inbox), new Uint8Array(1)),
  status: (inbox) => octets(ENDPOINTS.status, encodeInboxId(inbox), random(16)),
  mailbox: () => octets(ENDPOINTS.mailbox, random(32)),
  'tips without a proof': () => octets(ENDPOINTS.tips, new Uint8Array(SIZE_CLASSES[0].wire)),
  'tips with a forged proof': (_, wire) => {
    const forged = withAnotherSid(wire);
    // Of the line's signature one digit is another.
    const signature = '"signature":"';
    const at = Buffer.from(forged).indexOf(signature) + signature.length;
    forged[at] = forged[at] === 0x30 ? 0x31 : 0x30;
    return octets(ENDPOINTS.tips, forged);
  },
  acks: (inbox) => {
    const acks = Array.from({ length: 200 }, () => text(random(16)));
    return form(ENDPOINTS.acks, [
      ['inbox', inbox],
      ['acks', acks.join(',')],
    ]);
  },
  health: () => ({ path: ENDPOINTS.health }),
  state: (inbox) => octets(ENDPOINTS.state, random(32), encodeInboxId(inbox)),
  resends: () => form(ENDPOINTS.resends, [['resend', 'A']]),
  replies: () => form(ENDPOINTS.replies, [['reply', 'A']]),
  'resends, forged': (inbox) => {
    const asked = { inbox, day: today(), once: random(16), ranges: [{ from: 1, to: 9 }] };
    return form(ENDPOINTS.resends, [['resend', text(encodeResend({ ...asked, to: 'unit' }, random(64)))]]);
  },
  'replies, forged': (inbox) => {
    const reply = encodeReply({ inbox, day: today(), box: random(32), sig: random(64), ct: FORGED });
    return form(
      ENDPOINTS.replies,
      Array.from({ length: MAX_REPLIES }, () => ['reply', text(reply)]),
    );
  },
};

const SID_AT = 16;
export function withAnotherSid(wire: Uint8Array): Uint8Array {
  const other = Uint8Array.from(wire);
  crypto.getRandomValues(other.subarray(SID_AT, SID_AT + 16));
  return other;
}

/** Begins it, and returns what ends it and tells how many calls a second it was. */
export function startJunk(order: Order): () => Promise<number> {
  const thread = new Worker(new URL(import.meta.url), { workerData: order });
  return async () => {
    thread.postMessage('stop');
    const [rate] = (await once(thread, 'message')) as [number];
    await thread.terminate();
    return rate;
  };
}

const MOST_OPEN = 200;

async function pelt({ url, endpoint, inbox, wire }: Order): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const over = new AbortController();
  parentPort?.once('message', () => over.abort());
  let [count, open] = [0, 0];
  const began = Date.now();
  for (; !over.signal.aborted; await delay(Math.max(0, began + count * 10 - Date.now()))) {
    const call = open < MOST_OPEN ? JUNK[endpoint]?.(inbox, wire) : undefined;
    if (!call) {
      await delay(10);
      continue;
    }
    count++;
    open++;
    const { path, type, body = '' } = call;
    const headers = type ? { 'content-type': type, 'content-length': Buffer.byteLength(body) } : {};
    const one = request(url + path, { method: type ? 'POST' : 'GET', agent, headers }, (response) =>
      response.resume(),
    );
    one.on('error', () => undefined).on('close', () => open--);
    one.end(body);
  }
  const seconds = (Date.now() - began) / 1_000;
  agent.destroy();
  return count / seconds;
}

const order = workerData as Order | null;
if (!isMainThread && order?.endpoint) void pelt(order).then((rate) => parentPort?.postMessage(rate));
