import { createExecutionContext, reset, runInDurableObject } from 'cloudflare:test';
import { env, exports } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { app } from '../../../worker/routes/app.ts';
import { type Audience } from '../../../worker/contract/audience.ts';
import { dayOf, dayText } from '../../../worker/contract/day.ts';
import {
  CHALLENGE_ANSWER_SIZE,
  CHALLENGE_BODY_SIZE,
  ENDPOINTS,
  type HealthAnswer,
  STATUS_BODY_SIZE,
} from '../../../worker/contract/endpoints.ts';
import { encodeInboxId, INBOX_ID_SIZE } from '../../../worker/contract/inbox-id.ts';
import { BOX_SIZE, MAILBOX_ANSWER_SIZE } from '../../../worker/contract/reply.ts';
import worker from '../../../worker/index.ts';
import {
  askStatus,
  INBOX,
  fillInbox,
  inboxStub,
  kidOfInbox,
  OTHER_INBOX,
  post,
  random,
  refusal,
  sendTip,
  sha256,
  solved,
  tipParts,
  wire,
} from '../phone.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const postForm = (form: string, headers: Record<string, string> = {}) =>
  post(ENDPOINTS.acks, new TextEncoder().encode(form), { ...FORM, ...headers });
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** What anybody on the way can see of an answer. */
async function outside(response: Response) {
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, size: (await response.arrayBuffer()).byteLength };
}

async function expectSealedOff(response: Response, size: number) {
  const { headers, size: length } = await outside(response);
  expect(length).toBe(size);
  expect(headers).toMatchObject({
    'cache-control': 'no-store, no-transform',
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  });
  for (const name of [
    'set-cookie',
    'etag',
    'last-modified',
    'access-control-allow-origin',
    'nel',
    'report-to',
  ]) {
    expect(headers).not.toHaveProperty(name);
  }
}

describe('every answer is padded to one length and sealed off by its headers', () => {
  test('health', async () => {
    const response = await exports.default.fetch(`https://line.test${ENDPOINTS.health}`);
    expect(response.status).toBe(200);
    await expectSealedOff(response, 256);
  });
  test('a challenge', async () => {
    const response = await post(ENDPOINTS.challenge, encodeInboxId(INBOX));
    expect(response.status).toBe(200);
    await expectSealedOff(response, CHALLENGE_ANSWER_SIZE);
  });
  test('a tip, kept or refused with 400, 409, 410, 413, 422, 429 or 503', async () => {
    const parts = await tipParts();
    const same = { ...(await tipParts()), sid: parts.sid };
    const seen: number[] = [];
    const check = async (response: Response) => {
      seen.push(response.status);
      await expectSealedOff(response, 256);
    };
    await check(await post(ENDPOINTS.tips, wire(parts)));
    await check(await post(ENDPOINTS.tips, new Uint8Array(5)));
    await check(await post(ENDPOINTS.tips, wire(same)));
    await check(await sendTip({ proof: '{}' }));
    await fillInbox(20, 2);
    await check(await sendTip({ sizeClass: 1 }));
    await fillInbox(20_000, 0);
    await check(await sendTip());
    await runInDurableObject(inboxStub(), (inbox) => {
      vi.spyOn(inbox.store, 'hashOf').mockImplementation(() => {
        throw new Error('disk full');
      });
    });
    await check(await sendTip());
    expect(seen).toEqual([202, 400, 409, 422, 413, 429, 503]);
  });
  test('a status, an ack, and an address that does not exist', async () => {
    await expectSealedOff(await askStatus(random(16)), 256);
    const page = await postForm(`inbox=${INBOX}&acks=${base64url(random(16))}`);
    await expectSealedOff(page.clone(), (await page.arrayBuffer()).byteLength);
    await expectSealedOff(await post('/api/nothing', new Uint8Array(1)), 256);
  });
  test('a mailbox, and a reply that is refused', async () => {
    await expectSealedOff(await post(ENDPOINTS.mailbox, random(BOX_SIZE)), MAILBOX_ANSWER_SIZE);
    const page = await post(ENDPOINTS.replies, new TextEncoder().encode('reply=x'), FORM);
    expect(page.status).toBe(400);
    await expectSealedOff(page.clone(), (await page.arrayBuffer()).byteLength);
  });
});

