/** Stores that earlier releases made (test/fixtures/stores) still work, and one that is broken is told. */
import { reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { migrate } from '../../../worker/storage/migrations.ts';
import { Line } from '../../../worker/storage/line.ts';
import { Mailbox } from '../../../worker/storage/mailbox.ts';
import inbox1 from '../../fixtures/stores/inbox-1.sql?raw';
import inbox2 from '../../fixtures/stores/inbox-2.sql?raw';
import line1 from '../../fixtures/stores/line-1.sql?raw';
import line2 from '../../fixtures/stores/line-2.sql?raw';
import mailbox1 from '../../fixtures/stores/mailbox-1.sql?raw';
import { INBOX, inboxStub, OTHER_INBOX } from '../phone.ts';
import { DAY, HOUR, inWorld, type World } from '../world.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

/** What the release that made the store said of its tips: name, sid, status and whether the bytes were there. */
const toldIn = (store: string) =>
  [...store.matchAll(/^-- (\w+) ([0-9a-f]{32}) (\{.*\}) (true|false)$/gm)].map(
    ([, name = '', sid = '', status = '', kept]) => ({
      name,
      sid: Uint8Array.from(Buffer.from(sid, 'hex')),
      status: JSON.parse(status) as unknown,
      kept: kept === 'true',
    }),
  );
const told = toldIn(inbox1);
const sidOf = (name: string, of = told) => of.find((tip) => tip.name === name)?.sid ?? new Uint8Array(16);

async function withOldStore(story: (world: World) => Promise<void>, store = inbox1): Promise<void> {
  await inWorld(async (fresh) => {
    const world = await fresh.anew();
    await world.state.storage.deleteAll();
    world.state.storage.sql.exec(store);
    world.now = Number(/^-- now (\d+)$/m.exec(store)?.[1]);
    world.restart();
    await story(world);
  });
}

test.each([
  [1, inbox1],
  [2, inbox2],
])('a store of version %i keeps what every sender was told, and every byte', (_version, store) =>
  withOldStore(async (world) => {
    const tips = toldIn(store);
    expect(tips).toHaveLength(9);
    for (const { name, sid, status } of tips) expect([name, world.inbox.status(sid)]).toEqual([name, status]);
    const chunks = [...world.state.storage.sql.exec('SELECT count(*) AS n FROM chunks')];
    expect(chunks).toEqual([{ n: tips.filter(({ kept }) => kept).length }]);
    // A second instance finds the work done.
    world.restart();
    expect(world.inbox.status(sidOf('mailed', tips))).toMatchObject({ status: 'mailed' });
  }, store),
);

describe('the store of the release after migrations', () => {
  test('mails what waited and what was asked for, under its number', () =>
    withOldStore(async (world) => {
      expect(world.inbox.state()).toMatchObject({ waiting: 'few', mail: 'retrying', fault: '421' });
      await world.inbox.wake();
      await world.run(2 * HOUR);
      const numbers = (to: 'unit' | 'oversight') =>
        world
          .batches(to)
          .flatMap(({ files }) => files.map((file) => Number.parseInt(file, 10)))
          // Set apart, and tried again when its own time comes.
          .filter((number) => number !== (to === 'unit' ? 4 : 3));
      expect(numbers('unit').sort((a, b) => a - b)).toEqual([3, 7, 8, 9]);
      expect(numbers('oversight')).toEqual([4]);
    }, inbox2));

  test('mails nothing once more that was opened before', () =>
    withOldStore(async (world) => {
      await world.inbox.wake();
      await world.run(6 * DAY);
      const files = world.batches('unit').flatMap((sent) => sent.files);
      expect(files.filter((file) => file.startsWith('5 '))).toEqual([]);
    }, inbox2));
});

describe('the store of the release before migrations', () => {
  test('mails what waited, under its old number for the unit and a new one for oversight', () =>
    withOldStore(async (world) => {
      expect(world.inbox.state()).toMatchObject({ waiting: 'few', mail: 'retrying', fault: 'ECONNREFUSED' });
      await world.inbox.wake();
      await world.run(2 * HOUR);
      const numbers = (to: 'unit' | 'oversight') =>
        world.batches(to).flatMap(({ files }) => files.map((file) => Number.parseInt(file, 10)));
      // And the one that lay unopened for nine days, once more.
      expect(numbers('unit').sort((a, b) => a - b)).toEqual([2, 7, 8, 9]);
      // Higher than any that it has met in an old mail.
      expect(numbers('oversight')).toEqual([9]);
      for (const name of ['deferred', 'dueBoth', 'queued'])
        expect(world.inbox.status(sidOf(name))).toMatchObject({ status: 'mailed' });
      expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'set-apart', fault: '554' });
    }));

  test('forgets what is done with, and tries what was set apart again', () =>
    withOldStore(async (world) => {
      await world.inbox.wake();
      await world.run(7 * HOUR);
      expect(world.inbox.status(sidOf('bait'))).toMatchObject({ status: 'mailed' });
      await world.run(60 * DAY);
      const chunks = [...world.state.storage.sql.exec('SELECT count(*) AS n FROM chunks')];
      expect(chunks).toEqual([{ n: 0 }]);
      await world.run(100 * DAY);
      for (const { sid } of told) expect(world.inbox.status(sid).status).toBe('unknown');
    }));

  test('goes all the way or stays as it was', () =>
    runInDurableObject(inboxStub(), async (_inbox, { storage }) => {
      await storage.deleteAll();
      storage.sql.exec(inbox1);
      const tables = () => [...storage.sql.exec(`SELECT name, sql FROM sqlite_master ORDER BY name`)];
      const before = tables();
      const steps = ['CREATE TABLE half (a)', 'INSERT INTO nowhere VALUES (1)'];
      expect(() => migrate(storage, steps)).toThrow('nowhere');
      expect(tables()).toEqual(before);
    }));
});

