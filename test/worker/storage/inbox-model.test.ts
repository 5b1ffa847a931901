import { reset } from 'cloudflare:test';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Audience } from '../../../worker/contract/audience.ts';
import type { SizeClassIndex } from '../../../worker/contract/sizes.ts';
import type { DeliveryResult } from '../../../worker/delivery/mail.ts';
import { DAY, HOUR, inWorld, MINUTE, nameOf, type KeptTip, type World } from '../world.ts';

afterEach(() => reset());

/** What must be true of one tip, told from outside: by the mails that left and the acks that came. */
interface Fate {
  tip: KeptTip;
  arrived: number;
  /** When the mail server took it for the unit and lived to say so. */
  mailed: number | null;
  times: number;
  acked: number | null;
  ackedBy: Set<Audience>;
  /** Its number for the unit and for oversight, once given. */
  names: Partial<Record<Audience, string>>;
}

class Model {
  fates: Fate[] = [];
  /** How many mails of the world have been looked at. */
  seen = 0;
  /** What the mail server said to each mail not looked at yet. */
  verdicts: DeliveryResult[] = [];
}

const day = (time: number) => Math.floor(time / DAY);
const short = (tip: KeptTip) => Buffer.from(tip.hash).toString('hex').slice(0, 8);

/** Reads the new mails into the model and checks every promise of PROTOCOL.md, "Storage" and "Mails". */
function check(model: Model, world: World): void {
  for (const { files, to, time } of world.mails.slice(model.seen)) {
    const verdict = model.verdicts.shift();
    for (const file of files) {
      const fate = model.fates.find(({ tip }) => short(tip) === file.slice(-8));
      if (!fate) throw new Error(`a mail carries a tip nobody sent: ${file}`);
      // One number for life, each audience its own.
      fate.names[to] ??= file;
      expect(file).toBe(fate.names[to]);
      expect(file).toBe(nameOf(fate.tip, Number(/^\d+/.exec(file))));
      if (to === 'unit') {
        // Once taken, mailed to the unit but once more: after three days, while nobody has opened it.
        if (fate.mailed !== null) {
          expect(fate.times).toBe(1);
          expect(day(time) - day(fate.mailed)).toBeGreaterThanOrEqual(2);
          expect(fate.ackedBy.has(to)).toBe(false);
        }
        if (verdict && 'id' in verdict) {
          fate.mailed ??= time;
          fate.times++;
        }
      }
    }
  }
  model.seen = world.mails.length;
  for (const to of ['unit', 'oversight'] as const) {
    const numbers = model.fates.flatMap(({ names }) => (names[to] ? [Number(/^\d+/.exec(names[to]))] : []));
    // None twice, none left out: a gap is a tip that went missing.
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  }
  for (const fate of model.fates) {
    const today = day(world.now);
    const old = (since: number | null, days: number) => since !== null && day(since) + days <= today;
    const mayBeGone = fate.mailed !== null && (old(fate.acked, 14) || old(fate.mailed, 45));
    if (!mayBeGone) expect(world.isKept(fate.tip)).toBe(true);
    const { status } = world.status(fate.tip);
    if (!mayBeGone) {
      if (fate.acked !== null) expect(status).toBe('opened');
      else if (status === 'held') expect(fate.mailed).toBeNull();
      else if (status === 'mailed') expect(fate.mailed).not.toBeNull();
      else {
        expect(status).toBe('escalated');
        expect(old(fate.arrived, 7)).toBe(true);
      }
    }
  }
}

const RESULTS: DeliveryResult[] = [
  { id: 'taken' },
  { retry: '451' },
  { permanent: '550' },
  { rejected: '554' },
];

class Command {
  readonly name: string;
  readonly act: (model: Model, world: World) => Promise<void>;
  constructor(name: string, act: (model: Model, world: World) => Promise<void>) {
    this.name = name;
    this.act = act;
  }
  check = () => true;
  async run(model: Model, world: World): Promise<void> {
    await this.act(model, world);
    check(model, world);
  }
  toString = () => this.name;
}

const accept = fc.constantFrom<SizeClassIndex>(0, 0, 0, 1, 2).map(
  (sizeClass) =>
    new Command(`accept(${sizeClass})`, async (model, world) => {
      const tip = await world.accept(sizeClass);
      model.fates.push({
        tip,
        arrived: world.now,
        mailed: null,
        times: 0,
        acked: null,
        ackedBy: new Set(),
        names: {},
      });
    }),
);
/** Time passes; the mail server answers as drawn, in turn. */
const pass = fc
  .tuple(
    fc.constantFrom(MINUTE, 7 * MINUTE, HOUR, 3 * HOUR, DAY, 8 * DAY),
    fc.array(fc.constantFrom(...RESULTS), { minLength: 1, maxLength: 6 }),
  )
  .map(
    ([duration, answers]) =>
      new Command(
        `pass(${duration / MINUTE} min, ${answers.flatMap(Object.keys).join(' ')})`,
        async (model, world) => {
          let next = 0;
          world.answer = () => {
            const verdict = answers[next++ % answers.length] ?? { retry: 'none' };
            model.verdicts.push(verdict);
            return verdict;
          };
          await world.run(duration);
        },
      ),
  );
const crash = fc.constant(
  new Command('crash', async (model, world) => {
    if (await world.crashInNextMail()) model.verdicts.push({ retry: 'nobody knows' });
  }),
);
const restart = fc.constant(new Command('restart', async (_model, world) => void world.restart()));
const ack = fc.tuple(fc.nat(50), fc.constantFrom<Audience>('unit', 'oversight')).map(
  ([which, by]) =>
    new Command(`ack(${which}, ${by})`, async (model, world) => {
      const fate = model.fates[which % Math.max(1, model.fates.length)];
      // An ack proves decryption, so it can only come from somebody to whom it was mailed.
      if (!fate?.names[by]) return;
      world.ack(fate.tip, by);
      fate.acked ??= world.now;
      fate.ackedBy.add(by);
    }),
);

test(
  'whatever happens, in any order: no unopened tip is lost, none is mailed for ever, and each arrives in the end',
  { timeout: 120_000 },
  () =>
    inWorld(
      async (first) => {
        const stories = fc.commands([accept, accept, pass, pass, pass, crash, restart, ack], {
          maxCommands: 25,
        });
        await fc.assert(
          fc.asyncProperty(stories, async (commands) => {
            const world = await first.anew();
            const model = new Model();
            await fc.asyncModelRun(() => ({ model, real: world }), commands);

            // The mail server is well again: everything arrives, and then there is silence.
            world.answer = () => {
              const verdict = { id: 'taken' };
              model.verdicts.push(verdict);
              return verdict;
            };
            await world.run(DAY);
            check(model, world);
            expect(model.fates.filter(({ mailed, acked }) => mailed === null && acked === null)).toEqual([]);
            for (const { tip } of model.fates) world.ack(tip);
            await world.run(2 * DAY);
            const sent = world.batches('unit').length + world.batches('oversight').length;
            await world.run(20 * DAY);
            expect(world.batches('unit').length + world.batches('oversight').length).toBe(sent);
            expect(model.fates.filter(({ tip }) => world.isKept(tip))).toEqual([]);
          }),
          { numRuns: 40, seed: 20261121 },
        );
        // Fewer alarms a day than in earnest: the same steps in less time.
      },
      { DELIVERY_WINDOW_MINUTES: '360', RETRY_MINUTES: '360' },
    ),
);
