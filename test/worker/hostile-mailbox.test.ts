/** What the hostile scenarios (test/hostile) found: mailboxes that delay or lose more than the one tip they mean. */
import { reset } from 'cloudflare:test';
import { afterEach, expect, inject, test } from 'vitest';
import { smtpDelivery } from '../../worker/delivery/smtp.ts';
import type { DeliveryResult } from '../../worker/delivery/deliver.ts';
import { HOUR, inWorld, nameOf, type KeptTip, type SentMail, type World } from './world.ts';

afterEach(reset);

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