describe('the other stores of that release', () => {
  test('replies are still in their mailbox', () =>
    runInDurableObject(env.MAILBOX.getByName('0'), async (_mailbox, state) => {
      await state.storage.deleteAll();
      state.storage.sql.exec(mailbox1);
      const mailbox = new Mailbox(state, env);
      mailbox.now = () => Date.parse('2100-01-27T00:00Z');
      expect(mailbox.read(Uint8Array.of(0x00, 0x11))).toEqual([
        { inbox: 'lung-phinh', day: 47_507, sig: Uint8Array.of(0x44, 0x55), ct: Uint8Array.of(0x66, 0x77) },
      ]);
    }));

  test('the line knows whose morning mail left, and waits for those to oversight, which it never asked for', () =>
    runInDurableObject(env.LINE.getByName('line'), async (_line, state) => {
      await state.storage.deleteAll();
      state.storage.sql.exec(line1);
      const line = new Line(state, env);
      const now = Number(/\d{13}/.exec(line1)?.[0]) + HOUR;
      expect(line.isHealthy([INBOX, OTHER_INBOX], now)).toBe(false);
      line.beat(
        [INBOX, OTHER_INBOX].map((inbox) => ({ inbox, to: 'oversight' as const })),
        now,
      );
      expect(line.isHealthy([INBOX, OTHER_INBOX], now)).toBe(true);
    }));

  test('the line knows which inbox had a fault, and tells its operator, who had to ask before', () =>
    runInDurableObject(env.LINE.getByName('line'), async (_line, state) => {
      await state.storage.deleteAll();
      state.storage.sql.exec(line2);
      const line = new Line(state, env);
      const texts: string[] = [];
      line.now = () => Number(/\d{13}/.exec(line2)?.[0]) + HOUR;
      line.tell = (text) => Promise.resolve(texts.push(text) > 0);
      expect(line.isHealthy([INBOX], line.now())).toBe(true);
      expect(line.isHealthy([INBOX, OTHER_INBOX], line.now())).toBe(false);
      await line.alarm();
      await line.alarm();
      expect(texts).toEqual([expect.stringContaining('lao-cai')]);
    }));
});

