import { createExecutionContext, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHALLENGE_ANSWER_SIZE, ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { BOX_SIZE, MAILBOX_ANSWER_SIZE, REPLY_RECORD_SIZE } from '../../../worker/contract/reply.ts';
import { RESEND_RECORD_SIZE } from '../../../worker/contract/resend.ts';
import worker from '../../../worker/index.ts';
import { INBOX_IDS } from '../../../worker/inboxes.ts';
import { ageFile, INBOX, inboxStub, OCTETS, random, solved, tipParts, wire } from '../phone.ts';

const CASES = 4_000;
const SEED = 20261121;

/** What the table of PROTOCOL.md, "Endpoints", allows each call to answer here. */
const DOCUMENTED: Record<string, readonly number[]> = {
  [ENDPOINTS.tips]: [202, 400, 409, 410, 422],
  [ENDPOINTS.challenge]: [200, 400],
  [ENDPOINTS.status]: [200, 400],
  [ENDPOINTS.acks]: [202, 400],
  [ENDPOINTS.mailbox]: [200, 400],
  // Nothing here is signed; mailbox.test.ts damages what is.
  [ENDPOINTS.replies]: [400],
  [ENDPOINTS.health]: [200],
  // Nobody here knows the token.
  [ENDPOINTS.state]: [400, 404],
  [ENDPOINTS.canaries]: [400, 404],
  // As a form it is not signed, as bytes it has no token.
  [ENDPOINTS.resends]: [400, 404],
};
const CODES: Record<number, string> = {
  400: 'bad-frame',
  404: 'not-found',
  409: 'id-conflict',
  410: 'key-revoked',
  422: 'pow',
};

const FORM = 'application/x-www-form-urlencoded';
type IncomingRequest = Parameters<typeof worker.fetch>[0];
const bytes = (text: string) => new TextEncoder().encode(text);

/** Bytes changed one by one, then cut or grown: near misses find more than noise. */
const damage = fc.record({
  changes: fc.array(fc.tuple(fc.nat(1_100), fc.nat(255)), { maxLength: 3 }),
  cut: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.integer({ min: -1_500, max: 40 })),
});
function damaged(
  body: Uint8Array,
  { changes, cut }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): Uint8Array {
  const copy = new Uint8Array(Math.max(0, body.length + cut));
  copy.set(body.subarray(0, copy.length), 0);
  for (const [at, value] of changes) if (at < copy.length) copy[at] = value;
  return copy;
}

const call = fc.record({
  path: fc.oneof(
    { weight: 12, arbitrary: fc.constant<string>(ENDPOINTS.tips) },
    { weight: 9, arbitrary: fc.constantFrom<string>(...Object.values(ENDPOINTS)) },
    fc.webPath().map((path) => `/api${path}`),
  ),
  method: fc.oneof({ weight: 9, arbitrary: fc.constant('POST') }, fc.constantFrom('GET', 'PUT', 'DELETE')),
  type: fc.oneof(
    { weight: 9, arbitrary: fc.constant('right') },
    fc.constantFrom('application/octet-stream', FORM, 'text/plain'),
  ),
  content: fc.constantFrom('good', 'good', 'good', 'same sid', 'same proof', 'noise'),
  pick: fc.nat(1_000),
  noise: fc.uint8Array({ maxLength: 1_200 }),
  damage,
});

