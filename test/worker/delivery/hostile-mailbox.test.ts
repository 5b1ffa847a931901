/** What the hostile scenarios (test/hostile) found: mailboxes that delay or lose more than the one tip they mean. */
import { reset } from 'cloudflare:test';
import { afterEach, describe, expect, inject, test, vi } from 'vitest';
import { smtpDelivery } from '../../../worker/delivery/smtp.ts';
import type { DeliveryResult } from '../../../worker/delivery/mail.ts';
import { at, DAY, HOUR, inWorld, MINUTE, nameOf, type KeptTip, type SentMail, type World } from '../world.ts';

afterEach(async () => {
  vi.restoreAllMocks();
  await reset();
});

const story = (name: string, tell: (world: World) => Promise<void>) => test(name, () => inWorld(tell));

async function several(world: World, count: number, sizeClass: 0 | 1 | 2 = 0): Promise<KeptTip[]> {
  const tips: KeptTip[] = [];
  for (let i = 0; i < count; i++) tips.push(await world.accept(sizeClass));
  return tips;
}

/** The names of tips without their numbers, as mails hold them. */
const shortOf = (tip: KeptTip) => nameOf(tip, 0).split(' ')[1] ?? '';
const holds = ({ files }: SentMail, tip: KeptTip) => files.some((file) => file.endsWith(shortOf(tip)));
const statuses = (world: World, tips: KeptTip[]) => new Set(tips.map((tip) => world.status(tip).status));

story('a server that says "later" to one tip of forty holds up no other for long', async (world) => {
  const tips = await several(world, 40);
  const [bait] = tips.splice(20, 1) as [KeptTip];
  world.answer = (sent) => (holds(sent, bait) ? { retry: '451', seen: true } : { id: 'taken' });
  // Due within the first hour, then three tries in 35 minutes.
  await world.run(2 * HOUR);
  expect(statuses(world, tips)).toEqual(new Set(['mailed']));
  expect(world.inbox.state()).toMatchObject({ mail: 'set-apart', fault: '451' });
});

story(
  'numbers asked for again leave small ones first: the largest must not take their room',
  async (world) => {
    const large = await several(world, 3, 2);
    const small = [...(await several(world, 2, 1)), ...(await several(world, 2))];
    await world.run(2 * HOUR);
    expect(statuses(world, [...large, ...small])).toEqual(new Set(['mailed']));
    world.mails = [];
    const asked = world.inbox.resend('unit', [{ from: 1, to: 7 }], null);
    expect(asked).toEqual({ again: 7, apart: [], gone: [] });
    await world.run(HOUR + 10 * 60_000);
    for (const tip of small) expect(world.batches().filter((sent) => holds(sent, tip))).toHaveLength(1);
    await world.run(4 * HOUR);
    for (const tip of large) expect(world.batches().filter((sent) => holds(sent, tip))).toHaveLength(1);
  },
);

story(
  'a mailbox that throws away every mail with one tip keeps only that one from its unit',
  async (world) => {
    const tips = await several(world, 31);
    const [bait] = tips.splice(20, 1) as [KeptTip];
    await world.run(2 * HOUR);
    const arrived = (tip: KeptTip) => world.batches().some((sent) => holds(sent, tip) && !holds(sent, bait));
    for (const asks of [1, 2]) {
      const missing = [...tips, bait].filter((tip) => !arrived(tip));
      const ranges = missing.map((tip) => {
        const file = world
          .batches()
          .flatMap(({ files }) => files)
          .find((name) => name.endsWith(shortOf(tip)));
        const number = Number.parseInt(file ?? '', 10);
        return { from: number, to: number };
      });
      world.inbox.resend('unit', ranges, String(asks).padStart(32, '0'));
      await world.run(2 * HOUR);
    }
    expect(tips.filter((tip) => !arrived(tip))).toEqual([]);
    expect(arrived(bait)).toBe(false);
  },
);

test('a server that answers one word after the other, without an end, is given up at the deadline', async () => {
  const settings = {
    MAIL_FROM: 'tin-bao@line.test',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(inject('smtpPort')),
    SMTP_TLS: 'none',
  };
  const mail = {
    to: 'drips@inbox.test',
    subject: 'Tin báo - lô mới',
    text: 'Có tin báo mới.',
    attachments: [],
  };
  const result = await smtpDelivery(settings, 2_000).deliver(mail);
  expect(result).toEqual({ retry: 'ETIMEDOUT', seen: true });
});