describe('a store that cannot work', () => {
  test('for one mailbox does not keep the other one from its mails', () =>
    inWorld(async (world) => {
      world.draws = true;
      await world.accept();
      world.state.storage.sql.exec(`CREATE TRIGGER broken BEFORE UPDATE ON mailings WHEN new.audience = 'unit'
        BEGIN SELECT RAISE(FAIL, 'broken'); END`);
      await world.run(2 * HOUR);
      expect(world.batches('oversight')).toHaveLength(1);
      expect(world.inbox.state().alarm).toContain('broken');
    }));

  const health = async () => {
    const line = env.LINE.getByName('line');
    const both = [INBOX, OTHER_INBOX].flatMap((inbox) =>
      (['unit', 'oversight'] as const).map((to) => ({ inbox, to })),
    );
    await line.beat(both, Date.now());
    return line.isHealthy([INBOX, OTHER_INBOX], Date.now());
  };

  test('keeps no tip, and says so to its operator and in the health of the line, until it works again', () =>
    inWorld(async (world) => {
      const { sql } = world.state.storage;
      const tip = await world.accept();
      sql.exec('ALTER TABLE mailings RENAME COLUMN times TO gone');
      await world.run(2 * HOUR);
      expect(world.inbox.state()).toMatchObject({ alarm: expect.stringContaining('times') });
      expect(await health()).toBe(false);
      sql.exec('ALTER TABLE tips RENAME COLUMN size_class TO gone');
      await expect(world.accept()).rejects.toThrow('size_class');
      expect(world.isKept(tip)).toBe(true);
      sql.exec('ALTER TABLE tips RENAME COLUMN gone TO size_class');
      sql.exec('ALTER TABLE mailings RENAME COLUMN gone TO times');
      await world.run(3 * HOUR);
      expect(world.status(tip)).toMatchObject({ status: 'mailed' });
      expect(world.inbox.state().alarm).toBeNull();
      expect(await health()).toBe(true);
    }));

  test('is known to work again by whoever comes after, and only once a tip can be kept', () =>
    inWorld(async (world) => {
      const { sql } = world.state.storage;
      await world.accept();
      sql.exec(`CREATE TRIGGER full BEFORE INSERT ON chunks BEGIN SELECT RAISE(FAIL, 'full'); END`);
      await expect(world.accept()).rejects.toThrow('full');
      await world.run(3 * HOUR);
      expect(world.inbox.state()).toMatchObject({ alarm: expect.stringContaining('full'), waiting: 'none' });
      expect(await health()).toBe(false);
      world.restart();
      sql.exec('DROP TRIGGER full');
      await world.run(2 * HOUR);
      expect(world.inbox.state().alarm).toBeNull();
      expect(await health()).toBe(true);
    }));

  test('where nothing more can be written still forgets, and still mails', () =>
    inWorld(async (world) => {
      const { sql } = world.state.storage;
      const done = await world.accept();
      const stale = await world.accept();
      await world.run(2 * HOUR);
      world.ack(done);
      await world.run(6 * DAY);
      sql.exec(`CREATE TRIGGER full BEFORE INSERT ON mailings BEGIN SELECT RAISE(FAIL, 'full'); END`);
      world.mails = [];
      await world.run(14 * DAY);
      expect(world.isKept(done)).toBe(false);
      expect(world.isKept(stale)).toBe(true);
      expect(world.heartbeats().length).toBeGreaterThan(10);
      expect(world.inbox.state().alarm).toContain('full');
    }));

  test('is told too when it cannot even be opened', async () => {
    await runInDurableObject(inboxStub(), async (_inbox, { storage }) => {
      await storage.deleteAll();
      // Neither a store of an earlier release nor one of today.
      storage.sql.exec('CREATE TABLE tips (a)');
      await storage.setAlarm(Date.now() + 1_000_000);
    });
    await runInDurableObject(inboxStub(), (inbox, state) => {
      const broken = new (inbox.constructor as typeof import('../../../worker/storage/inbox.ts').Inbox)(
        state,
        env,
      );
      expect(broken.state()).toMatchObject({ mail: 'unknown', alarm: expect.stringMatching(/\w/) });
      expect(() => broken.hashOf(new Uint8Array(16))).toThrow();
      return broken.alarm();
    });
    expect(await health()).toBe(false);
    expect(await runDurableObjectAlarm(inboxStub())).toBe(true);
  });
});
