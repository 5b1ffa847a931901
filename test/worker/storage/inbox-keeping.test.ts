import {
  createScheduledController,
  evictDurableObject,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Delivery, DeliveryResult, Mail } from '../../../worker/delivery/mail.ts';
import worker from '../../../worker/index.ts';
import { fillInbox, INBOX, inboxStub, OTHER_INBOX, random } from '../phone.ts';
import {
  at,
  DAY,
  HOUR,
  inWorld,
  MINUTE,
  nameOf,
  START,
  type KeptTip,
  type SentMail,
  type World,
} from '../world.ts';

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
const refused = () => ({ permanent: '550' });
const drawn = async (world: World) => {
  world.draws = true;
  const tip = await world.accept();
  world.draws = false;
  return tip;
};
const minutes = (world: World) => world.batches().map(({ time }) => (time - START) / MINUTE);

describe('numbers', () => {
  story('are given in the order of arrival, one each', async (world) => {
    const tips: KeptTip[] = [];
    for (let i = 0; i < 5; i++) tips.push(await world.accept());
    await world.run(HOUR);
    expect(world.batches()[0]?.files).toEqual(tips.map((tip, index) => nameOf(tip, index + 1)));
  });

  story('are given at the first try to mail and kept at the next', async (world) => {
    const first = await world.accept();
    world.answer = down;
    await world.run(2 * HOUR);
    const second = await world.accept();
    world.answer = up;
    await world.run(2 * HOUR);
    expect(new Set(world.batches().flatMap(({ files }) => files))).toEqual(
      new Set([nameOf(first, 1), nameOf(second, 2)]),
    );
  });

  story('are never given twice, not even when every trace of a tip is gone', async (world) => {
    const first = await world.accept();
    await world.run(HOUR);
    world.ack(first);
    await world.run(200 * DAY);
    expect(world.status(first)).toEqual({ status: 'unknown', day: null });
    world.restart();
    const second = await world.accept();
    await world.run(HOUR);
    expect(world.batches().at(-1)?.files).toEqual([nameOf(second, 2)]);
  });

  story('and hashes stand in lo.json as in the mail, with the last one given', async (world) => {
    const tips = [await world.accept(), await world.accept()];
    await world.run(HOUR);
    const [batch] = world.batches();
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(batch?.note).toEqual({
      v: 2,
      kind: 'batch',
      hour: '2100-03-01T11',
      inbox: INBOX,
      to: 'unit',
      files: { 1: hash, 2: hash },
      last: 2,
    });
    expect(batch?.files).toEqual(tips.map((tip, index) => nameOf(tip, index + 1)));
  });
});

describe('a mail server that', () => {
  story(
    'is down: the tip waits, is tried again after 5, 10, 20, 40, then 60 minutes, and arrives once',
    async (world) => {
      const tip = await world.accept();
      world.answer = down;
      await world.runUntil(at('03-01T14:30'));
      const tries = minutes(world);
      const gaps = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
      expect(gaps).toEqual([5, 10, 20, 40, 60, 60].map((gap) => expect.closeTo(gap, 1)));
      expect(world.status(tip)).toEqual({ status: 'held', day: '2100-03-01' });
      world.answer = up;
      await world.run(DAY);
      expect(world.batches().slice(tries.length)).toHaveLength(1);
      expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    },
  );

  story('refuses for good: the tip comes back all the same, and its number stays', async (world) => {
    const tip = await world.accept();
    world.answer = refused;
    await world.run(5 * HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'held' });
    world.answer = up;
    await world.run(2 * HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    expect(new Set(world.batches().flatMap(({ files }) => files))).toEqual(new Set([nameOf(tip, 1)]));
  });

  story(
    'takes the mail and the process dies before it is noted: mailed again, under the same name',
    async (world) => {
      const tip = await world.accept();
      expect(await world.crashInNextMail()).toBe(true);
      expect(world.status(tip)).toMatchObject({ status: 'held' });
      // Soon, though nobody sends a tip and no cron comes.
      await world.run(6 * MINUTE);
      expect(world.batches().map(({ files }) => files)).toEqual([[nameOf(tip, 1)], [nameOf(tip, 1)]]);
      await world.run(2 * DAY);
      expect(world.batches()).toHaveLength(2);
      expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    },
  );

  story('fails for the unit does not keep oversight waiting, and the other way round', async (world) => {
    const tip = await drawn(world);
    world.answer = ({ to }) => (to === 'unit' ? down() : up());
    await world.run(HOUR);
    expect(world.batches('oversight')).toHaveLength(1);
    world.answer = ({ to }) => (to === 'unit' ? up() : down());
    const other = await drawn(world);
    await world.run(2 * HOUR);
    expect([tip, other].map((one) => world.status(one).status)).toEqual(['mailed', 'mailed']);
    world.answer = up;
    await world.run(2 * HOUR);
    expect(world.batches('oversight').at(-1)?.files).toEqual([nameOf(other, 2)]);
  });

  story(
    'is down for a year loses nothing, and every tip arrives when it is back',
    async (world) => {
      const tips = [await world.accept(), await world.accept(1), await drawn(world)];
      world.answer = refused;
      await world.run(365 * DAY);
      expect(tips.map((tip) => world.isKept(tip))).toEqual([true, true, true]);
      expect(tips.map((tip) => world.status(tip))).toEqual(
        Array.from(tips, () => ({ status: 'held', day: '2100-03-01' })),
      );
      world.answer = up;
      world.mails = [];
      await world.run(DAY);
      expect(world.batches('unit').flatMap(({ files }) => files)).toHaveLength(3);
      expect(world.batches('oversight').flatMap(({ files }) => files)).toHaveLength(3);
    },
    { RETRY_MINUTES: '1440', DELIVERY_WINDOW_MINUTES: '1440' },
  );
});

