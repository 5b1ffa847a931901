/** The unit's mailbox and that of the level above are alike, and neither learns from the other. */
import { reset, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import addresses from '../../../worker/addresses.json';
import { ENDPOINTS } from '../../../worker/contract/endpoints.ts';
import { encodeInboxId } from '../../../worker/contract/inbox-id.ts';
import { sharersOf } from '../../../worker/delivery/sharers.ts';
import { INBOX, inboxStub, OTHER_INBOX, post, random, sendTip } from '../phone.ts';
import { at, DAY, HOUR, inWorld, MINUTE, START, type World } from '../world.ts';

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const story = (name: string, tell: (world: World) => Promise<void>, settings = {}) =>
  test(name, () => inWorld(tell, settings));
const up = () => ({ id: 'taken' });

describe('a heartbeat', () => {
  story('goes to both every morning, each with its own last number', async (world) => {
    await world.inbox.wake();
    world.draws = true;
    await world.accept();
    world.draws = false;
    await world.accept();
    await world.runUntil(at('03-02T12:00'));
    const last = (to: 'unit' | 'oversight') =>
      world.heartbeats(to).map(({ note }) => (note.kind === 'heartbeat' ? note.inboxes : []));
    expect(last('unit')).toEqual([0, 2].map((number) => [{ inbox: INBOX, to: 'unit', last: number }]));
    expect(last('oversight')).toEqual(
      [0, 1].map((number) => [{ inbox: INBOX, to: 'oversight', last: number }]),
    );
  });

  story('that oversight refuses keeps the line degraded, and is told to the operator', async (world) => {
    const { LINE } = world.inbox['env'];
    world.answer = ({ to }) => (to === 'oversight' ? { permanent: '550' } : up());
    await world.inbox.wake();
    await world.run(HOUR);
    expect(world.inbox.state()).toMatchObject({ mail: 'ok', oversight: { mail: 'refused', fault: '550' } });
    expect(await LINE.getByName('line').isHealthy([INBOX], world.now)).toBe(false);
    world.answer = up;
    await world.run(2 * HOUR);
    expect(world.inbox.state()).toMatchObject({ oversight: { mail: 'ok', fault: null } });
    expect(await LINE.getByName('line').isHealthy([INBOX], world.now)).toBe(true);
  });

  story('that leaves does not hide that the tips do not', async (world) => {
    await world.inbox.wake();
    await world.run(1);
    world.answer = ({ note }) => (note.kind === 'batch' ? { permanent: '550' } : up());
    await world.accept();
    await world.runUntil(at('03-02T02:00'));
    expect(world.heartbeats().length).toBeGreaterThan(1);
    expect(world.inbox.state()).toMatchObject({ mail: 'refused', fault: '550' });
  });
});

describe('a mailbox that several inboxes share', () => {
  const shared = async (check: (sent: { to: string; text: string }[]) => Promise<void>) => {
    const sent: { to: string; text: string }[] = [];
    const entry = addresses as Record<string, { unit: string; oversight: string }>;
    const before = structuredClone(entry);
    // The level above reads for the commune what is its own mailbox, whatever the case of its letters.
    entry[INBOX] = { unit: 'xa@inbox.test', oversight: 'Tinh@inbox.test' };
    entry[OTHER_INBOX] = { unit: 'tinh@inbox.test', oversight: 'giam-sat@inbox.test' };
    try {
      for (const id of [INBOX, OTHER_INBOX])
        await runInDurableObject(inboxStub(id), async (inbox) => {
          Object.assign(inbox, { env: { ...env, LOCAL_MAIL_DOMAIN: '' } });
          inbox.now = () => START;
          inbox.delivery = () => ({
            limits: () => Promise.resolve({ attachments: 32, bytes: 5_000_000 }),
            deliver: async ({ to, text }) => {
              sent.push({ to, text });
              return up();
            },
          });
          await inbox.wake();
          inbox.now = () => START + 2;
        });
      for (const id of [OTHER_INBOX, INBOX])
        await runInDurableObject(inboxStub(id), (inbox) => inbox.alarm());
      await check(sent);
    } finally {
      for (const key of Object.keys(entry)) delete entry[key];
      Object.assign(entry, before);
    }
  };

  test('gets one heartbeat that names them all, and all are alive', () =>
    shared(async (sent) => {
      expect(sent.map(({ to }) => to.toLowerCase()).sort()).toEqual([
        'giam-sat@inbox.test',
        'tinh@inbox.test',
        'xa@inbox.test',
      ]);
      const text = sent.find(({ to }) => to.toLowerCase() === 'tinh@inbox.test')?.text;
      expect(text).toContain('Hộp thư lao-cai: số tin cuối cùng là 0.');
      expect(text).toContain('Hộp thư lung-phinh, bản gửi cấp trên: số tin cuối cùng là 0.');
      expect(await env.LINE.getByName('line').isHealthy([INBOX, OTHER_INBOX], START)).toBe(true);
    }));

  test('is found by its address, and is its own where it shares with nobody', () => {
    const local = { LOCAL_MAIL_DOMAIN: 'inbox.test' };
    expect(sharersOf({ inbox: INBOX, to: 'oversight' }, local)).toEqual([{ inbox: INBOX, to: 'oversight' }]);
  });
});

describe('the shares of a digest', () => {
  story('in a flood of texts photos leave too, of both sizes, with every digest', async (world) => {
    const photos = [await world.accept(1), await world.accept(2), await world.accept(1)];
    for (let i = 0; i < 400; i++) await world.accept();
    await world.run(10 * 60_000);
    expect(photos.map((tip) => world.status(tip).status)).toEqual(['mailed', 'mailed', 'mailed']);
    // And the texts are not held up by them.
    expect(world.batches().flatMap(({ files }) => files).length).toBeGreaterThan(150);
  });

  story(
    'a mailbox that takes less than a tip gets all others, and is not even tried with that one',
    async (world) => {
      world.limits = { attachments: 32, bytes: 1_048_576 };
      const [photo, ...others] = [
        await world.accept(2),
        await world.accept(1),
        await world.accept(),
      ] as const;
      await world.run(HOUR);
      expect(others.map((tip) => world.status(tip).status)).toEqual(['mailed', 'mailed']);
      expect(world.status(photo)).toMatchObject({ status: 'held' });
      expect(world.inbox.state()).toMatchObject({ mail: 'set-apart', fault: 'SIZE' });
      expect(
        world.mails.every(({ mail }) => mail.attachments.every(({ bytes }) => bytes.length < 600_000)),
      ).toBe(true);
    },
  );
});

describe('an ack as oversight', () => {
  story('which the unit can send, does not keep oversight from its mail', async (world) => {
    world.draws = true;
    const tip = await world.accept();
    let greylisted = 0;
    world.answer = ({ to, note }) =>
      to === 'oversight' && note.kind === 'batch' && greylisted++ < 2
        ? { retry: '451', seen: true }
        : { id: 'taken' };
    while (world.batches('oversight').length === 0) await world.run(5 * MINUTE);
    world.ack(tip, 'oversight');
    world.ack(tip, 'unit');
    await world.run(DAY);
    expect(world.batches('oversight')).toHaveLength(3);
  });
});

describe('the state of a mailbox', () => {
  story('counts a tip that is in a mail under way: it may still be refused', async (world) => {
    await world.accept();
    const waiting: string[] = [];
    world.answer = () => {
      waiting.push(world.inbox.state().waiting);
      return { retry: '451' };
    };
    await world.run(2 * HOUR);
    expect(new Set(waiting)).toEqual(new Set(['few']));
  });
});

describe('a size that neither mailbox takes', () => {
  story('stops itself after 50 MiB, and no other', async (world) => {
    world.limits = { attachments: 32, bytes: 1_048_576 };
    world.draws = true;
    for (let count = 0; count < 16; count++) await world.accept(2);
    await world.run(3 * HOUR);
    expect(world.inbox.state()).toMatchObject({
      waiting: 'some',
      mail: 'set-apart',
      oversight: { mail: 'set-apart' },
    });
    await expect(world.accept(2)).rejects.toThrow('attachments-paused');
    const tip = await world.accept(1);
    await world.run(2 * HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
  });
});

describe("the operator's trial of oversight", () => {
  const token = Buffer.from(env.OPERATOR_TOKEN ?? '', 'base64url');
  const divert = async (sid: Uint8Array, key: Uint8Array = token) =>
    (await post(ENDPOINTS.canaries, new Uint8Array([...key, ...encodeInboxId(INBOX), ...sid]))).status;

  test('is mailed to oversight and not to the unit; nobody else can ask for it', async () => {
    const sid = random(16);
    expect((await sendTip({ sid })).status).toBe(202);
    expect(await divert(sid, random(32))).toBe(404);
    expect(await divert(random(16))).toBe(404);
    expect(await divert(sid)).toBe(202);
    const audiences = await runInDurableObject(inboxStub(), (_inbox, { storage }) => [
      ...storage.sql.exec('SELECT audience, state FROM mailings'),
    ]);
    expect(audiences).toEqual([{ audience: 'oversight', state: 'due' }]);
    // There is nothing left to divert.
    expect(await divert(sid)).toBe(404);
  });
});
