import {
  createScheduledController,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { ed25519 } from '@noble/curves/ed25519.js';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openReply, sealReply } from '../../../site/envelope/reply.ts';
import { app } from '../../../worker/routes/app.ts';
import { dayOf } from '../../../worker/contract/day.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import {
  BOX_SIZE,
  decodeMailbox,
  encodeReply,
  MAILBOX_ANSWER_SIZE,
  REPLY_AGE_SIZE,
  replyMessage,
  SLOT_SIZE,
  type AddressedReply,
} from '../../../worker/contract/reply.ts';
import worker from '../../../worker/index.ts';
import { MAILBOX_NAMES } from '../../../worker/storage/mailbox.ts';
import { post, random, refusal, sha256 } from '../phone.ts';

const { SEEDS, KEYS } = await vi.hoisted(async () => {
  const { allowMocks, keyOf } = await import('../mock-kids.ts');
  await allowMocks();
  const names = ['now', 'before', 'leaked', 'elsewhere', 'twice'] as const;
  const seeds = Object.fromEntries(names.map((name, at) => [name, new Uint8Array(32).fill(at + 1)]));
  const keys = names.map((name) => [name, keyOf(seeds[name] ?? new Uint8Array(32))]);
  type Each<T> = Record<(typeof names)[number], T>;
  return { SEEDS: seeds as Each<Uint8Array>, KEYS: Object.fromEntries(keys) as Each<string> };
});

// One inbox through the years, with a key file that was lost, and one whose second key alone was changed.
vi.mock('../../../worker/kids.txt', () => ({
  default: `1111111111111111 xa ${KEYS.now}
2222222222222222 xa ${KEYS.before} # an older one
3333333333333333 xa ${KEYS.leaked} revoked
4444444444444444 huyen ${KEYS.elsewhere}
5555555555555555 tinh ${KEYS.twice} revoked
6666666666666666 tinh ${KEYS.twice}
7777777777777777 cu revoked
`,
}));

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const DAY = 86_400_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
const today = () => dayOf(Date.now());
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

/** A reply as its inbox signs it, changed where given; its age file is noise, which is all the Worker can see. */
async function signed(changes: Partial<AddressedReply> = {}, seed = SEEDS.now): Promise<AddressedReply> {
  const reply = { inbox: 'xa', box: random(BOX_SIZE), day: today(), ct: random(REPLY_AGE_SIZE), ...changes };
  return { ...reply, sig: ed25519.sign(replyMessage(reply, await sha256(reply.ct)), seed) };
}

const formOf = (...replies: AddressedReply[]) =>
  replies.map((reply) => `reply=${base64url(encodeReply(reply))}`).join('&');
const postForm = (form: string, headers: Record<string, string> = {}) =>
  post(ENDPOINTS.replies, new TextEncoder().encode(form), { ...FORM, ...headers });
const postReplies = (...replies: AddressedReply[]) => postForm(formOf(...replies));

const askMailbox = (box: Uint8Array) => post(ENDPOINTS.mailbox, box);
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const read = async (box: Uint8Array) => decodeMailbox(await bytesOf(await askMailbox(box)));

const stubOf = async (box: Uint8Array) => {
  const [first = 0] = await sha256(box);
  return env.MAILBOX.getByName('0123456789abcdef'[first >> 4] ?? '');
};
const daysLater = async (box: Uint8Array, days: number) =>
  runInDurableObject(await stubOf(box), (mailbox) => {
    mailbox.now = () => Date.now() + days * DAY;
  });
const rowsIn = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_mailbox, { storage }) =>
    Number(storage.sql.exec('SELECT count(*) AS n FROM replies').one().n),
  );
const allRows = async () => {
  const counts = await Promise.all(MAILBOX_NAMES.map((name) => rowsIn(env.MAILBOX.getByName(name))));
  return counts.reduce((sum, count) => sum + count, 0);
};

/** What anybody on the way can see of an answer. */
async function outside(response: Response) {
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, size: (await response.arrayBuffer()).byteLength };
}
const told = ({ inbox, day, sig, ct }: AddressedReply) => ({ inbox, day, sig, ct });