describe('an ack', () => {
  story('makes a tip opened, for good, on its own day', async (world) => {
    const tip = await world.accept();
    const other = await world.accept();
    await world.runUntil(at('03-03T10:00'));
    world.ack(tip);
    expect(world.status(tip)).toEqual({ status: 'opened', day: '2100-03-03' });
    await world.runUntil(at('03-05T10:00'));
    world.ack(tip);
    expect(world.status(tip)).toEqual({ status: 'opened', day: '2100-03-03' });
    expect(world.status(other)).toEqual({ status: 'mailed', day: '2100-03-01' });
  });

  story('purges the tip 14 days later, and keeps its status for 90 days more', async (world) => {
    const tip = await world.accept();
    await world.runUntil(at('03-02T10:00'));
    world.ack(tip);
    await world.runUntil(at('03-15T23:59'));
    expect(world.isKept(tip)).toBe(true);
    await world.runUntil(at('03-16T00:01'));
    expect(world.isKept(tip)).toBe(false);
    await world.runUntil(at('06-13T23:59'));
    expect(world.status(tip)).toEqual({ status: 'opened', day: '2100-03-02' });
    expect(world.inbox.hashOf(tip.sid)).toEqual(tip.hash);
    await world.runUntil(at('06-14T00:01'));
    expect(world.status(tip)).toEqual({ status: 'unknown', day: null });
  });

  story('for a tip that was never acknowledged never comes: purged 45 days after mailing', async (world) => {
    const tip = await world.accept();
    await world.runUntil(at('04-14T23:59'));
    expect(world.isKept(tip)).toBe(true);
    await world.runUntil(at('04-15T00:01'));
    expect(world.isKept(tip)).toBe(false);
    expect(world.status(tip)).toMatchObject({ status: 'escalated' });
  });

  story('from oversight does not keep the unit from its mail', async (world) => {
    const tip = await drawn(world);
    world.answer = ({ to }) => (to === 'unit' ? down() : up());
    await world.run(HOUR);
    world.ack(tip);
    expect(world.status(tip)).toMatchObject({ status: 'opened' });
    await world.run(20 * DAY);
    expect(world.isKept(tip)).toBe(true);
    world.answer = up;
    await world.run(2 * HOUR);
    expect(world.batches('unit').at(-1)?.files).toEqual([nameOf(tip, 1)]);
    expect(world.status(tip)).toEqual({ status: 'opened', day: '2100-03-01' });
    await world.run(DAY);
    expect(world.isKept(tip)).toBe(false);
  });

  story('that comes while its mail is under way, or after a purge, still counts', async (world) => {
    const tip = await world.accept();
    world.answer = () => {
      world.ack(tip);
      return up();
    };
    await world.run(HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'opened' });
    world.answer = up;
    const late = await world.accept();
    await world.run(60 * DAY);
    expect(world.isKept(late)).toBe(false);
    world.ack(late);
    expect(world.status(late)).toMatchObject({ status: 'opened' });
  });

  story('of many tips at once, over and over, is written once', async (world) => {
    const first = await world.accept();
    const { sql } = world.state.storage;
    for (let i = 0; i < 50; i++) await world.accept();
    sql.exec(
      'UPDATE tips SET ack_hash = (SELECT ack_hash FROM tips WHERE sid = ?)',
      first.sid.slice().buffer,
    );
    await world.run(2 * HOUR);
    const changes = () => [...sql.exec<{ n: number }>('SELECT total_changes() AS n')][0]?.n ?? 0;
    const before = changes();
    for (let times = 0; times < 2; times++)
      world.inbox.acknowledge(
        Uint8Array.from({ length: 200 * 32 }, (_, byte) => first.ackHash[byte % 32] ?? 0),
        'unit',
      );
    expect(changes() - before).toBe(2 * 51);
  });

  story('of unknown tips changes nothing', async (world) => {
    const tip = await world.accept();
    await world.run(HOUR);
    world.inbox.acknowledge(random(200 * 32), null);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
  });
});

