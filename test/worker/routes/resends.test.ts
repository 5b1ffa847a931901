/** Asking for numbers again: who may, how it is answered. What the inbox then does is in mailed-again.test.ts. */
import { reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ed25519 } from '@noble/curves/ed25519.js';
import { dayOf } from '../../../worker/contract/day.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import {
  decodeResend,
  encodeResend,
  RESEND_RECORD_SIZE,
  resendMessage,
  type ResendRequest,
} from '../../../worker/contract/resend.ts';
import { app } from '../../../worker/routes/app.ts';
import { INBOX, inboxStub, OCTETS, post, random, sendTip } from '../phone.ts';
import { signKeysOf } from '../../../worker/inboxes.ts';

const { SEEDS, KEYS } = await vi.hoisted(async () => {
  const { allowMocks, keyOf } = await import('../mock-kids.ts');
  await allowMocks();
  const seeds = { unit: new Uint8Array(32).fill(1), oversight: new Uint8Array(32).fill(2) };
  return { SEEDS: seeds, KEYS: `${keyOf(seeds.unit)} ${keyOf(seeds.oversight)}` };
});
// The released lines, one of them with keys that can sign here.
vi.mock('../../../worker/kids.txt', async (original) => {
  const { default: released } = await original<{ default: string }>();
  return { default: released.replace(/^([0-9a-f]{16} lung-phinh) .*$/m, `$1 ${KEYS}`) };
});

afterEach(() => reset());

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const asking = (change: Partial<ResendRequest> = {}): ResendRequest => ({
  inbox: INBOX,
  to: 'unit',
  day: dayOf(Date.now()),
  once: random(16),
  ranges: [{ from: 1, to: 3 }],
  ...change,
});
const recordOf = (request: ResendRequest, seed?: Uint8Array) => {
  const bare = encodeResend(request, new Uint8Array(64));
  return seed ? encodeResend(request, ed25519.sign(resendMessage(bare), seed)) : bare;
};

const ask = async (record: Uint8Array) => {
  const body = new TextEncoder().encode(`resend=${base64url(record)}`);
  const response = await post(ENDPOINTS.resends, body, FORM);
  return { status: response.status, text: await response.text() };
};
const mailTips = async (count: number) => {
  for (let i = 0; i < count; i++) await sendTip();
  await runInDurableObject(inboxStub(), (inbox) => {
    const limits = { attachments: 32, bytes: 5_000_000 };
    inbox.store.settle('unit', inbox.store.lease('unit', limits, [0, 1, 2]), 'mailed', Date.now());
  });
};

