import { reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { at, DAY, HOUR, inWorld, MINUTE, nameOf, START, type World } from '../world.ts';

beforeEach(() => {
  // The jitter is half of its ten minutes.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const story = (name: string, tell: (world: World) => Promise<void>, settings = {}) =>
  test(name, () => inWorld(tell, settings));
const up = () => ({ id: 'taken' });
const down = () => ({ retry: 'ECONNREFUSED' });

describe('a digest', () => {
  story('leaves on the next full hour plus jitter, not from the arrival', async (world) => {
    const tip = await world.accept();
    await world.runUntil(at('03-01T12:00'));
    expect(world.batches().map(({ time, files }) => [time, files])).toEqual([
      [at('03-01T11:05'), [nameOf(tip, 1)]],
    ]);
    expect(world.status(tip)).toEqual({ status: 'mailed', day: '2100-03-01' });
  });

  story('leaves on the grid after a quiet day too', async (world) => {
    await world.accept();
    await world.runUntil(at('03-02T15:42'));
    world.mails = [];
    await world.accept();
    await world.runUntil(at('03-02T18:00'));
    expect(world.batches().map(({ time }) => time)).toEqual([at('03-02T16:05')]);
  });

  story('keeps the jitter it drew, however many tips come', async (world) => {
    vi.mocked(Math.random).mockReturnValue(0.9);
    await world.accept();
    vi.mocked(Math.random).mockReturnValue(0.1);
    await world.accept();
    await world.run(HOUR);
    expect(world.batches().map(({ time, files }) => [time, files.length])).toEqual([[at('03-01T11:09'), 2]]);
  });

  story('takes along what comes before it leaves', async (world) => {
    await world.accept();
    await world.runUntil(at('03-01T11:04'));
    await world.accept();
    await world.run(HOUR);
    expect(world.batches().map(({ time, files }) => [time, files.length])).toEqual([[at('03-01T11:05'), 2]]);
  });

  story('that is being sent does not swallow a tip that comes meanwhile', async (world) => {
    await world.accept();
    world.answer = async () => {
      world.answer = up;
      await world.accept();
      return up();
    };
    await world.run(2 * HOUR);
    expect(world.batches().flatMap(({ files }) => files)).toHaveLength(2);
    expect(world.batches()).toHaveLength(2);
  });

  story(
    'is not put off by a tip sent again and again, nor by one that comes when it is due',
    async (world) => {
      const tip = await world.accept();
      // The alarm is a moment late, as alarms are.
      world.now = at('03-01T11:05') + 1;
      for (let i = 0; i < 100; i++) world.replay(tip);
      await world.accept();
      world.answer = () => {
        world.replay(tip);
        return up();
      };
      await world.run(1_000);
      expect(world.batches().map(({ files }) => files.length)).toEqual([2]);
      world.replay(tip);
      await world.run(3 * HOUR);
      expect(world.batches()).toHaveLength(1);
    },
  );

  story('is not sent while nothing waits', async (world) => {
    await world.inbox.wake();
    await world.run(30 * DAY);
    expect(world.batches()).toEqual([]);
  });

  story('goes to the unit of its inbox only', async (world) => {
    await world.accept();
    await world.run(HOUR);
    expect(world.mails.map(({ mail }) => mail.to)).toEqual(['lung-phinh@inbox.test']);
  });

  story('survives a restart of the process', async (world) => {
    await world.accept();
    world.restart();
    await world.run(HOUR);
    expect(world.batches()).toHaveLength(1);
  });

  story(
    'leaves every few seconds in a local run',
    async (world) => {
      await world.accept();
      await world.run(6_000);
      expect(world.batches()).toHaveLength(1);
    },
    { DELIVERY_WINDOW_MINUTES: '0.1', DELIVERY_JITTER_MINUTES: '0' },
  );

  test.each([
    ['DELIVERY_WINDOW_MINUTES', '0'],
    ['DELIVERY_WINDOW_MINUTES', ''],
    ['DELIVERY_JITTER_MINUTES', '-1'],
    ['RETRY_MINUTES', 'soon'],
  ])('with the setting %s = "%s" takes no tip at all', (name, value) =>
    expect(inWorld(() => Promise.resolve(), { [name]: value })).rejects.toThrow('minutes'),
  );
});

describe('a morning mail', () => {
  story('goes at 07:00 in Vietnam every day, tips or none, and says the last number', async (world) => {
    await world.accept();
    await world.runUntil(at('03-04T12:00'));
    expect(world.heartbeats().map(({ time }) => time)).toEqual(
      ['02', '03', '04'].map((d) => at(`03-${d}T00:00`)),
    );
    for (const { note, files } of world.heartbeats())
      expect([note, files]).toEqual([
        {
          v: 2,
          kind: 'heartbeat',
          hour: expect.stringMatching(/^2100-03-0[234]T00$/),
          inboxes: [{ inbox: 'lung-phinh', to: 'unit', last: 1 }],
        },
        [],
      ]);
    expect(world.heartbeats()[0]?.mail.text).toContain('Hộp thư lung-phinh: số tin cuối cùng là 1.');
  });

  story('goes at once when the cron first wakes an inbox, and not again until morning', async (world) => {
    await world.inbox.wake();
    await world.run(1);
    expect(world.heartbeats().map(({ time }) => time)).toEqual([START + 1]);
    await world.inbox.wake();
    await world.runUntil(at('03-01T23:59'));
    expect(world.heartbeats()).toHaveLength(1);
  });

  story('is tried again until the mail server takes it, and only then counts for health', async (world) => {
    const { LINE } = world.inbox['env'];
    world.answer = down;
    await world.inbox.wake();
    await world.run(20 * MINUTE);
    const healthy = () => LINE.getByName('line').isHealthy(['lung-phinh'], world.now);
    expect(await healthy()).toBe(false);
    expect(world.heartbeats().length).toBeGreaterThan(1);
    world.answer = up;
    await world.run(HOUR);
    expect(await healthy()).toBe(true);
    const sent = world.heartbeats().length;
    await world.runUntil(at('03-01T23:59'));
    expect(world.heartbeats()).toHaveLength(sent);
  });

  story(
    'keeps no tip back when its health cannot be noted',
    async (world) => {
      await world.runUntil(at('03-01T23:30'));
      await world.accept();
      const LINE = { getByName: () => ({ beat: () => Promise.reject(new Error('away')) }) };
      Object.assign(world.inbox, { env: { ...world.inbox['env'], LINE } });
      await world.run(HOUR);
      expect(
        world.mails.filter(({ to }) => to === 'unit').map(({ time, note }) => [time, note.kind]),
      ).toEqual([
        [at('03-02T00:00'), 'heartbeat'],
        [at('03-02T00:00'), 'batch'],
      ]);
    },
    // Without jitter the digest and the morning mail fall on the same alarm.
    { DELIVERY_JITTER_MINUTES: '0' },
  );
});