describe('oversight', () => {
  story('gets a tip nobody opened for 7 days, and the status says so once it has it', async (world) => {
    const tip = await world.accept();
    await world.runUntil(at('03-07T23:59'));
    expect(world.batches('oversight')).toEqual([]);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    world.answer = ({ to }) => (to === 'oversight' ? down() : up());
    await world.runUntil(at('03-08T12:00'));
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    world.answer = up;
    await world.runUntil(at('03-08T14:00'));
    // Told the day after, when it is true of all of that day: one that was drawn has long been there.
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    await world.runUntil(at('03-08T17:00'));
    expect(world.status(tip)).toEqual({ status: 'escalated', day: '2100-03-08' });
    const last = world.batches('oversight').at(-1);
    expect([last?.mail.to, last?.files]).toEqual(['lung-phinh-cap-tren@inbox.test', [nameOf(tip, 1)]]);
    const sent = world.batches('oversight').length;
    // Once more after three days, for a mail may have vanished; then never again.
    await world.run(30 * DAY);
    expect(world.batches('oversight')).toHaveLength(sent + 1);
  });

  story('gets nothing that was opened in time', async (world) => {
    const tip = await world.accept();
    await world.run(6 * DAY);
    world.ack(tip);
    await world.run(30 * DAY);
    expect(world.batches('oversight')).toEqual([]);
    expect(world.status(tip)).toMatchObject({ status: 'opened' });
  });

  story("gets a tip that the unit's mailbox refused for 7 days", async (world) => {
    const tip = await world.accept();
    world.answer = ({ to }) => (to === 'unit' ? refused() : up());
    await world.runUntil(at('03-08T12:00'));
    expect(world.batches('oversight').map(({ files }) => files)).toEqual([[nameOf(tip, 1)]]);
    await world.runUntil(at('03-08T17:00'));
    expect(world.status(tip)).toEqual({ status: 'escalated', day: '2100-03-08' });
    expect(world.isKept(tip)).toBe(true);
  });

  story('gets a drawn tip at once, opened or not, under its own number', async (world) => {
    const tip = await drawn(world);
    const plain = await world.accept();
    await world.run(HOUR);
    expect(world.batches('oversight').map(({ files }) => files)).toEqual([[nameOf(tip, 1)]]);
    // Nothing the sender can see tells the two apart, not even after 7 days.
    for (let hours = 0; hours < 60 * 24; hours += 1) {
      await world.run(HOUR / 2);
      expect(world.status(tip)).toEqual(world.status(plain));
      await world.run(HOUR / 2);
    }
    // Nor does the reader of one mailbox learn from its numbers what the other has.
    expect(world.batches('oversight').map(({ files }) => files)).toEqual([
      [nameOf(tip, 1)],
      [nameOf(tip, 1)],
      [nameOf(plain, 2)],
      [nameOf(plain, 2)],
    ]);
    expect(world.batches().flatMap(({ files }) => files)).toContain(nameOf(plain, 2));
  });

  story('still gets a drawn tip that the unit opened and that is due to be purged', async (world) => {
    const tip = await drawn(world);
    world.answer = ({ to }) => (to === 'oversight' ? down() : up());
    await world.run(HOUR);
    world.ack(tip);
    await world.run(20 * DAY);
    expect(world.isKept(tip)).toBe(true);
    world.answer = up;
    await world.run(2 * DAY);
    expect(world.batches('oversight').at(-1)?.files).toEqual([nameOf(tip, 1)]);
    expect(world.isKept(tip)).toBe(false);
  });
});

