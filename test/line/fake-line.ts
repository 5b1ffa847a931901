/** A line that is good in everything `doctor` looks at, on loopback, for tests to break one thing at a time. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { requiredHeaders } from '../../site/commands/line/faults.ts';
import { projectRoot, readRelease } from '../../site/commands/project.ts';
import { CHALLENGE_ANSWER_SIZE, ENDPOINTS, type HealthAnswer } from '../../worker/contract/endpoints.ts';
import { decodeInboxId } from '../../worker/contract/inbox-id.ts';
import { type MailState, OPERATOR_TOKEN_SIZE, type StateAnswer } from '../../worker/contract/operator.ts';

/** What the operator of this line has in the environment. */
export const FAKE_ENV = {
  MAIL_PUBLIC_KEY: Buffer.alloc(32, 7).toString('base64url'),
  OPERATOR_TOKEN: Buffer.alloc(32, 9).toString('base64url'),
  ALERT_URL: '',
};

const WELL: MailState = { waiting: 'none', oldest: 'none', mail: 'ok', fault: null };

/** What it says of an inbox that fares well. */
export const WELL_STATE: StateAnswer = { ...WELL, oversight: WELL, alarm: null, alerts: [] };

export interface FakeLine {
  url: string;
  /** What it says, to be changed at will; `state` by inbox. */
  health: HealthAnswer;
  state: Record<string, StateAnswer>;
  keys: unknown[];
  headers: Map<string, string>;
  /** Deals with a request instead of the line, or returns false. */
  instead: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Ends it, with every connection. */
  stop: () => Promise<void>;
}

/** Starts one at `port` (default any) of 127.0.0.1. */
export async function startFakeLine(port = 0): Promise<FakeLine> {
  const rules = await readFile(join(projectRoot, 'site/public/_headers'), 'utf8');
  const server = createServer((request, response) => {
    if (!line.instead(request, response)) void answer(line, request, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const line: FakeLine = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    health: {
      line: 'ok',
      mailKey: FAKE_ENV.MAIL_PUBLIC_KEY,
      ...(await readRelease()),
      time: Math.floor(Date.now() / 1_000),
    },
    state: Object.fromEntries(inboxes.map(({ id }) => [id, WELL_STATE])),
    keys: inboxes.map(({ id, label, oversight, recipients, replyKey }) => ({
      id,
      label,
      oversight,
      recipients,
      replyKey,
    })),
    headers: requiredHeaders(rules),
    instead: () => false,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
  return line;
}

async function answer(line: FakeLine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const page = (text: string, status = 200) => response.writeHead(status, [...line.headers].flat()).end(text);
  const json = (value: unknown, size = 256) =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store, no-transform' })
      .end(JSON.stringify(value).padEnd(size));
  switch (request.url ?? '') {
    case '/':
    case '/an-toan/':
      return void page('<p>Lá Chắn</p>');
    case '/bao-tin/':
      return void page('{"script":"/khoa/0.js"}');
    case '/khoa/0.js':
      return void page(`export default ${JSON.stringify(line.keys)};\n`);
    case '/can-bo/mo-tin':
      return void page(`mailPublicKey:"${FAKE_ENV.MAIL_PUBLIC_KEY}"`);
    case ENDPOINTS.health:
      return void json(line.health);
    case ENDPOINTS.tips:
      return void page('', 400);
    case ENDPOINTS.challenge:
      return void json({}, CHALLENGE_ANSWER_SIZE);
    case ENDPOINTS.state: {
      const token = body.subarray(0, OPERATOR_TOKEN_SIZE).toString('base64url');
      const state = line.state[decodeInboxId(body.subarray(OPERATOR_TOKEN_SIZE)) ?? ''];
      if (token === FAKE_ENV.OPERATOR_TOKEN && state) return void json(state, 512);
    }
  }
  page('', 404);
}