test(
  `${CASES} calls, damaged in every way, end in documented codes only, and each 202 is kept`,
  { timeout: 180_000 },
  async () => {
    const context = createExecutionContext();
    const age = ageFile();
    const proofs = await Promise.all(Array.from({ length: 50 }, async () => JSON.stringify(await solved())));
    const sids = proofs.map(() => random(16));
    const accepted = new Set<string>();
    const seen: Record<string, number> = {};

    const bodyOf = async (one: typeof call extends fc.Arbitrary<infer T> ? T : never) => {
      if (one.content === 'noise') return one.noise;
      const good = async () => {
        if (one.path === ENDPOINTS.challenge) return encodeInboxId(INBOX);
        if (one.path === ENDPOINTS.status) return new Uint8Array([...encodeInboxId(INBOX), ...random(16)]);
        if (one.path === ENDPOINTS.acks)
          return bytes(`inbox=${INBOX}&acks=${Buffer.from(random(16)).toString('base64url')}`);
        if (one.path === ENDPOINTS.mailbox) return random(BOX_SIZE);
        if (one.path === ENDPOINTS.replies)
          return bytes(`reply=${Buffer.from(random(REPLY_RECORD_SIZE)).toString('base64url')}`);
        if (one.path === ENDPOINTS.resends)
          return bytes(`resend=${Buffer.from(random(RESEND_RECORD_SIZE)).toString('base64url')}`);
        const sid = one.content === 'same sid' ? sids[one.pick % 5] : random(16);
        const proof = proofs[one.content === 'same proof' ? 0 : one.pick % proofs.length];
        return wire(await tipParts({ age, sid: sid ?? random(16), proof: proof ?? '' }));
      };
      return damaged(await good(), one.damage);
    };

    await fc.assert(
      fc.asyncProperty(call, async (one) => {
        const body = await bodyOf(one);
        const isForm = ([ENDPOINTS.acks, ENDPOINTS.replies, ENDPOINTS.resends] as string[]).includes(
          one.path,
        );
        const right = isForm ? FORM : OCTETS['content-type'];
        const request = new Request(`https://line.test${one.path}`, {
          method: one.method,
          body: one.method === 'GET' ? null : body,
          headers: {
            'content-type': one.type === 'right' ? right : one.type,
            'content-length': String(body.length),
          },
        });
        const response = await worker.fetch(request as IncomingRequest, env, context);
        const content = await response.arrayBuffer();
        const text = new TextDecoder().decode(content);
        const route = one.path === ENDPOINTS.health ? one.method === 'GET' : one.method === 'POST';
        const allowed = (route && DOCUMENTED[new URL(one.path, 'https://line.test').pathname]) || [404];
        expect(allowed).toContain(response.status);
        const isPage = !new URL(request.url).pathname.startsWith('/api/');
        if (isPage) {
          expect(text).toContain('Không thấy trang này');
        } else if (response.headers.get('content-type')?.startsWith('text/html')) {
          expect(text).toMatch(/^<!doctype html>/);
          expect(isForm).toBe(true);
        } else if (response.status >= 400) {
          expect(text).toBe(JSON.stringify({ e: CODES[response.status] }).padEnd(256));
        } else if (one.path === ENDPOINTS.mailbox) {
          expect(content.byteLength).toBe(MAILBOX_ANSWER_SIZE);
        } else {
          expect(text.length).toBe(one.path === ENDPOINTS.challenge ? CHALLENGE_ANSWER_SIZE : 256);
        }
        expect(response.headers.get('cache-control')).toBe(isPage ? 'no-store' : 'no-store, no-transform');
        const isTip = one.path === ENDPOINTS.tips && response.status === 202;
        if (isTip) accepted.add(Buffer.from(body.subarray(16, 32)).toString('hex'));
        const key = `${one.path in DOCUMENTED ? one.path : 'elsewhere'} ${response.status}`;
        seen[key] = (seen[key] ?? 0) + 1;
      }),
      { numRuns: CASES, seed: SEED, endOnFailure: true },
    );

    const kept = await Promise.all(
      INBOX_IDS.map((id) =>
        runInDurableObject(inboxStub(id), (_inbox, { storage }) =>
          [...storage.sql.exec('SELECT sid FROM tips')].map(({ sid }) =>
            Buffer.from(sid as ArrayBuffer).toString('hex'),
          ),
        ),
      ),
    );
    expect(new Set(kept.flat())).toEqual(accepted);
    // The cases must have gone deep, or the promise above is empty.
    for (const path of [ENDPOINTS.challenge, ENDPOINTS.status, ENDPOINTS.mailbox, ENDPOINTS.health])
      expect(seen[`${path} 200`]).toBeGreaterThan(5);
    for (const status of [202, 400, 422]) expect(seen[`${ENDPOINTS.tips} ${status}`]).toBeGreaterThan(20);
    expect(seen[`${ENDPOINTS.tips} 410`]).toBeGreaterThan(5);
    expect(seen[`${ENDPOINTS.acks} 202`]).toBeGreaterThan(5);
    expect(seen[`${ENDPOINTS.replies} 400`]).toBeGreaterThan(5);
  },
);