describe('a flood', () => {
  const numbers = (files: readonly string[] = []) => files.map((name) => Number(/^\d+/.exec(name)));
  /** Each tip's number in the order of arrival, by its place in the mail. */
  const arrivals = (tips: KeptTip[], files: readonly string[] = []) => {
    const short = tips.map(({ hash }) => Buffer.from(hash).toString('hex').slice(0, 8));
    return files.map((name) => short.indexOf(name.slice(-8)) + 1);
  };

  story(
    'of more than 100 texts leaves every five minutes, half oldest, half newest, until it is over',
    async (world) => {
      const tips: KeptTip[] = [];
      for (let i = 0; i < 260; i++) tips.push(await world.accept());
      await world.runUntil(at('03-01T10:26'));
      const first = world.batches();
      expect(minutes(world)).toEqual([3, 3, 3, 3, 8, 8, 8, 8]);
      const range = (from: number, to: number) =>
        Array.from({ length: to - from + 1 }, (_, index) => from + index);
      expect(arrivals(tips, first[0]?.files)).toEqual([...range(1, 15), ...range(245, 260)]);
      expect(arrivals(tips, first[4]?.files)).toEqual([...range(61, 75), ...range(181, 196)]);
      expect(numbers(first[0]?.files)).toEqual(range(1, 31));
      await world.run(2 * HOUR);
      expect(arrivals(tips, world.batches()[8]?.files)).toHaveLength(12);
      expect(world.batches()).toHaveLength(9);
    },
  );

  story(
    'that fills the inbox is over within four hours, in fewer mails than a carrier takes in a day',
    async (world) => {
      await fillInbox(20_000, 0, Math.floor(world.now / HOUR));
      await world.inbox.wake();
      await world.run(4 * HOUR);
      const mails = world.batches();
      expect(mails.reduce((sum, { files }) => sum + files.length, 0)).toBe(20_000);
      expect(mails.length).toBeLessThan(700);
    },
  );

  story('of exactly 100 texts is an ordinary digest, 31 to a mail', async (world) => {
    for (let i = 0; i < 100; i++) await world.accept();
    await world.run(HOUR);
    expect(world.batches().map(({ time, files }) => [time, files.length])).toEqual(
      [31, 31, 31, 7].map((count) => [at('03-01T11:05'), count]),
    );
  });

  story('of larger tips goes in mails of at most 4.5 MiB encoded, texts first', async (world) => {
    const order = [2, 1, 1, 0, 1, 1, 1, 1, 2, 0] as const;
    const tips: KeptTip[] = [];
    for (const sizeClass of order) tips.push(await world.accept(sizeClass));
    await world.run(HOUR);
    const mails = world.batches().map(({ files }) => arrivals(tips, files));
    // 2 texts and 6 of 704 KiB; then each of 4.1 MiB alone.
    expect(mails).toEqual([[4, 10, 2, 3, 5, 6, 7, 8], [1], [9]]);
    const wireSize = { 0: 19_600, 1: 527_616, 2: 3_149_696 } as const;
    for (const mail of mails) {
      const bytes = mail.reduce((sum, arrival) => sum + wireSize[order[arrival - 1] ?? 0], 0);
      expect((bytes * 4) / 3 + (bytes / 57) * 2).toBeLessThan(4.5 * 1_048_576);
    }
  });
});