describe('a mailbox', () => {
  test('looks the same from outside whether it is unknown, in use, full or expired', async () => {
    const unknown = await outside(await askMailbox(random(BOX_SIZE)));
    const used = await signed();
    await postReplies(used);
    const full = random(BOX_SIZE);
    await postReplies(...(await Promise.all(Array.from({ length: 9 }, () => signed({ box: full })))));
    expect(unknown).toMatchObject({
      status: 200,
      size: 32_768,
      headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store, no-transform' },
    });
    expect(await outside(await askMailbox(used.box))).toEqual(unknown);
    expect(await outside(await askMailbox(full))).toEqual(unknown);
    await daysLater(used.box, 61);
    expect(await outside(await askMailbox(used.box))).toEqual(unknown);
    expect(await read(used.box)).toEqual([]);
  });

  test('is noise wherever it says nothing, and other noise each time', async () => {
    const reply = await signed();
    await postReplies(reply);
    const [one, other] = [
      await bytesOf(await askMailbox(reply.box)),
      await bytesOf(await askMailbox(reply.box)),
    ];
    expect(one).toHaveLength(MAILBOX_ANSWER_SIZE);
    for (let slot = 0; slot < 8; slot++) {
      const [from, to] = [slot * SLOT_SIZE + (slot === 0 ? 3_839 : 1), (slot + 1) * SLOT_SIZE];
      expect(one[slot * SLOT_SIZE]).toBe(slot === 0 ? 1 : 0);
      const noise = one.subarray(from, to);
      // 257 random bytes have some 160 different values, 4,095 have all of them.
      expect(new Set(noise).size).toBeGreaterThan(slot === 0 ? 120 : 250);
      expect(noise).not.toEqual(other.subarray(from, to));
    }
    expect(one.subarray(0, 3_839)).toEqual(other.subarray(0, 3_839));
  });

  test('gives its replies oldest first, and to its own box only', async () => {
    const box = random(BOX_SIZE);
    const replies = [await signed({ box }), await signed({ box }), await signed()];
    for (const reply of replies) expect((await postReplies(reply)).status).toBe(202);
    expect(await read(box)).toEqual(replies.slice(0, 2).map(told));
    expect(await read(random(BOX_SIZE))).toEqual([]);
  });

  test('is asked with exactly 32 bytes', async () => {
    for (const size of [0, 31, 33, 64]) {
      expect(await refusal(await post(ENDPOINTS.mailbox, new Uint8Array(size)))).toEqual([400, 'bad-frame']);
    }
    const text = await post(ENDPOINTS.mailbox, random(32), { 'content-type': 'text/plain' });
    expect(await refusal(text)).toEqual([400, 'bad-frame']);
  });

  test('lies with the first hex digit of its key, and is stored without its secret', async () => {
    const getByName = vi.spyOn(env.MAILBOX, 'getByName');
    const reply = await signed();
    const ask = (path: string, body: Uint8Array, type: string) =>
      app.fetch(
        new Request(`https://line.test${path}`, {
          method: 'POST',
          headers: { 'content-type': type, 'content-length': String(body.length) },
          body,
        }),
        env,
      );
    const boxKey = Buffer.from(await sha256(reply.box));
    await ask(ENDPOINTS.replies, new TextEncoder().encode(formOf(reply)), FORM['content-type']);
    await ask(ENDPOINTS.mailbox, reply.box, 'application/octet-stream');
    expect(getByName.mock.calls).toEqual([[boxKey.toString('hex')[0]], [boxKey.toString('hex')[0]]]);
    const rows = await runInDurableObject(await stubOf(reply.box), (_mailbox, { storage }) =>
      storage.sql.exec('SELECT * FROM replies').toArray(),
    );
    const blobs = rows.flatMap((row) => Object.values(row)).filter((value) => value instanceof ArrayBuffer);
    expect(blobs.some((blob) => Buffer.from(blob).equals(boxKey))).toBe(true);
    expect(blobs.some((blob) => Buffer.from(blob).includes(reply.box))).toBe(false);
  });

  test('spreads over 16 objects', async () => {
    const names = new Set<string>();
    const getByName = vi.spyOn(env.MAILBOX, 'getByName');
    while (names.size < 16) {
      const box = random(BOX_SIZE);
      const request = new Request(`https://line.test${ENDPOINTS.mailbox}`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream', 'content-length': '32' },
        body: box,
      });
      await app.fetch(request, env);
      names.add(String(getByName.mock.lastCall?.[0]));
    }
    expect([...names].sort()).toEqual([...MAILBOX_NAMES]);
  });

  test('survives that its object is evicted', async () => {
    const reply = await signed();
    await postReplies(reply);
    await evictDurableObject(await stubOf(reply.box));
    expect(await read(reply.box)).toEqual([told(reply)]);
  });
});

