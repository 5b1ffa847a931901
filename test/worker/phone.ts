/** Requests as a phone makes them, for tests: only the shape of a sealed tip, which is all the Worker can see. */
import { runInDurableObject } from 'cloudflare:test';
import { exports, env } from 'cloudflare:workers';
import inboxes from '../../content/inboxes.json';
import { kidOf } from '../../site/envelope/keys.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../worker/contract/inbox-id.ts';
import { AGE_HEADER_SIZE, SIZE_CLASSES, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import { encodeTipHeader, TIP_HEADER_SIZE } from '../../worker/contract/tip-header.ts';
import type { Env } from '../../worker/env.ts';
import { proofSecrets } from '../../worker/abuse/proof-of-work.ts';
import { cheapProof } from './cheap-proof.ts';

declare global {
  // How vitest-plugin wants the types of `env` and `exports` told.
  // eslint-disable-next-line typescript/no-namespace
  namespace Cloudflare {
    interface Env extends WorkerEnv {}
    interface GlobalProps {
      mainModule: typeof import('../../worker/index.ts');
    }
  }
}
type WorkerEnv = Env;

export const INBOX = 'lung-phinh';
export const OTHER_INBOX = 'lao-cai';

/** The kid of a demo inbox. */
export function kidOfInbox(id: string = INBOX): Uint8Array {
  const entry = inboxes.find((inbox) => inbox.id === id);
  if (!entry) throw new Error(`no inbox ${id}`);
  return kidOf(entry.recipients as [string, string]);
}

export const random = (size: number) => crypto.getRandomValues(new Uint8Array(size));
export const sha256 = async (bytes: Uint8Array) =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

/** Random bytes behind the header of an age file with these stanzas; each is [type, argument length, body length]. */
export function ageFile(
  sizeClass: SizeClassIndex = 0,
  stanzas: readonly (readonly [string, number, number])[] = [HYBRID, HYBRID],
): Uint8Array {
  const letters = (count: number) => Array.from(random(count), (byte) => BASE64[byte % 64]).join('');
  const lines = stanzas.map(
    ([type, argument, body]) => `-> ${type} ${letters(argument)}\n${letters(body)}\n`,
  );
  const header = new TextEncoder().encode(`age-encryption.org/v1\n${lines.join('')}--- ${letters(43)}\n`);
  const age = new Uint8Array(SIZE_CLASSES[sizeClass].age);
  for (let at = 0; at < age.length; at += 65_536) crypto.getRandomValues(age.subarray(at, at + 65_536));
  age.set(header.subarray(0, age.length), 0);
  return age;
}
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
export const HYBRID = ['mlkem768x25519', 1494, 43] as const;
export const X25519 = ['X25519', 43, 43] as const;

/** A solved proof of work, good for a minute if nothing else is asked. */
export const solved = (inbox: string = INBOX, options: { expires?: number; size?: number } = {}) =>
  cheapProof(inbox, proofSecrets(env), options.expires ?? Date.now() + 60_000, options.size);

export interface TipParts {
  kid: Uint8Array;
  sid: Uint8Array;
  ackHash: Uint8Array;
  sizeClass: SizeClassIndex;
  proof: string;
  age: Uint8Array;
}

/** The parts of a good tip, changed where given. */
export async function tipParts(changes: Partial<TipParts> = {}): Promise<TipParts> {
  return {
    kid: kidOfInbox(),
    sid: random(16),
    ackHash: random(32),
    sizeClass: 0,
    proof: changes.proof ?? JSON.stringify(await solved()),
    age: changes.age ?? ageFile(changes.sizeClass),
    ...changes,
  };
}

/** The request body of a tip. */
export function wire(parts: TipParts): Uint8Array {
  const body = new Uint8Array(TIP_HEADER_SIZE + parts.age.length);
  body.set(encodeTipHeader(parts), 0);
  body.set(parts.age, TIP_HEADER_SIZE);
  return body;
}

export const OCTETS = { 'content-type': 'application/octet-stream' };

/** One call, as the app gets it from the edge. A stream needs its `content-length` in `headers`. */
export function post(
  path: string,
  body: Uint8Array | ReadableStream | string | null,
  headers: Record<string, string> = {},
): Promise<Response> {
  const length: Record<string, string> =
    body instanceof Uint8Array ? { 'content-length': String(body.length) } : {};
  return exports.default.fetch(`https://line.test${path}`, {
    method: 'POST',
    body,
    headers: { ...OCTETS, ...length, ...headers },
  });
}

export const sendTip = async (parts: Partial<TipParts> = {}) =>
  post(ENDPOINTS.tips, wire(await tipParts(parts)));

export function askStatus(sid: Uint8Array, inbox: string = INBOX): Promise<Response> {
  return post(ENDPOINTS.status, new Uint8Array([...encodeInboxId(inbox), ...sid]));
}

/** The code of a refusal, with its HTTP status: `[422, 'pow']`. */
export async function refusal(response: Response): Promise<[number, string]> {
  return [response.status, (await response.json<{ e: string }>()).e];
}

export const inboxStub = (id: string = INBOX) => env.INBOX.getByName(id);

/** Puts `count` waiting tips of a size class into an inbox, accepted in that hour, without their bytes. */
export const fillInbox = (count: number, sizeClass: SizeClassIndex, hour = 1) =>
  runInDurableObject(inboxStub(), (_inbox, { storage: { sql } }) => {
    const [row] = sql.exec<{ last: number }>('SELECT coalesce(max(id), 0) AS last FROM tips').toArray();
    const last = row?.last ?? 0;
    sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO tips (id, sid, hash, ack_hash, size_class, hour)
       SELECT i + ?, randomblob(16), randomblob(32), randomblob(32), ?, ? FROM n`,
      count,
      last,
      sizeClass,
      hour,
    );
    sql.exec(
      `INSERT INTO mailings (tip, audience, state, size_class)
       SELECT id, 'unit', 'due', size_class FROM tips WHERE id > ?`,
      last,
    );
  });

if (AGE_HEADER_SIZE !== 3_184) throw new Error('the age header has another size now: rewrite ageFile');