describe('a tip that a mail server refuses by itself', () => {
  /** A mailbox that refuses every mail with one of these tips in it. */
  const scanner = (baits: KeptTip[], to: 'unit' | 'oversight' = 'unit') => {
    const short = baits.map(({ hash }) => Buffer.from(hash).toString('hex').slice(0, 8));
    return ({ to: mailbox, files }: Pick<SentMail, 'to' | 'files'>) =>
      mailbox === to && files.some((name) => short.includes(name.slice(-8))) ? { rejected: '554' } : up();
  };
  const statuses = (world: World, tips: KeptTip[]) => [
    ...new Set(tips.map((tip) => world.status(tip).status)),
  ];

  test.each([0, 16, 39])('holds up no other, wherever it stands among forty (%i)', (where) =>
    inWorld(async (world) => {
      const tips: KeptTip[] = [];
      for (let i = 0; i < 40; i++) tips.push(await world.accept());
      const [bait] = tips.splice(where, 1) as [KeptTip];
      world.answer = scanner([bait]);
      await world.run(HOUR);
      expect(statuses(world, tips)).toEqual(['mailed']);
      expect(world.status(bait)).toMatchObject({ status: 'held' });
      expect(world.isKept(bait)).toBe(true);
      // The level above has it with its own next digest, so that it counts no longer as one that waits.
      await world.run(HOUR);
      expect(world.batches('oversight').map(({ files }) => files)).toEqual([[nameOf(bait, 1)]]);
      expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'set-apart', fault: '554' });
      // What comes later does not meet it.
      const later = await world.accept();
      const sent = world.mails.length;
      await world.run(HOUR);
      expect(world.mails.slice(sent).map(({ files }) => files)).toEqual([[nameOf(later, 41)]]);
      // And it is forgotten like any other once the level above has opened it.
      world.ack(bait);
      await world.run(15 * DAY);
      expect(world.isKept(bait)).toBe(false);
    }),
  );

  story('is tried again alone every six hours, and arrives once the mailbox takes it', async (world) => {
    const [bait] = [await world.accept(), await world.accept()] as const;
    world.answer = scanner([bait]);
    await world.run(HOUR);
    const sent = world.batches().length;
    await world.run(DAY);
    const tries = world.batches().slice(sent);
    expect(tries.length).toBeGreaterThanOrEqual(3);
    expect(tries.length).toBeLessThanOrEqual(4);
    expect(new Set(tries.flatMap(({ files }) => files))).toEqual(new Set([nameOf(bait, 1)]));
    world.answer = up;
    await world.run(7 * HOUR);
    expect(world.status(bait)).toMatchObject({ status: 'mailed' });
    expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'ok', fault: null });
  });

  story('is every photo of 3 MB where a mailbox takes less: all else arrives', async (world) => {
    const photos = [await world.accept(2), await world.accept(2)];
    const others = [await world.accept(1), await world.accept(), await world.accept(1)];
    world.answer = scanner(photos);
    await world.run(HOUR);
    expect(statuses(world, others)).toEqual(['mailed']);
    expect(statuses(world, photos)).toEqual(['held']);
    // A week later the sender is told that the level above has them.
    await world.run(8 * DAY);
    expect(statuses(world, photos)).toEqual(['escalated']);
  });

  story('does not stop photos for good, however many there are', async (world) => {
    const photos: KeptTip[] = [];
    world.answer = (sent) => scanner(photos)(sent);
    for (let i = 0; i < 40; i++) {
      photos.push(await world.accept(2));
      await world.run(HOUR);
    }
    expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'set-apart' });
  });

  story('goes on being refused by oversight without a loss for anybody', async (world) => {
    const tips = [await drawn(world), await drawn(world), await drawn(world)] as const;
    world.answer = scanner([tips[1]], 'oversight');
    await world.run(HOUR);
    expect(statuses(world, [...tips])).toEqual(['mailed']);
    const got = world.batches('oversight').filter((sent) => 'id' in scanner([tips[1]], 'oversight')(sent));
    expect(new Set(got.flatMap(({ files }) => files))).toEqual(
      new Set([nameOf(tips[0], 1), nameOf(tips[2], 3)]),
    );
    expect(world.inbox.state()).toMatchObject({ mail: 'ok', oversight: { mail: 'set-apart', fault: '554' } });
    for (const tip of tips) world.ack(tip);
    await world.run(60 * DAY);
    expect(tips.map((tip) => world.isKept(tip))).toEqual([false, true, false]);
    world.answer = up;
    await world.run(DAY);
    expect(world.isKept(tips[1])).toBe(false);
  });

  story('is none while the mailbox refuses all: they wait together and arrive together', async (world) => {
    const tips: KeptTip[] = [];
    for (let i = 0; i < 90; i++) tips.push(await world.accept());
    world.answer = ({ to }) => (to === 'unit' ? { rejected: 'E_DELIVERY_FAILED' } : up());
    await world.run(DAY);
    expect(world.inbox.state()).toMatchObject({ mail: 'refused', fault: 'E_DELIVERY_FAILED' });
    // An hour is a few tries, not one for each tip.
    expect(world.mails.length).toBeLessThan(24 * 12);
    world.answer = up;
    world.mails = [];
    await world.run(2 * HOUR);
    expect(world.batches().map(({ files }) => files.length)).toEqual([31, 31, 28]);
    expect(statuses(world, tips)).toEqual(['mailed']);
    expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'ok' });
  });

  story('is told from a morning mail that is refused for its words: the tips go', async (world) => {
    world.answer = ({ note }) => (note.kind === 'heartbeat' ? { rejected: '554' } : up());
    await world.inbox.wake();
    const tip = await world.accept();
    await world.run(HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    expect(world.heartbeats().length).toBeLessThanOrEqual(2);
  });

  story('is found too when the server says "later" each time it has seen that mail', async (world) => {
    const [bait, ...others] = [await world.accept(), await world.accept(), await world.accept()] as const;
    const isBait = scanner([bait]);
    world.answer = (sent) => ('id' in isBait(sent) ? up() : { retry: '451', seen: true });
    await world.run(3 * HOUR);
    expect(statuses(world, others)).toEqual(['mailed']);
    expect(world.inbox.state()).toMatchObject({ mail: 'set-apart', fault: '451' });
  });

  story('does not keep an alarm going longer than a host allows', async (world) => {
    const baits: KeptTip[] = [];
    for (let i = 0; i < 31; i++) baits.push(await world.accept());
    const isBait = scanner(baits);
    const slowest: number[] = [];
    world.answer = (sent) => {
      world.now += 50_000;
      return isBait(sent);
    };
    const alarm = world.inbox.alarm.bind(world.inbox);
    world.inbox.alarm = async () => {
      const began = world.now;
      await alarm();
      slowest.push(world.now - began);
    };
    await world.run(DAY);
    expect(Math.max(...slowest)).toBeLessThan(10 * MINUTE);
    world.answer = up;
    await world.run(DAY);
    expect(statuses(world, baits)).toEqual(['mailed']);
  });

  story('stands among more baits than one digest can try: the others still arrive', async (world) => {
    const baits: KeptTip[] = [];
    for (let i = 0; i < 90; i++) baits.push(await world.accept());
    const honest = [await world.accept(), await world.accept(2)];
    world.answer = scanner(baits);
    await world.run(6 * HOUR);
    expect(statuses(world, honest)).toEqual(['mailed']);
    expect(statuses(world, baits)).toEqual(['held']);
  });
});