describe('a mailbox with more than eight replies', () => {
  test('keeps the newest eight', async () => {
    const box = random(BOX_SIZE);
    const replies = await Promise.all(Array.from({ length: 10 }, () => signed({ box })));
    for (const reply of replies) await postReplies(reply);
    expect(await read(box)).toEqual(replies.slice(2).map(told));
  });

  test('does not take back one that it put out, and keeps nothing of that one but its hash', async () => {
    const box = random(BOX_SIZE);
    const replies = await Promise.all(Array.from({ length: 9 }, () => signed({ box })));
    for (const reply of replies) await postReplies(reply);
    const [first] = replies;
    expect((await postReplies(first ?? (await signed()))).status).toBe(202);
    expect(await read(box)).toEqual(replies.slice(1).map(told));
    const stored = await runInDurableObject(await stubOf(box), (_mailbox, { storage }) =>
      storage.sql.exec<{ ct: ArrayBuffer | null }>('SELECT ct FROM replies ORDER BY id').toArray(),
    );
    expect(stored.map(({ ct }) => ct?.byteLength ?? 0)).toEqual([
      0,
      ...Array<number>(8).fill(REPLY_AGE_SIZE),
    ]);
  });

  test('of another sender has nothing to do with it', async () => {
    const kept = await signed();
    await postReplies(kept);
    // The same object: the same first hex digit.
    const [digit] = Buffer.from(await sha256(kept.box)).toString('hex');
    let box = random(BOX_SIZE);
    while (Buffer.from(await sha256(box)).toString('hex')[0] !== digit) box = random(BOX_SIZE);
    for (let i = 0; i < 9; i++) await postReplies(await signed({ box }));
    expect(await read(kept.box)).toEqual([told(kept)]);
  });
});

describe('a reply is forgotten', () => {
  test('after 60 days, not before, whether or not the alarm came in time', async () => {
    const reply = await signed();
    await postReplies(reply);
    await daysLater(reply.box, 59);
    expect(await read(reply.box)).toEqual([told(reply)]);
    await daysLater(reply.box, 60);
    expect(await read(reply.box)).toEqual([]);
  });

  test('for good by the alarm, which stands again for the next morning', async () => {
    const reply = await signed();
    await postReplies(reply);
    const stub = await stubOf(reply.box);
    await daysLater(reply.box, 59);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rowsIn(stub)).toBe(1);
    await daysLater(reply.box, 60);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(await rowsIn(stub)).toBe(0);
    await runInDurableObject(stub, async (mailbox, { storage }) => {
      const next = (await storage.getAlarm()) ?? 0;
      expect(next % DAY).toBe(0);
      expect(next - mailbox.now()).toBeGreaterThan(0);
      expect(next - mailbox.now()).toBeLessThanOrEqual(DAY);
    });
  });

  test('by an alarm that stands from the first reply on, on the calendar and not counted from its arrival', async () => {
    const reply = await signed();
    await postReplies(reply);
    await runInDurableObject(await stubOf(reply.box), async (_mailbox, { storage }) => {
      expect(((await storage.getAlarm()) ?? 1) % DAY).toBe(0);
    });
  });

  test('by an alarm that a fault does not stop', async () => {
    const reply = await signed();
    await postReplies(reply);
    await runInDurableObject(await stubOf(reply.box), async (mailbox, { storage }) => {
      await storage.deleteAlarm();
      const exec = vi.spyOn(storage.sql, 'exec').mockImplementation(() => {
        throw new Error('disk');
      });
      await mailbox.alarm();
      expect(exec).toHaveBeenCalled();
      expect(await storage.getAlarm()).not.toBeNull();
    });
  });

  test('by an alarm that the daily cron sets in all 16 objects', async () => {
    await worker.scheduled(createScheduledController(), env);
    const alarms = await Promise.all(
      MAILBOX_NAMES.map((name) =>
        runInDurableObject(env.MAILBOX.getByName(name), (_mailbox, { storage }) => storage.getAlarm()),
      ),
    );
    expect(alarms).not.toContain(null);
  });
});