describe('asking for numbers again', () => {
  test('with the key of whoever reads these mails is granted, once, and says what is gone', async () => {
    await mailTips(2);
    const record = recordOf(asking({ ranges: [{ from: 1, to: 2 }] }), SEEDS.unit);
    expect(await ask(record)).toMatchObject({
      status: 202,
      text: expect.stringContaining('Sẽ gửi lại 2 tin, trong chuyến thư tới.'),
    });
    expect(await ask(record)).toMatchObject({
      status: 202,
      text: expect.stringContaining('đã nhận yêu cầu này'),
    });
    await runInDurableObject(inboxStub(), (_inbox, { storage }) => {
      expect([...storage.sql.exec('SELECT seq, state FROM mailings WHERE seq > 0 ORDER BY seq')]).toEqual([
        { seq: 1, state: 'again' },
        { seq: 2, state: 'again' },
      ]);
      storage.sql.exec(`UPDATE mailings SET state = 'ended'`);
    });
    const gone = await ask(recordOf(asking(), SEEDS.unit));
    expect(gone.text).toContain('Đường dây không còn giữ số 1, 2.');
    const none = await ask(recordOf(asking({ to: 'oversight' }), SEEDS.oversight));
    expect(none.text).toContain('Chưa có tin nào mang các số này.');
    for (let more = 0; more < 2; more++) await ask(recordOf(asking(), SEEDS.unit));
    const fifth = await ask(recordOf(asking(), SEEDS.unit));
    expect([fifth.status, fifth.text]).toEqual([400, expect.stringContaining('bốn lần')]);
  });

  test('is good for two days around its own, for its audience and its numbers only', async () => {
    await mailTips(2);
    const today = dayOf(Date.now());
    for (const off of [-3, 3])
      expect((await ask(recordOf(asking({ day: today + off }), SEEDS.unit))).status).toBe(400);
    expect((await ask(recordOf(asking({ to: 'oversight' }), SEEDS.unit))).status).toBe(400);
    expect((await ask(recordOf(asking(), SEEDS.oversight))).status).toBe(400);
    const good = recordOf(asking(), SEEDS.unit);
    const { sig = new Uint8Array(64) } = decodeResend(good) ?? {};
    expect((await ask(encodeResend(asking({ ranges: [{ from: 1, to: 9 }] }), sig))).status).toBe(400);
    for (const off of [-2, 2])
      expect((await ask(recordOf(asking({ day: today + off }), SEEDS.unit))).status).toBe(202);
  });

  test('with a signature of nobody released is refused in words, and changes nothing', async () => {
    await mailTips(3);
    for (const to of ['unit', 'oversight'] as const) {
      const { status, text } = await ask(recordOf(asking({ to }), random(32)));
      expect(status).toBe(400);
      expect(text).toContain('Chưa nhận yêu cầu');
    }
    const states = await runInDurableObject(inboxStub(), (_inbox, { storage }) => [
      ...storage.sql.exec('SELECT DISTINCT state FROM mailings WHERE seq > 0'),
    ]);
    expect(states).toEqual([{ state: 'mailed' }]);
  });

  test('each audience has a key of its own', () => {
    const [unit, oversight] = [signKeysOf(INBOX, 'unit'), signKeysOf(INBOX, 'oversight')];
    expect([unit.length, oversight.length]).toEqual([1, 1]);
    expect(unit).not.toEqual(oversight);
    expect(signKeysOf('khong-co', 'unit')).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['another field', 'x=1'],
    ['a short record', `resend=${'A'.repeat(411)}`],
    ['noise', `resend=${'A'.repeat(412)}`],
  ])('by %s is refused', async (_name, form) => {
    const response = await post(ENDPOINTS.resends, new TextEncoder().encode(form), FORM);
    expect(response.status).toBe(400);
  });

  test('by the operator needs the token and no signature', async () => {
    await mailTips(2);
    const token = Buffer.from(env.OPERATOR_TOKEN ?? '', 'base64url');
    const body = (given: Uint8Array) => new Uint8Array([...given, ...recordOf(asking())]);
    expect((await post(ENDPOINTS.resends, body(random(32)), OCTETS)).status).toBe(404);
    const answer = await post(ENDPOINTS.resends, body(token), OCTETS);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ again: 2, apart: 0, gone: 0, first: [] });
    const request = new Request(`https://line.test${ENDPOINTS.resends}`, {
      method: 'POST',
      body: body(new Uint8Array(32)) as BodyInit,
      headers: { ...OCTETS, 'content-length': String(32 + RESEND_RECORD_SIZE) },
    });
    expect((await app.fetch(request, { ...env, OPERATOR_TOKEN: '' })).status).toBe(404);
  });
});

describe('the record of a request', () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.integer({ min: 0, max: 9 }))
    .map(([from, more]) => ({ from, to: from + more }));
  const request = fc.record({
    inbox: fc.stringMatching(/^[a-z0-9-]{1,64}$/),
    to: fc.constantFrom('unit' as const, 'oversight' as const),
    day: fc.integer({ min: 0, max: 65_535 }),
    once: fc.uint8Array({ minLength: 16, maxLength: 16 }),
    ranges: fc.array(range, { minLength: 1, maxLength: 20 }),
  });

  test('is read back as it was written, and every byte of it counts', () =>
    fc.assert(
      fc.property(
        request,
        fc.nat(RESEND_RECORD_SIZE - 1),
        fc.integer({ min: 1, max: 255 }),
        (one, at, change) => {
          const record = encodeResend(one, random(64));
          const { sig, ...read } = decodeResend(record) ?? { sig: new Uint8Array() };
          expect(sig).toHaveLength(64);
          expect(read).toEqual(one);
          record[at] = (record[at] ?? 0) ^ change;
          const other = decodeResend(record);
          expect(other && { ...other }).not.toEqual({ ...one, sig });
        },
      ),
    ));

  test.each([
    ['no range', []],
    ['too many ranges', Array.from({ length: 21 }, (_, index) => ({ from: index + 1, to: index + 1 }))],
    ['too many numbers', [{ from: 1, to: 201 }]],
    ['a range that ends before it begins', [{ from: 3, to: 2 }]],
    ['the number 0', [{ from: 0, to: 2 }]],
  ])('does not exist for %s', (_name, ranges) =>
    expect(() => encodeResend(asking({ ranges }), random(64))).toThrow(RangeError),
  );
});