describe('an alarm never throws, and nothing is lost', () => {
  const afterwards = async (world: World, tip: KeptTip) => {
    expect(world.isKept(tip)).toBe(true);
    expect(world.status(tip)).toMatchObject({ status: 'held' });
    world.restart();
    world.answer = up;
    await world.run(3 * HOUR);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
  };

  story('when the adapter throws', async (world) => {
    const tip = await world.accept();
    world.answer = (): DeliveryResult => {
      throw new Error('bug');
    };
    await world.run(2 * HOUR);
    expect(world.batches().length).toBeGreaterThan(1);
    await afterwards(world, tip);
  });

  test.each([
    ['no key signs mails', { MAIL_SIGN_KEY: '' }],
    ['the signing key is damaged', { MAIL_SIGN_KEY: 'c2hvcnQ' }],
    ['no address is known', { LOCAL_MAIL_DOMAIN: '' }],
    ['a local run would mail a real domain', { LOCAL_MAIL_DOMAIN: 'example.org' }],
    ['no adapter is chosen', { DELIVERY: 'pigeon' }],
    [
      'SMTP without TLS would leave the machine',
      { DELIVERY: 'smtp', SMTP_TLS: 'none', SMTP_HOST: '10.0.0.1' },
    ],
  ])('when %s', (_name, broken) =>
    inWorld(async (world) => {
      const tip = await world.accept();
      const { delivery } = world.inbox;
      const original = world.inbox['env'];
      Object.assign(world.inbox, { env: { ...original, ...broken } });
      if ('DELIVERY' in broken) {
        // The real choice of an adapter, not the stand-in.
        const { deliveryFrom } = await import('../../../worker/delivery/deliver.ts');
        world.inbox.delivery = () => deliveryFrom(world.inbox['env']);
      }
      await world.run(2 * HOUR);
      expect(world.batches()).toEqual([]);
      world.inbox.delivery = delivery;
      await afterwards(world, tip);
    }),
  );

  story('when storage fails, and it does not spin', async (world) => {
    const tip = await world.accept();
    await world.inbox.wake();
    const lease = vi.spyOn(world.inbox.store, 'lease').mockImplementation(() => {
      throw new Error('disk full');
    });
    const keepHouse = vi.spyOn(world.inbox.store, 'purge').mockImplementationOnce(() => {
      throw new Error('disk full');
    });
    await world.run(DAY);
    expect(keepHouse.mock.calls.length).toBeLessThan(40);
    expect(lease.mock.calls.length).toBeGreaterThan(10);
    await afterwards(world, tip);
  });
});