/** A mailbox that refuses one tip, and takes its time to say so. */
const slow =
  (world: World, bait: KeptTip, result: DeliveryResult, ms: number) =>
  (sent: SentMail): DeliveryResult => {
    if (!holds(sent, bait)) return { id: 'taken' };
    world.now += ms;
    return result;
  };
const SLOW_REFUSALS: [string, DeliveryResult, number][] = [
  ['refuses after 40 s', { rejected: '554' }, 40_000],
  ['falls silent for a minute', { retry: 'ETIMEDOUT', seen: true }, 60_000],
  ['answers just before it is given up', { rejected: '554' }, 119_000],
];
for (const [name, result, ms] of SLOW_REFUSALS)
  story(`a mailbox that ${name} over one tip, the oldest of all, silences no other`, async (world) => {
    const [bait, ...tips] = (await several(world, 31)) as [KeptTip, ...KeptTip[]];
    world.answer = slow(world, bait, result, ms);
    await world.run(12 * HOUR);
    expect(statuses(world, tips)).toEqual(new Set(['mailed']));
    expect(world.inbox.state()).toMatchObject({ mail: 'set-apart' });
    // And mails are large again.
    tips.push(...(await several(world, 62)));
    await world.run(12 * HOUR);
    expect(statuses(world, tips)).toEqual(new Set(['mailed']));
    expect(
      Math.max(
        ...world
          .batches()
          .slice(-4)
          .map(({ files }) => files.length),
      ),
    ).toBeGreaterThan(15);
  });

story('a tip set apart stays so when its mailbox next says "later" to it', async (world) => {
  const [bait, ...tips] = (await several(world, 4)) as [KeptTip, ...KeptTip[]];
  world.answer = slow(world, bait, { rejected: '554' }, 0);
  await world.run(2 * HOUR);
  world.answer = slow(world, bait, { retry: '451', seen: true }, 0);
  for (let hours = 0; hours < 24; hours++) {
    tips.push(...(await several(world, 3)));
    await world.run(HOUR);
    expect(world.inbox.state().mail).toBe('set-apart');
  }
  await world.run(2 * HOUR);
  expect(statuses(world, tips)).toEqual(new Set(['mailed']));
});

story('a mailbox that is nearly full still gets the texts', async (world) => {
  const photo = await world.accept(2);
  const texts = await several(world, 5);
  world.answer = (sent) => (holds(sent, photo) ? { permanent: '552' } : { id: 'taken' });
  await world.run(3 * HOUR);
  expect(statuses(world, texts)).toEqual(new Set(['mailed']));
  expect(world.inbox.state()).toMatchObject({ mail: 'refused', fault: '552' });
});

story('a fault of the mailbox that comes after a refused tip stays told', async (world) => {
  const [bait] = (await several(world, 31)) as [KeptTip];
  let mails = 0;
  world.answer = (sent) =>
    holds(sent, bait) || sent.files.length === 0
      ? { rejected: '554' }
      : ++mails > 1
        ? { retry: '421' }
        : { id: 'x' };
  await world.run(HOUR);
  expect(world.inbox.state()).toMatchObject({ mail: 'retrying', fault: '421' });
});