describe('a reply posted by the officer’s tool', () => {
  test('comes back from the mailbox as it was sealed, and opens with the key in the tip alone', async () => {
    const identity = await generateHybridIdentity();
    const address = { inbox: 'xa', box: random(BOX_SIZE), day: today() };
    const sealed = await sealReply(
      'Đã nhận tin. Cảm ơn bạn.',
      await identityToRecipient(identity),
      address,
      SEEDS.now,
    );
    expect((await postReplies(sealed)).status).toBe(202);
    const [got, ...rest] = (await read(address.box)) ?? [];
    expect(rest).toEqual([]);
    const reader = { identity, box: address.box, replyKey: KEYS.now };
    expect(got && (await openReply(got, reader))).toEqual({ text: 'Đã nhận tin. Cảm ơn bạn.' });
    expect(got && (await openReply(got, { ...reader, replyKey: KEYS.elsewhere }))).toEqual({
      fault: 'forged',
    });
  });

  test('gets the same answer, new, repeated or for a box in use', async () => {
    const reply = await signed();
    const first = await postReplies(reply);
    expect(first.status).toBe(202);
    const words = await first.clone().text();
    expect(words).toContain('Đã nhận trả lời');
    const seen = await outside(first);
    const repeated = await postReplies(reply);
    expect(await repeated.clone().text()).toBe(words);
    expect(await outside(repeated)).toEqual(seen);
    expect(await outside(await postReplies(await signed({ box: reply.box })))).toEqual(seen);
    expect(await allRows()).toBe(2);
  });

  test('may bring twenty replies of several inboxes, each to its own box', async () => {
    const replies = [
      ...(await Promise.all(Array.from({ length: 19 }, () => signed()))),
      await signed({ inbox: 'huyen' }, SEEDS.elsewhere),
    ];
    expect((await postReplies(...replies)).status).toBe(202);
    for (const reply of replies) expect(await read(reply.box)).toEqual([told(reply)]);
  });

  test('may be signed by a retired key, or by one that a revoked line shares with a good one', async () => {
    expect((await postReplies(await signed({}, SEEDS.before))).status).toBe(202);
    expect((await postReplies(await signed({ inbox: 'tinh' }, SEEDS.twice))).status).toBe(202);
  });

  test.each([-2, -1, 1, 2])('may be %i days off', async (days) =>
    expect((await postReplies(await signed({ day: today() + days }))).status).toBe(202),
  );
});