describe('in real Durable Objects', () => {
  const limits = () => Promise.resolve({ attachments: 32, bytes: 5 * 1_048_576 });
  const hook = (deliver: Delivery['deliver'], now = START) =>
    runInDurableObject(inboxStub(), (inbox) => {
      inbox.now = () => now;
      // Drawn, it would be in one mail more.
      inbox.isDrawn = () => false;
      inbox.delivery = () => ({ limits, deliver });
    });
  const accept = async () => {
    const tip = {
      sid: random(16),
      ackHash: random(32),
      hash: random(32),
      sizeClass: 0 as const,
      age: random(40),
    };
    await runInDurableObject(inboxStub(), (inbox) =>
      inbox.accept(tip, { nonce: 'a', expires: START + HOUR }),
    );
    return tip.sid;
  };

  test('an accepted tip has its alarm, through an eviction too', async () => {
    await hook(() => Promise.resolve(up()));
    const sid = await accept();
    await evictDurableObject(inboxStub());
    await hook(() => Promise.resolve(up()), START + HOUR);
    expect(await runDurableObjectAlarm(inboxStub())).toBe(true);
    expect(await inboxStub().status(sid)).toMatchObject({ status: 'mailed' });
  });

  test('a process killed in the middle of a mail leaves the tip to be mailed again', async () => {
    const numbers: string[][] = [];
    const note = (mail: Mail) => {
      if (mail.subject.includes('lô mới'))
        numbers.push(mail.attachments.map(({ name }) => name.replace(/-[0-9a-f]{8}/, '')));
    };
    await hook(() => Promise.resolve(up()));
    const sid = await accept();
    await runInDurableObject(inboxStub(), (inbox, state) => {
      inbox.now = () => START + HOUR;
      const deliver = async (mail: Mail) => {
        note(mail);
        await state.storage.sync();
        state.abort('killed');
        return up();
      };
      inbox.delivery = () => ({ limits, deliver });
    });
    const killed = runDurableObjectAlarm(inboxStub()).catch(() => 'killed');
    expect(await killed).toBe('killed');
    await hook((mail) => Promise.resolve(note(mail)).then(up), START + 3 * HOUR);
    expect(await runDurableObjectAlarm(inboxStub())).toBe(true);
    expect(await inboxStub().status(sid)).toMatchObject({ status: 'mailed' });
    expect(numbers).toEqual([
      ['tin-000001.tin', 'lo.json'],
      ['tin-000001.tin', 'lo.json'],
    ]);
  });

  test('the cron wakes every inbox, and one that fails keeps no other asleep', async () => {
    const getByName = env.INBOX.getByName.bind(env.INBOX);
    vi.spyOn(env.INBOX, 'getByName').mockImplementation((name) => {
      const stub = getByName(name);
      return name === OTHER_INBOX
        ? Object.assign(Object.create(stub), { wake: () => Promise.reject(new Error('away')) })
        : stub;
    });
    await worker.scheduled(createScheduledController(), env);
    const alarm = (id: string) =>
      runInDurableObject(inboxStub(id), (_inbox, { storage }) => storage.getAlarm());
    expect(await alarm(INBOX)).not.toBeNull();
  });
});