describe('an address or a method that does not exist', () => {
  test.each(['/api/', '/api/x', '/api/tips/', '/api/tips/1', '/api/TIPS', '/api/mailboxes', '/api//tips'])(
    'POST %s is 404 in JSON',
    async (path) =>
      expect(await refusal(await post(path, wire(await tipParts())))).toEqual([404, 'not-found']),
  );
  test.each(['challenge', 'tips', 'status', 'acks', 'mailbox', 'replies'] as const)(
    'GET, PUT, DELETE and OPTIONS on %s are 404',
    async (name) => {
      for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS']) {
        const response = await exports.default.fetch(`https://line.test${ENDPOINTS[name]}`, { method });
        expect(await refusal(response)).toEqual([404, 'not-found']);
      }
    },
  );
  test('POST on health is 404', async () =>
    expect(await refusal(await post(ENDPOINTS.health, new Uint8Array(1)))).toEqual([404, 'not-found']));
});

describe('an address where the site has nothing', () => {
  const paths = [
    '/_astro/mount-tip.00000000.js',
    '/khoa/99.js',
    '/bao-tin/khong-co/',
    '/khong-co',
    '/api',
    '/a?b',
  ];
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
  test.each(paths)('%s: the page for it, which no browser keeps, whatever the method', async (path) => {
    for (const method of methods) {
      const headers = { 'if-none-match': '*', range: 'bytes=0-1' };
      const response = await exports.default.fetch(`https://line.test${path}`, { method, headers });
      expect(response.status, method).toBe(404);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': expect.stringContaining("script-src 'self'"),
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers.has('etag')).toBe(false);
      const text = await response.text();
      if (method === 'HEAD') expect(text).toBe('');
      else expect(text).toContain('Không thấy trang này');
    }
  });
});

describe('no answer repeats what was sent', () => {
  const SENTINEL = 'guard-me-5fd1';
  test.each(Object.values(ENDPOINTS))('%s', async (path) => {
    const bytes = new TextEncoder().encode(SENTINEL.repeat(5));
    const bodies = [bytes, new Uint8Array([...new TextEncoder().encode(SENTINEL), ...new Uint8Array(80)])];
    for (const headers of [{}, FORM, { 'content-type': SENTINEL }]) {
      for (const body of [...bodies, bodies[1]?.subarray(0, 64), bodies[1]?.subarray(0, 80)]) {
        const response = await post(`${path}?${SENTINEL}=${SENTINEL}`, body ?? bytes, {
          ...headers,
          'x-mark': SENTINEL,
        });
        expect(await response.text()).not.toContain(SENTINEL);
        expect(JSON.stringify(Object.fromEntries(response.headers))).not.toContain(SENTINEL);
      }
    }
    const missing = await post(`/api/${SENTINEL}`, bytes);
    expect(await missing.text()).not.toContain(SENTINEL);
  });
});

