/** "Mailed" is not "arrived": what nobody opened goes once more, and numbers can be asked for again. */
import { reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { at, DAY, HOUR, inWorld, nameOf, type KeptTip, type World } from '../world.ts';

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
const several = async (world: World, count: number, sizeClass: 0 | 1 | 2 = 0) => {
  const tips: KeptTip[] = [];
  for (let i = 0; i < count; i++) tips.push(await world.accept(sizeClass));
  return tips;
};
const missing = (): never => {
  throw new Error('no such tip');
};
const byNumber = (a: number, b: number) => a - b;
const numbersOf = (files: readonly string[]) => files.map((file) => Number.parseInt(file, 10));

describe('what was mailed and not opened', () => {
  story('is mailed once more after three days, in smaller mails, and never a third time', async (world) => {
    const tips = await several(world, 20);
    await world.run(HOUR);
    expect(world.batches()).toHaveLength(1);
    const tip20 = tips[19] ?? missing();
    for (const tip of tips.slice(0, 5)) world.ack(tip);
    await world.runUntil(at('03-03T23:00'));
    expect(world.batches()).toHaveLength(1);
    await world.runUntil(at('03-04T12:00'));
    const again = world.batches().slice(1);
    expect(again.map(({ files }) => files.length)).toEqual([8, 7]);
    expect(again.flatMap(({ files }) => numbersOf(files)).sort(byNumber)).toEqual(
      Array.from({ length: 15 }, (_, index) => index + 6),
    );
    expect(world.status(tip20)).toEqual({ status: 'mailed', day: '2100-03-01' });
    await world.run(30 * DAY);
    expect(world.batches()).toHaveLength(3);
  });

  story('comes last, and waits while more than 100 texts do', async (world) => {
    await several(world, 3);
    await world.run(HOUR);
    await world.runUntil(at('03-03T23:57'));
    world.mails = [];
    const news = await several(world, 130);
    await world.runUntil(at('03-04T00:06'));
    // Four mails every five minutes; only behind the last of them there is room.
    const order = () => world.batches().flatMap(({ files }) => numbersOf(files));
    expect(order()).toHaveLength(124);
    expect(order().every((number) => number > 3)).toBe(true);
    await world.run(2 * HOUR);
    expect(
      order()
        .slice(124, 130)
        .every((number) => number > 3),
    ).toBe(true);
    expect(order().slice(130).sort(byNumber)).toEqual([1, 2, 3]);
    expect(news.map((tip) => world.status(tip).status)).toEqual(Array.from(news, () => 'mailed'));
  });

  story('takes no more room in one digest than a mail has', async (world) => {
    await several(world, 4, 2);
    await world.run(HOUR);
    expect(world.batches()).toHaveLength(4);
    await world.runUntil(at('03-04T01:30'));
    expect(world.batches()).toHaveLength(5);
    await world.runUntil(at('03-04T05:00'));
    expect(world.batches()).toHaveLength(8);
  });

  story('and is refused the second time is not set apart: it was taken once', async (world) => {
    const tip = await world.accept();
    await world.run(HOUR);
    world.answer = ({ note }) => (note.kind === 'batch' ? { rejected: '554' } : up());
    await world.run(5 * DAY);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    expect(world.inbox.state()).toMatchObject({ waiting: 'none', mail: 'ok' });
    expect(world.batches('oversight')).toEqual([]);
  });

  story('after it had been set apart is mailed once more like any other', async (world) => {
    const [bait = missing()] = await several(world, 2);
    world.answer = ({ files }) => (files.includes(nameOf(bait, 1)) ? { rejected: '554' } : up());
    await world.run(2 * HOUR);
    world.answer = up;
    world.mails = [];
    await world.run(5 * DAY);
    expect(world.batches().filter(({ files }) => files.includes(nameOf(bait, 1)))).toHaveLength(2);
  });

  story('does not show the unit what oversight opened: that would be the draw', async (world) => {
    const tips = await several(world, 2);
    world.draws = true;
    const drawn = await world.accept();
    await world.run(DAY);
    world.ack(drawn, 'oversight');
    expect(world.status(drawn)).toMatchObject({ status: 'opened' });
    world.ack(tips[0] ?? missing(), 'unit');
    world.mails = [];
    await world.run(4 * DAY);
    expect(
      world
        .batches('unit')
        .flatMap(({ files }) => numbersOf(files))
        .sort(byNumber),
    ).toEqual([2, 3]);
    expect(world.batches('oversight')).toEqual([]);
  });

  story('but arrived all the same, whatever the server said, is not mailed for ever', async (world) => {
    const tips = await several(world, 40);
    world.answer = () => ({ retry: 'ECONNRESET', seen: true });
    for (let hour = 0; hour < 3 * 24; hour++) {
      await world.run(HOUR);
      const arrived = new Set(world.batches('unit').flatMap(({ files }) => numbersOf(files)));
      tips.forEach((tip, index) => arrived.has(index + 1) && world.ack(tip, 'unit'));
    }
    expect(new Set(tips.map((tip) => world.status(tip).status))).toEqual(new Set(['opened']));
    world.answer = up;
    world.mails = [];
    await world.run(10 * DAY);
    expect(world.batches()).toEqual([]);
  });

  story('goes to oversight seven days after it was accepted, however late it was mailed', async (world) => {
    const tip = await world.accept();
    world.answer = ({ to }) => (to === 'unit' ? { retry: '421' } : up());
    await world.runUntil(at('03-07T10:00'));
    world.answer = up;
    await world.runUntil(at('03-07T23:59'));
    expect(world.status(tip)).toEqual({ status: 'mailed', day: '2100-03-07' });
    await world.runUntil(at('03-08T12:00'));
    expect(world.batches('oversight').map(({ files }) => files)).toEqual([[nameOf(tip, 1)]]);
    await world.runUntil(at('03-08T17:00'));
    expect(world.status(tip)).toEqual({ status: 'escalated', day: '2100-03-08' });
  });
});

describe('numbers that are asked for', () => {
  story(
    'come though their days are over with the next alarm, and though the other reader opens them',
    async (world) => {
      const [first = missing(), second = missing()] = await several(world, 2);
      await world.run(HOUR);
      world.ack(first);
      await world.run(12 * DAY);
      world.mails = [];
      // Half an hour before the 14 days are over.
      await world.runUntil(at('03-14T16:30'));
      expect(world.inbox.resend('unit', [{ from: 1, to: 2 }], null)).toMatchObject({ again: 2, gone: [] });
      world.ack(second);
      await world.run(DAY);
      expect(new Set(world.batches().flatMap(({ files }) => files))).toEqual(
        new Set([nameOf(first, 1), nameOf(second, 2)]),
      );
      // And then they are forgotten all the same.
      await world.run(15 * DAY);
      expect([world.isKept(first), world.isKept(second)]).toEqual([false, false]);
    },
  );

  story('go before those that are only not opened, also in a flood', async (world) => {
    await several(world, 40);
    await world.run(2 * HOUR);
    await world.runUntil(at('03-03T23:57'));
    world.mails = [];
    await several(world, 130);
    expect(world.inbox.resend('unit', [{ from: 40, to: 40 }], null)).toMatchObject({ again: 1 });
    await world.runUntil(at('03-04T00:06'));
    expect(world.batches().flatMap(({ files }) => numbersOf(files))).toContain(40);
  });

  story(
    'that oversight alone has still to get are gone for the unit: it must not see the draw',
    async (world) => {
      world.draws = true;
      const [drawn = missing()] = await several(world, 1);
      world.draws = false;
      const [plain = missing()] = await several(world, 1);
      world.answer = ({ to }) => (to === 'unit' ? up() : { permanent: '550' });
      await world.run(2 * HOUR);
      for (const tip of [drawn, plain]) world.ack(tip);
      await world.run(20 * DAY);
      expect(world.isKept(drawn)).toBe(true);
      expect(world.inbox.resend('unit', [{ from: 1, to: 2 }], null)).toMatchObject({
        again: 0,
        gone: [1, 2],
      });
    },
  );

  const once = (number = 0) => String(number).padStart(32, '0');

  story('come again under the same numbers, opened or not, with the next digest', async (world) => {
    const tips = await several(world, 6);
    await world.run(HOUR);
    world.ack(tips[1] ?? missing());
    world.mails = [];
    expect(
      world.inbox.resend(
        'unit',
        [
          { from: 2, to: 3 },
          { from: 5, to: 5 },
        ],
        once(),
      ),
    ).toEqual({
      again: 3,
      apart: [],
      gone: [],
    });
    await world.runUntil(at('03-01T11:59'));
    expect(world.batches()).toEqual([]);
    await world.run(HOUR);
    const [mail] = world.batches();
    expect(new Set(mail?.files)).toEqual(
      new Set([2, 3, 5].map((number) => nameOf(tips[number - 1] ?? missing(), number))),
    );
    expect(world.batches()).toHaveLength(1);
  });

  story('and are refused by themselves now are told, and tried alone until they pass', async (world) => {
    const tip = await world.accept();
    await world.run(2 * HOUR);
    const ask = () => world.inbox.resend('unit', [{ from: 1, to: 1 }], null);
    expect(ask()).toEqual({ again: 1, apart: [], gone: [] });
    world.answer = ({ to, files }) => (to === 'unit' && files.length > 0 ? { rejected: '554' } : up());
    await world.run(DAY);
    expect(world.inbox.state()).toMatchObject({ mail: 'set-apart', fault: '554' });
    expect(ask()).toEqual({ again: 0, apart: [1], gone: [] });
    expect(world.batches('oversight')).toHaveLength(1);
    expect(world.status(tip)).toMatchObject({ status: 'mailed' });
    world.answer = up;
    await world.run(7 * HOUR);
    expect(world.inbox.state().mail).toBe('ok');
    await world.run(60 * DAY);
    expect(world.isKept(tip)).toBe(false);
  });

  story('and are gone are told, those that wait anyway and those never given are not', async (world) => {
    const [opened] = await several(world, 2);
    await world.run(HOUR);
    world.ack(opened ?? missing());
    await world.run(20 * DAY);
    world.answer = () => ({ retry: '451' });
    await world.accept();
    await world.run(HOUR);
    expect(world.inbox.resend('unit', [{ from: 1, to: 90 }], once())).toEqual({
      again: 2,
      apart: [],
      gone: [1],
    });
  });

  story(
    'cost one request each, four a day, for each audience its own; the operator has no bound',
    async (world) => {
      await several(world, 1);
      await world.run(HOUR);
      const ask = (to: 'unit' | 'oversight', key: string | null) =>
        world.inbox.resend(to, [{ from: 1, to: 1 }], key);
      expect(ask('unit', once(1))).toEqual({ again: 1, apart: [], gone: [] });
      expect(ask('unit', once(1))).toBe('used');
      for (const number of [2, 3, 4])
        expect(ask('unit', once(number))).toEqual({ again: 1, apart: [], gone: [] });
      expect(ask('unit', once(5))).toBe('too-often');
      expect(ask('oversight', once(6))).toEqual({ again: 0, apart: [], gone: [] });
      expect(ask('unit', null)).toEqual({ again: 1, apart: [], gone: [] });
      await world.run(DAY);
      expect(ask('unit', once(7))).toEqual({ again: 1, apart: [], gone: [] });
      // Nobody who saw a request can make it again, not even when its day is over.
      expect(ask('unit', once(1))).toBe('used');
    },
  );
});