describe('a mailbox that', () => {
  test.each<[string, number, DeliveryResult]>([
    ['says "later"', 0, { retry: '451', seen: true }],
    ['falls silent', MINUTE, { retry: 'ETIMEDOUT', seen: true }],
    ['says no', 0, { rejected: '554' }],
  ])('%s to every morning mail still gets the tips', (_name, delay, result) =>
    inWorld(async (world) => {
      await world.runUntil(at('03-02T00:30'));
      world.answer = ({ note }) => {
        if (note.kind !== 'heartbeat') return { id: 'taken' };
        world.now += delay;
        return result;
      };
      await world.inbox.wake();
      await world.run(1);
      const tips = await several(world, 5);
      await world.run(2 * HOUR);
      expect(statuses(world, tips)).toEqual(new Set(['mailed']));
    }),
  );

  story('says "later" to one photo gets the others, though texts pass meanwhile', async (world) => {
    const [bait, ...photos] = (await several(world, 5, 1)) as [KeptTip, ...KeptTip[]];
    world.answer = (sent) => (holds(sent, bait) ? { retry: '451', seen: true } : { id: 'taken' });
    for (let minute = 0; minute < 24 * 60; minute += 15) {
      await world.accept();
      await world.run(15 * MINUTE);
    }
    expect(statuses(world, photos)).toEqual(new Set(['mailed']));
  });

  for (const [seconds, photos, texts] of [
    [65, 8, 1],
    [65, 0, 50],
    [110, 1, 20],
  ] as const)
    story(
      `takes ${seconds} s a mail gives the largest its turn among ${photos} and ${texts}`,
      async (world) => {
        world.answer = () => {
          world.now += seconds * 1_000;
          return { id: 'taken' };
        };
        const large = await world.accept(2);
        for (let hour = 0; hour < 12; hour++) {
          await several(world, texts);
          await several(world, photos, 1);
          await world.run(HOUR);
        }
        expect(world.status(large).status).toBe('mailed');
      },
    );

  story('takes 65 s a mail gives what was asked for and what was set apart their turn', async (world) => {
    const [asked, bait] = (await several(world, 2)) as [KeptTip, KeptTip];
    world.answer = (sent) => (holds(sent, bait) ? { rejected: '554' } : { id: 'taken' });
    await world.run(2 * HOUR);
    expect(world.inbox.state().mail).toBe('set-apart');
    world.mails = [];
    world.answer = () => {
      world.now += 65_000;
      return { id: 'taken' };
    };
    world.inbox.resend('unit', [{ from: 1, to: 1 }], null);
    for (let hour = 0; hour < 12; hour++) {
      await several(world, 40);
      await world.run(HOUR);
    }
    for (const tip of [asked, bait])
      expect(world.batches('unit').filter((sent) => holds(sent, tip))).toHaveLength(1);
  });

  for (const isBaited of [false, true])
    story(
      `takes one mail in four minutes gets all of them${isBaited ? ' but the one it refuses' : ''}`,
      async (world) => {
        const [bait, ...tips] = (await several(world, 31)) as [KeptTip, ...KeptTip[]];
        tips.push(...(await several(world, 1, 1)), ...(await several(world, 1, 2)));
        let last = 0;
        world.answer = (sent) => {
          if (world.now - last < 4 * MINUTE) return { retry: '421' };
          last = world.now;
          return isBaited && holds(sent, bait) ? { rejected: '554' } : { id: 'taken' };
        };
        for (let minute = 0; minute < 24 * 60; minute += 30) {
          await world.accept();
          await world.run(30 * MINUTE);
        }
        expect(statuses(world, tips)).toEqual(new Set(['mailed']));
      },
    );

  story('refuses the three oldest and every mail without a tip gets the others', async (world) => {
    const baits = await several(world, 3);
    const tips = await several(world, 20);
    world.answer = (sent) =>
      sent.files.length === 0 || baits.some((bait) => holds(sent, bait))
        ? { rejected: '554' }
        : { id: 'taken' };
    await world.run(DAY);
    expect(statuses(world, tips)).toEqual(new Set(['mailed']));
  });

  story('never gets through its greeting is told', async (world) => {
    await world.accept();
    const { delivery } = world.inbox;
    world.inbox.delivery = () => ({
      ...delivery(),
      limits: () => {
        world.now += 2 * MINUTE;
        return Promise.resolve(world.limits);
      },
    });
    world.answer = () => {
      world.now += 2 * MINUTE;
      return { retry: 'ETIMEDOUT' };
    };
    await world.run(3 * HOUR);
    expect(world.inbox.state()).toMatchObject({ mail: 'retrying', fault: 'ETIMEDOUT' });
  });

  story('said "later" to one tip for long is not impatient with the next', async (world) => {
    const bait = await world.accept();
    world.answer = (sent) => (holds(sent, bait) ? { retry: '451', seen: true } : { id: 'taken' });
    await world.run(6 * HOUR);
    expect(world.inbox.state().mail).toBe('set-apart');
    const tip = await world.accept();
    let glitches = 0;
    world.answer = (sent) =>
      holds(sent, bait) || (holds(sent, tip) && glitches++ === 0)
        ? { retry: 'ECONNRESET', seen: true }
        : { id: 'taken' };
    await world.run(2 * HOUR);
    expect(world.status(tip).status).toBe('mailed');
    expect(world.batches('oversight').some((sent) => holds(sent, tip))).toBe(false);
  });

  story('was deaf for a day while more than 100 texts came gets them all', async (world) => {
    const tips = await several(world, 101);
    world.answer = () => {
      world.now += 2 * MINUTE;
      return { retry: 'ETIMEDOUT', seen: true };
    };
    await world.run(DAY);
    world.answer = () => ({ id: 'taken' });
    await world.run(4 * HOUR);
    expect(statuses(world, tips)).toEqual(new Set(['mailed']));
  });

  for (const [texts, minutes] of [
    [31, 60],
    [125, 5],
  ] as const)
    story(
      `failed once over a tip gets it though ${texts} others come every ${minutes} minutes`,
      async (world) => {
        const tip = await world.accept();
        let [isFailed, last] = [false, 0];
        world.answer = (sent) => {
          if (!isFailed && holds(sent, tip)) {
            isFailed = true;
            return { retry: 'ECONNRESET', seen: true };
          }
          if (world.now - last < (minutes - 10) * MINUTE) return { retry: '421' };
          last = world.now;
          return { id: 'taken' };
        };
        while (!world.batches('unit').some((sent) => holds(sent, tip))) {
          await several(world, texts);
          await world.run(minutes * MINUTE);
        }
        for (let times = 0; times < 12; times++) {
          await several(world, texts);
          await world.run(minutes * MINUTE);
        }
        expect(world.status(tip).status).toBe('mailed');
      },
    );

  story('has no room for photos gets 150 texts an hour', async (world) => {
    const photos = [...(await several(world, 3, 1)), ...(await several(world, 1, 2))];
    world.answer = (sent) =>
      photos.some((photo) => holds(sent, photo)) ? { retry: '452' } : { id: 'taken' };
    const tips: KeptTip[] = [];
    for (let hour = 0; hour < 8; hour++) {
      tips.push(...(await several(world, 150)));
      await world.run(HOUR);
    }
    expect(tips.filter((tip) => world.status(tip).status === 'held').length).toBeLessThan(150);
  });

  story('refuses everything, each slower than the last, ends before a host ends the alarm', async (world) => {
    world.draws = true;
    await world.run(2 * HOUR);
    await several(world, 31);
    world.answer = (sent) => {
      world.now += sent.files.length > 1 ? 23_000 : 119_000;
      return sent.note.kind === 'batch' ? { rejected: '554' } : { id: 'taken' };
    };
    // The first alarm after midnight has the morning mails too.
    world.now = at('03-02T00:01');
    await world.inbox.alarm();
    expect(world.heartbeats()).toHaveLength(1);
    expect(world.now - at('03-02T00:01')).toBeLessThan(14 * MINUTE);
  });

  for (const minutes of [40, 60])
    story(
      `takes one mail in ${minutes} minutes has no rhythm that keeps texts or photos waiting`,
      async (world) => {
        let seed = 1;
        vi.spyOn(Math, 'random').mockImplementation(
          () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
        );
        let last = 0;
        world.answer = () => {
          if (world.now - last < minutes * MINUTE) return { retry: '421' };
          last = world.now;
          return { id: 'taken' };
        };
        const sent: [KeptTip, number][] = [];
        for (let hour = 0; hour < 5 * 24; hour++) {
          sent.push([await world.accept(), hour]);
          if (hour % 8 === 0) sent.push([await world.accept(1), hour], [await world.accept(2), hour]);
          await world.run(HOUR);
          for (const [tip, since] of sent.splice(0)) {
            const isHeld = world.status(tip).status === 'held';
            expect(hour - since).toBeLessThan(tip.sizeClass === 0 ? 12 : 72);
            if (isHeld) sent.push([tip, since]);
          }
        }
      },
    );

  story('gives up over the largest photo in two minutes gets what comes after it', async (world) => {
    const photo = await world.accept(2);
    world.answer = (sent) => {
      if (sent.to === 'oversight' || !holds(sent, photo)) return { id: 'taken' };
      world.now += 2 * MINUTE;
      return { retry: 'ETIMEDOUT', seen: true };
    };
    await world.run(6 * HOUR);
    expect(world.inbox.state()).toMatchObject({ mail: 'set-apart', fault: 'ETIMEDOUT' });
    expect(world.batches('oversight')).toHaveLength(1);
  });
});