describe('a status', () => {
  test('of a kept tip is held, with the day', async () => {
    const parts = await tipParts();
    await post(ENDPOINTS.tips, wire(parts));
    const today = dayText(dayOf(Date.now()));
    expect(await (await askStatus(parts.sid)).json()).toEqual({ status: 'held', day: today });
  });

  test('looks from outside the same for a known and an unknown tip, and an inbox that does not exist', async () => {
    const parts = await tipParts();
    await post(ENDPOINTS.tips, wire(parts));
    const known = await outside(await askStatus(parts.sid));
    expect(await outside(await askStatus(random(16)))).toEqual(known);
    expect(await outside(await askStatus(parts.sid, OTHER_INBOX))).toEqual(known);
    expect(await outside(await askStatus(parts.sid, 'khong-co'))).toEqual(known);
    expect(await (await askStatus(parts.sid, 'khong-co')).json()).toEqual({ status: 'unknown', day: null });
  });

  test('asked of an inbox that does not exist makes no storage for it', async () => {
    const getByName = vi.spyOn(env.INBOX, 'getByName');
    const request = (inbox: string) =>
      new Request(`https://line.test${ENDPOINTS.status}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': String(STATUS_BODY_SIZE) },
        body: new Uint8Array([...encodeInboxId(inbox), ...random(16)]),
      });
    await app.fetch(request('khong-co'), env);
    expect(getByName).not.toHaveBeenCalled();
    await app.fetch(request(INBOX), env);
    expect(getByName).toHaveBeenCalledExactlyOnceWith(INBOX);
  });

  test.each([0, 79, 81, 200])('with a body of %i bytes is refused', async (size) =>
    expect(await refusal(await post(ENDPOINTS.status, new Uint8Array(size)))).toEqual([400, 'bad-frame']),
  );
  test.each(['', 'A', 'a b', 'a\0b', '../x', 'ấ', 'a_b'])('with the inbox id "%s" is refused', async (id) =>
    expect(await refusal(await askStatus(random(16), id))).toEqual([400, 'bad-frame']),
  );
});

describe('a challenge', () => {
  test('names the inbox, a price and an end in 30 minutes', async () => {
    const response = await post(ENDPOINTS.challenge, encodeInboxId(INBOX));
    const { parameters } = await response.json<{ parameters: Record<string, unknown> }>();
    expect(parameters).toMatchObject({
      algorithm: 'PBKDF2/SHA-256',
      cost: 2_000,
      data: { inbox: INBOX, size: 2 },
    });
    const minutes = (Number(parameters.expiresAt) - Date.now() / 1_000) / 60;
    expect(minutes).toBeGreaterThan(29.9);
    expect(minutes).toBeLessThanOrEqual(30);
  });
  test('never comes twice', async () => {
    const ask = async () => (await post(ENDPOINTS.challenge, encodeInboxId(INBOX))).text();
    expect(await ask()).not.toBe(await ask());
  });
  test('for an inbox that does not exist, or from a body of another length, is refused', async () => {
    expect(await refusal(await post(ENDPOINTS.challenge, encodeInboxId('khong-co')))).toEqual([
      400,
      'bad-frame',
    ]);
    for (const size of [0, INBOX_ID_SIZE - 1, CHALLENGE_BODY_SIZE, CHALLENGE_BODY_SIZE + 1]) {
      expect(await refusal(await post(ENDPOINTS.challenge, new Uint8Array(size)))).toEqual([
        400,
        'bad-frame',
      ]);
    }
  });
});

describe('acks', () => {
  test('get the same answer, known or unknown, and open only their own tip', async () => {
    const ack = random(16);
    const opened = await tipParts({ ackHash: await sha256(ack) });
    const other = await tipParts();
    for (const parts of [opened, other]) await post(ENDPOINTS.tips, wire(parts));
    const known = await postForm(`inbox=${INBOX}&acks=${base64url(ack)}`, { origin: 'null' });
    const unknown = await postForm(`inbox=${INBOX}&acks=${base64url(random(16))}`, { origin: 'null' });
    const foreign = await postForm(`inbox=khong-co&acks=${base64url(ack)}`);
    expect(known.status).toBe(202);
    const texts = await Promise.all(
      [known, unknown, foreign].map(async (one) => [await one.clone().text(), await outside(one)]),
    );
    expect(texts[1]).toEqual(texts[0]);
    expect(texts[2]).toEqual(texts[0]);
    expect(await (await askStatus(opened.sid)).json()).toMatchObject({ status: 'opened' });
    expect(await (await askStatus(other.sid)).json()).toMatchObject({ status: 'held' });
  });

  test.each([
    [0, ','],
    [1, ','],
    [99, '%2C'],
    [199, '%2C'],
  ])(
    'of 200 tips go in one post, and open the one that is number %i of them, between %s',
    async (at, comma) => {
      const ack = random(16);
      const tip = await tipParts({ ackHash: await sha256(ack) });
      await post(ENDPOINTS.tips, wire(tip));
      const acks = Array.from({ length: 200 }, (_, other) => base64url(other === at ? ack : random(16)));
      expect((await postForm(`inbox=${INBOX}&acks=${acks.join(comma)}`)).status).toBe(202);
      expect(await (await askStatus(tip.sid)).json()).toMatchObject({ status: 'opened' });
    },
  );

  const one = base64url(random(16));
  test.each([
    ['nothing', ''],
    ['no list', `inbox=${INBOX}`],
    ['an empty list', `inbox=${INBOX}&acks=`],
    ['201 acks', `inbox=${INBOX}&acks=${Array(201).fill(one).join(',')}`],
    ['a short ack', `inbox=${INBOX}&acks=${one.slice(1)}`],
    ['a long ack', `inbox=${INBOX}&acks=${one}A`],
    ['a foreign letter', `inbox=${INBOX}&acks=${one.slice(1)}.`],
    ['an over-long body', `inbox=${INBOX}&acks=${one}&x=${'x'.repeat(6_000)}`],
  ])('with %s are refused', async (_name, form) =>
    expect(await refusal(await postForm(form))).toEqual([400, 'bad-frame']),
  );
  test('of another content type are refused', async () =>
    expect(
      await refusal(await postForm(`inbox=${INBOX}&acks=${one}`, { 'content-type': 'text/plain' })),
    ).toEqual([400, 'bad-frame']));
});

describe('the line is healthy', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());
  let clock = 0;
  /** Past the ten seconds for which an answer is remembered. */
  const health = async () => {
    clock = Math.max(clock, Date.now()) + 10_001;
    vi.setSystemTime(clock);
    return (await exports.default.fetch(`https://line.test${ENDPOINTS.health}`)).json();
  };
  const line = () => env.LINE.getByName('line');
  const beat = (inbox: string, hoursAgo: number, audiences: Audience[] = ['unit', 'oversight']) =>
    line().beat(
      audiences.map((to) => ({ inbox, to })),
      Date.now() - hoursAgo * 3_600_000,
    );

  test('only while both mailboxes of every inbox have had their morning mail in the last 26 hours', async () => {
    expect(await health()).toMatchObject({ line: 'degraded' });
    await beat(INBOX, 0);
    expect(await health()).toMatchObject({ line: 'degraded' });
    await beat(OTHER_INBOX, 25);
    expect(await health()).toMatchObject({ line: 'ok' });
    await beat(OTHER_INBOX, 27, ['oversight']);
    expect(await health()).toMatchObject({ line: 'degraded' });
  });

  test('and says which key signs its mails, what was deployed, and what time it is', async () => {
    const { line: _, time, ...said } = (await health()) as HealthAnswer;
    // The public half of the seed in vitest.config.ts, computed with another library.
    expect(said).toEqual({
      mailKey: '6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw',
      version: '1.2.3',
      commit: 'c0ffee'.padEnd(40, '0'),
    });
    expect(Math.abs(time - Date.now() / 1_000)).toBeLessThan(60);
  });

  test('and asks the line again only after ten seconds', async () => {
    for (const inbox of [INBOX, OTHER_INBOX]) await beat(inbox, 0);
    expect(await health()).toMatchObject({ line: 'ok' });
    await line().fault(INBOX, true);
    const soon = await exports.default.fetch(`https://line.test${ENDPOINTS.health}`);
    expect(await soon.json()).toMatchObject({ line: 'ok' });
    expect(await health()).toMatchObject({ line: 'degraded' });
  });

  test('and no inbox has told a fault that is not mended', async () => {
    for (const inbox of [INBOX, OTHER_INBOX]) await beat(inbox, 0);
    for (let times = 0; times < 2; times++) await line().fault(OTHER_INBOX, true);
    expect(await health()).toMatchObject({ line: 'degraded' });
    await line().fault(INBOX, false);
    expect(await health()).toMatchObject({ line: 'degraded' });
    await line().fault(OTHER_INBOX, false);
    expect(await health()).toMatchObject({ line: 'ok' });
  });
});

describe('nothing about the caller', () => {
  test('reaches the app: address, browser, cookies, referrer, query, Cloudflare data', async () => {
    const told = {
      'cf-connecting-ip': '203.0.113.9',
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      'true-client-ip': '203.0.113.9',
      'cf-ray': '8f00',
      'cf-ipcountry': 'VN',
      'user-agent': 'Zalo/1',
      referer: 'https://line.test/bao-tin/',
      origin: 'https://line.test',
      cookie: 'a=b',
      'accept-language': 'vi',
      'sec-ch-ua-model': 'Phone',
    };
    const seen: Request[] = [];
    vi.spyOn(app, 'fetch').mockImplementation((request) => {
      seen.push(request);
      return new Response();
    });
    const body = wire(await tipParts());
    const request = new Request(`https://line.test${ENDPOINTS.tips}?fbclid=1#x`, {
      method: 'POST',
      body,
      headers: { ...told, 'content-type': 'application/octet-stream', 'content-length': String(body.length) },
      cf: { country: 'VN' },
    });
    await worker.fetch(request as Parameters<typeof worker.fetch>[0], env, createExecutionContext());
    const [inside] = seen;
    expect(Object.fromEntries(inside?.headers ?? [])).toEqual({
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
    });
    expect(inside?.method).toBe('POST');
    expect(inside?.url).toBe(`https://line.invalid${ENDPOINTS.tips}`);
    expect(inside?.cf).toBeUndefined();
    expect(new Uint8Array((await inside?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(body);
  });

  test('changes an answer: a full set of headers gets what a bare request gets', async () => {
    const parts = await tipParts();
    const bare = await outside(await post(ENDPOINTS.tips, wire(parts)));
    const full = await outside(
      await post(`${ENDPOINTS.tips}?a=b`, wire(parts), {
        cookie: 'a=b',
        'accept-encoding': 'gzip, br',
        origin: 'https://x.test',
      }),
    );
    expect(full).toEqual(bare);
  });
});

describe('the price of a tip', () => {
  const level = async () => inboxStub().level();
  const accepted = (count: number, hour: number) => fillInbox(count, 0, hour);

  test('rises with what the inbox accepted this hour, and falls with the next', async () => {
    const hour = Math.floor(Date.now() / 3_600_000);
    await runInDurableObject(inboxStub(), (inbox) => {
      inbox.now = () => hour * 3_600_000 + 1;
    });
    await accepted(50, hour);
    expect(await level()).toBe(0);
    await accepted(1, hour);
    expect(await level()).toBe(1);
    await accepted(150, hour);
    expect(await level()).toBe(2);
    await runInDurableObject(inboxStub(), (inbox) => {
      inbox.now = () => (hour + 1) * 3_600_000;
    });
    expect(await level()).toBe(0);
  });

  test('rises with what came in ten minutes, and one tip repeated does not raise it', async () => {
    const parts = await tipParts();
    for (let i = 0; i < 17; i++) await post(ENDPOINTS.tips, wire(parts));
    expect(await level()).toBe(0);
    for (let i = 0; i < 15; i++) expect((await sendTip()).status).toBe(202);
    expect(await level()).toBe(1);
    await runInDurableObject(inboxStub(), (inbox) => {
      inbox.now = () => Date.now() + 10 * 60_000 + 1;
    });
    expect(await level()).toBe(0);
  });

  test('is set for each inbox apart', async () => {
    await accepted(300, Math.floor(Date.now() / 3_600_000));
    expect(await level()).toBe(2);
    expect(await inboxStub(OTHER_INBOX).level()).toBe(0);
    expect(
      (await sendTip({ kid: kidOfInbox(OTHER_INBOX), proof: JSON.stringify(await solved(OTHER_INBOX)) }))
        .status,
    ).toBe(202);
  });
});