describe('a reply is refused with a plain page, and nothing is kept,', () => {
  afterEach(async () => expect(await allRows()).toBe(0));

  async function expectRefused(response: Response) {
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
    const text = await response.text();
    expect(text).toContain('Đường dây không nhận');
    expect(text).toContain('bad-frame');
  }

  test('when nobody of its inbox signed it', async () => {
    for (const seed of [random(32), SEEDS.elsewhere, SEEDS.twice]) {
      await expectRefused(await postReplies(await signed({}, seed)));
    }
  });
  test('when a revoked key signed it', async () =>
    expectRefused(await postReplies(await signed({}, SEEDS.leaked))));
  test('when its inbox does not exist, or has no reply key that can be read', async () => {
    await expectRefused(await postReplies(await signed({ inbox: 'khong-co' })));
    await expectRefused(await postReplies(await signed({ inbox: 'cu' })));
  });
  test('when it was signed for another inbox, box, day or text', async () => {
    const reply = await signed({ inbox: 'huyen' }, SEEDS.elsewhere);
    for (const change of [
      { inbox: 'xa' },
      { box: random(BOX_SIZE) },
      { day: reply.day - 1 },
      { ct: random(REPLY_AGE_SIZE) },
      { sig: random(64) },
      { sig: new Uint8Array(64) },
    ]) {
      await expectRefused(await postReplies({ ...reply, ...change }));
    }
  });
  test.each([-3, 3])('when it is %i days off', async (days) =>
    expectRefused(await postReplies(await signed({ day: today() + days }))),
  );
  test('when another in the same post is bad', async () => {
    const [good, bad] = [await signed(), await signed({}, random(32))];
    await expectRefused(await postReplies(good, bad));
    await expectRefused(await postForm(`${formOf(good)}&reply=x`));
  });
  test('when there are 21 of them', async () => {
    const many = await Promise.all(Array.from({ length: 21 }, () => signed()));
    await expectRefused(await postReplies(...many));
  });
  test('when the form is none of ours', async () => {
    const form = formOf(await signed());
    await expectRefused(await postForm(form, { 'content-type': 'text/plain' }));
    await expectRefused(await postForm(form, { 'content-type': 'application/octet-stream' }));
    await expectRefused(await postForm(form.replace('reply=', 'replies=')));
    await expectRefused(await postForm(`${form}%21`));
    await expectRefused(await postForm(`${form}A`));
    await expectRefused(await postForm(form.slice(0, -4)));
    await expectRefused(await postForm(`${form}&x=${'x'.repeat(110_000)}`));
    await expectRefused(await postForm(''));
  });
});

test('when storage fails the officer reads that it was not sent, and the phone gets 503', async () => {
  const fail = () => Promise.reject(new Error('down'));
  const broken = { ...env, MAILBOX: { getByName: () => ({ read: fail, keep: fail }) } };
  const ask = (path: string, body: Uint8Array, type: string) =>
    app.fetch(
      new Request(`https://line.test${path}`, {
        method: 'POST',
        headers: { 'content-type': type, 'content-length': String(body.length) },
        body,
      }),
      broken,
    );
  const form = new TextEncoder().encode(formOf(await signed()));
  const answer = await ask(ENDPOINTS.replies, form, FORM['content-type']);
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('Chưa gửi được');
  const mailbox = await ask(ENDPOINTS.mailbox, random(32), 'application/octet-stream');
  expect(await refusal(mailbox)).toEqual([503, 'store']);
});

test(
  '500 replies, damaged in every way, are kept exactly when nothing of them changed',
  { timeout: 120_000 },
  async () => {
    const reply = await signed();
    const record = encodeReply(reply);
    const damage = fc.record({
      changes: fc.array(fc.tuple(fc.oneof(fc.nat(170), fc.nat(record.length - 1)), fc.nat(255)), {
        maxLength: 2,
      }),
      cut: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -40, max: 3 })),
      around: fc.constantFrom('', '', '', '&', '&reply', '&reply=', '&x=1'),
    });
    const seen: Record<number, number> = {};
    await fc.assert(
      fc.asyncProperty(damage, async ({ changes, cut, around }) => {
        const damaged = new Uint8Array(record.length + cut);
        damaged.set(record.subarray(0, damaged.length), 0);
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
        const whole = Buffer.from(damaged).equals(record) && !around.includes('reply');
        const answer = await postForm(`reply=${base64url(damaged)}${around}`);
        expect(answer.status).toBe(whole ? 202 : 400);
        seen[answer.status] = (seen[answer.status] ?? 0) + 1;
      }),
      { numRuns: 500, seed: 20261121, endOnFailure: true },
    );
    expect(seen[202]).toBeGreaterThan(20);
    expect(seen[400]).toBeGreaterThan(100);
    expect(await read(reply.box)).toEqual([told(reply)]);
    expect(await allRows()).toBe(1);
  },
);
