import { reset } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { app } from '../../../worker/routes/app.ts';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { STATE_ANSWER_SIZE } from '../../../worker/contract/operator.ts';
import { SIZE_CLASSES } from '../../../worker/contract/sizes.ts';
import { INBOX, OCTETS, OTHER_INBOX, post, random, refusal, sendTip } from '../phone.ts';
import { DAY, HOUR, inWorld } from '../world.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const token = Buffer.from(env.OPERATOR_TOKEN ?? '', 'base64url');
const ask = (inbox = INBOX, key: Uint8Array = token) =>
  post(ENDPOINTS.state, new Uint8Array([...key, ...encodeInboxId(inbox)]));
const down = () => ({ retry: 'ECONNREFUSED' });
const well = { waiting: 'none', oldest: 'none', mail: 'ok', fault: null };
const nothing = { ...well, oversight: well, alarm: null };
const refused = () => ({ permanent: 'E_RECIPIENT_SUPPRESSED' });

describe('how an inbox fares', () => {
  test('is told to the operator, in one length', async () => {
    await sendTip();
    const answer = await ask();
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toHaveLength(STATE_ANSWER_SIZE);
    expect(JSON.parse(text)).toMatchObject({
      waiting: 'few',
      oldest: 'day',
      mail: 'ok',
      fault: null,
      alarm: null,
      alerts: [],
    });
  });

  test('names what the line tells by itself, of this inbox and of the line, not of others', async () => {
    const line = env.LINE.getByName('line');
    await line.report(INBOX, [{ kind: 'slow', fault: '' }]);
    await line.report(OTHER_INBOX, [{ kind: 'full', fault: '' }]);
    expect(await (await ask()).json()).toMatchObject({ alerts: ['slow'] });
    expect(await (await ask(OTHER_INBOX)).json()).toMatchObject({ alerts: ['full'] });
  });

  test('is told to nobody else: not for a wrong token, not for none, not while there is none', async () => {
    const wrong = Uint8Array.from(token);
    wrong.set([(wrong[31] ?? 0) ^ 1], 31);
    for (const key of [wrong, random(32), new Uint8Array(32)])
      expect(await refusal(await ask(INBOX, key))).toEqual([404, 'not-found']);
    for (const OPERATOR_TOKEN of ['', 'AAAA', undefined]) {
      const body = new Uint8Array([...new Uint8Array(32), ...encodeInboxId(INBOX)]);
      const request = new Request(`https://line.test${ENDPOINTS.state}`, {
        method: 'POST',
        body,
        headers: { ...OCTETS, 'content-length': String(body.length) },
      });
      expect((await app.fetch(request, { ...env, OPERATOR_TOKEN })).status).toBe(404);
    }
    expect(await refusal(await ask('khong-co'))).toEqual([404, 'not-found']);
  });

  test('says in buckets how many wait and how long', () =>
    inWorld(async (world) => {
      const state = () => world.inbox.state();
      expect(state()).toEqual(nothing);
      world.answer = down;
      const waiting: string[] = [];
      for (let count = 1; count <= 101; count++) {
        await world.accept();
        if ([1, 10, 11, 100, 101].includes(count)) waiting.push(state().waiting);
      }
      expect(waiting).toEqual(['few', 'few', 'some', 'some', 'many']);
      const ages: string[] = [];
      for (const days of [1, 1, 5, 1, 1]) {
        await world.run(days * DAY);
        ages.push(state().oldest);
      }
      expect(ages).toEqual(['day', 'week', 'week', 'longer', 'longer']);
      expect(state()).toMatchObject({ mail: 'retrying', fault: 'ECONNREFUSED' });
    }));

  test('says that attachments are paused before it refuses one', () =>
    inWorld(async (world) => {
      const room = Math.floor((50 * 1_048_576) / SIZE_CLASSES[1].age);
      for (let count = 0; count < room - 1; count++) await world.accept(1);
      expect(world.inbox.state().waiting).toBe('some');
      await world.accept(1);
      expect(world.inbox.state().waiting).toBe('paused');
    }));

  test('says why mail does not leave, and forgets it with the next that does', () =>
    inWorld(async (world) => {
      await world.accept();
      world.answer = refused;
      await world.run(2 * HOUR);
      expect(world.inbox.state()).toMatchObject({ mail: 'refused', fault: 'E_RECIPIENT_SUPPRESSED' });
      world.answer = () => ({ id: 'taken' });
      await world.run(2 * HOUR);
      expect(world.inbox.state()).toEqual(nothing);
    }));

  test('says why the mail of oversight does not leave, too', () =>
    inWorld(async (world) => {
      world.draws = true;
      await world.accept();
      world.answer = ({ to }) => (to === 'unit' ? { id: 'taken' } : refused());
      await world.run(2 * HOUR);
      expect(world.inbox.state()).toEqual({
        ...nothing,
        oversight: { ...well, mail: 'refused', fault: 'E_RECIPIENT_SUPPRESSED' },
      });
      // What waits shorter than a day would tell which tip was drawn.
      await world.run(DAY);
      expect(world.inbox.state()).toMatchObject({
        oversight: { waiting: 'few', oldest: 'day', mail: 'refused' },
      });
      world.answer = () => ({ id: 'taken' });
      await world.run(2 * HOUR);
      expect(world.inbox.state()).toEqual(nothing);
    }));

  test('fits its answer whatever a mail server calls its fault', () =>
    inWorld(async (world) => {
      world.draws = true;
      await world.accept();
      world.answer = () => ({ retry: 'Ệ'.repeat(5_000) + 'x'.repeat(5_000) });
      await world.run(2 * HOUR);
      expect(Buffer.byteLength(JSON.stringify(world.inbox.state()))).toBeLessThanOrEqual(STATE_ANSWER_SIZE);
    }));
});
