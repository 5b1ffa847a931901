/** Plays one scenario on a stage and tells what came of every tip. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Audience } from '../../worker/contract/audience.ts';
import { statusOf } from '../drill/calls.ts';
import { addressOf, askAgain, type Copy, MailReader } from '../drill/police.ts';
import type { Treatment } from '../mail/smtp-peer.ts';
import type { Counts, Fate, Scenario } from './scenarios.ts';
import type { AcceptedTip, Stage } from './stage.ts';

/** What came of a scenario: `wrongs` is empty when all is as it must be. */
export interface Report {
  name: string;
  came: string;
  wrongs: string[];
}

const BOTH: readonly Audience[] = ['unit', 'oversight'];

/** Windows within which a tip must be in its mailbox. */
export const MAX_WINDOWS = 2;
/** What the line takes to connect for a mail and to write it does not count: a real window has room for thousands. */
const MAIL_MS = 300;
const MEGABYTE_MS = 300;
/** After so long a tip is lost, not late. */
const PATIENCE_MS = 60_000;
/** As many as one day has. */
const MAX_REQUESTS = 4;

/** Plays `scenario` on one inbox whose mailboxes are well at first, and leaves them so. */
export async function play(stage: Stage, inbox: string, scenario: Scenario, counts: Counts): Promise<Report> {
  const scene = new Scene(stage, inbox, scenario);
  await scene.begin();
  try {
    await scene.send(counts);
    if (scenario.asksAgain) await scene.askAgain();
    await scene.until(() => scene.isAsItMustBe());
    return await scene.report();
  } finally {
    await scene.end();
  }
}

class Scene {
  readonly #stage: Stage;
  readonly #inbox: string;
  readonly #scenario: Scenario;
  readonly #readers: Record<Audience, MailReader>;
  readonly #told = new Set<string>();
  readonly #missingBefore: Record<Audience, Set<number>> = { unit: new Set(), oversight: new Set() };
  #tips: AcceptedTip[] = [];
  #fates = new Map<AcceptedTip, Fate>();
  #arrivals = new Map<string, number>();
  #lastRefusal = 0;
  #asked: number[] = [];
  #notAnswered: number[] = [];

  constructor(stage: Stage, inbox: string, scenario: Scenario) {
    this.#stage = stage;
    this.#inbox = inbox;
    this.#scenario = scenario;
    const reader = (to: Audience) => new MailReader({ inbox, to }, stage.peer.mails);
    this.#readers = { unit: reader('unit'), oversight: reader('oversight') };
  }

  get #hostileAddress(): string {
    return addressOf({ inbox: this.#inbox, to: this.#scenario.hostile });
  }

  async begin(): Promise<void> {
    for (const to of BOTH) {
      // eslint-disable-next-line no-await-in-loop
      const { missing } = await this.#readers[to].read();
      this.#missingBefore[to] = new Set(missing);
    }
    const { peer } = this.#stage;
    const { treatment, server } = this.#scenario;
    if (treatment) peer.treatments.set(this.#hostileAddress, this.#noted(treatment()));
    Object.assign(peer, server);
  }

  /** The same treatment, its last refusal noted. */
  #noted({ atRcpt, afterData, ...rest }: Treatment): Treatment {
    const note = <T>(answer: T): T => {
      if (answer !== null && answer !== 'takes') this.#lastRefusal = Date.now();
      return answer;
    };
    return {
      ...rest,
      ...(atRcpt && { atRcpt: () => note(atRcpt()) }),
      ...(afterData && { afterData: async (arrived) => note(await afterData(arrived)) }),
    };
  }

  async send(counts: Counts): Promise<void> {
    const [forUnit, forOversight] = await Promise.all([
      this.#stage.send(this.#inbox, counts),
      this.#stage.sendToOversight(this.#inbox),
    ]);
    this.#tips.push(...forUnit, forOversight);
  }

  /** Looks until `isDone`, or until whatever is not there yet must be called lost. */
  async until(isDone: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE_MS + MAX_WINDOWS * this.#stage.window;
    do {
      // eslint-disable-next-line no-await-in-loop
      await delay(200);
      // eslint-disable-next-line no-await-in-loop
      await this.#look();
    } while (!isDone() && Date.now() < end);
  }

  /** `isStrict`: asks the line for each tip that is in no mailbox, and does not believe a state that says "some wait". */
  async #look(isStrict = false): Promise<void> {
    const state = await this.#stage.state(this.#inbox);
    const of = { unit: state, oversight: state.oversight };
    for (const to of BOTH) this.#told.add(`${to} ${of[to].mail} ${of[to].fault}`);
    // What oversight has not got yet is counted after a day only; before that its mails tell.
    const isTold = { unit: state.waiting !== 'none', oversight: state.oversight.mail !== 'ok' };
    if (state.alarm !== null) this.#told.add(`alarm ${state.alarm}`);
    const there: Record<Audience, Map<string, Copy>> = { unit: new Map(), oversight: new Map() };
    const missing: Record<Audience, number> = { unit: 0, oversight: 0 };
    for (const to of BOTH) {
      // eslint-disable-next-line no-await-in-loop
      const contents = await this.#readers[to].read();
      for (const copy of contents.copies) if (!there[to].has(copy.hash)) there[to].set(copy.hash, copy);
      missing[to] = contents.missing.filter((number) => !this.#missingBefore[to].has(number)).length;
    }
    for (const tip of this.#tips) {
      const own = there[tip.to].get(tip.hash);
      const above = there.oversight.get(tip.hash);
      const copy = own ?? above;
      if (copy) this.#arrivals.set(tip.hash, copy.time);
      if (own) this.#fates.set(tip, 'delivered');
      // A tip drawn by chance is with oversight too, but its unit still waits for it.
      else if (above && state.mail === 'set-apart') this.#fates.set(tip, 'with oversight');
      else if ((isTold[tip.to] || this.#isYoung(tip)) && !isStrict) this.#fates.set(tip, 'waits');
      // eslint-disable-next-line no-await-in-loop
      else this.#fates.set(tip, await this.#fateOfAbsent(tip, isTold[tip.to], missing));
    }
  }

  /** The state does not tell of what oversight has to get soon: until it is late it waits. */
  #isYoung({ to, time }: AcceptedTip): boolean {
    const { window, slack } = this.#stage;
    return to === 'oversight' && Date.now() - time < MAX_WINDOWS * window + slack / 2;
  }

  /** Every tip that has vanished stands for one missing number: who knows which. */
  async #fateOfAbsent(
    { inbox, to, sid }: AcceptedTip,
    isToldToWait: boolean,
    missing: Record<Audience, number>,
  ): Promise<Fate> {
    if (to === 'oversight' && isToldToWait) return 'waits';
    const status = to === 'unit' && (await statusOf(this.#stage.url, inbox, sid));
    if (status === 'held' && isToldToWait) return 'waits';
    return status !== 'held' && missing[to]-- > 0 ? 'missing' : 'lost';
  }

  #mustBecome({ to, sizeClass }: AcceptedTip): Fate {
    const { hostile, becomes = {} } = this.#scenario;
    return (to === hostile && becomes[sizeClass]) || 'delivered';
  }

  /** Tips that are not where they must be. Of one only it may be that the mailbox has something against it. */
  #astray(): { tip: AcceptedTip; fate: Fate }[] {
    const astray = this.#tips
      .map((tip) => ({ tip, fate: this.#fates.get(tip) ?? 'lost' }))
      .filter(({ tip, fate }) => fate !== this.#mustBecome(tip));
    const one = astray.findIndex(({ tip, fate }) => tip.to === 'unit' && fate === this.#scenario.one);
    if (one >= 0) astray.splice(one, 1);
    return astray;
  }

  #untold(): RegExp[] {
    return (this.#scenario.tells ?? []).filter((sign) => ![...this.#told].some((text) => sign.test(text)));
  }

  isAsItMustBe(): boolean {
    return this.#astray().length === 0 && this.#untold().length === 0;
  }

  /** Asks, as an officer would, for every number that is missing once a later mail has shown it. */
  async askAgain(): Promise<void> {
    const { hostile } = this.#scenario;
    const reader = this.#readers[hostile];
    for (let requests = 0; requests < MAX_REQUESTS && !this.isAsItMustBe(); requests++) {
      // eslint-disable-next-line no-await-in-loop
      await this.#untilGapsShow();
      // eslint-disable-next-line no-await-in-loop
      const { missing } = await reader.read();
      const wanted = missing.filter((number) => !this.#missingBefore[hostile].has(number));
      if (wanted.length === 0) return;
      this.#asked.push(Date.now());
      // eslint-disable-next-line no-await-in-loop
      const answers = await askAgain(this.#stage.url, reader.reader, wanted);
      this.#notAnswered.push(...answers.filter((status) => status !== 202));
      const end = Date.now() + MAX_WINDOWS * this.#stage.window + this.#stage.slack;
      // eslint-disable-next-line no-await-in-loop
      await this.until(() => this.isAsItMustBe() || Date.now() > end);
    }
  }

  /** The number of the last tip shows as missing in a later note only: the next tip's, or that of the morning mail. */
  async #untilGapsShow(): Promise<void> {
    const isGone = () => [...this.#fates.values()].every((fate) => fate !== 'waits');
    const isShown = () => [...this.#fates.values()].every((fate) => fate !== 'lost');
    for (let later = 0; later < 3; later++) {
      // eslint-disable-next-line no-await-in-loop
      await this.until(isGone);
      if (isShown()) return;
      const isUnit = this.#scenario.hostile === 'unit';
      this.#tips.push(
        // eslint-disable-next-line no-await-in-loop
        await (isUnit ? this.#stage.sendOne(this.#inbox, 0) : this.#stage.sendToOversight(this.#inbox)),
      );
    }
  }

  async report(): Promise<Report> {
    await this.#look(true);
    const counts = new Map<string, number>();
    for (const fate of this.#fates.values()) counts.set(fate, (counts.get(fate) ?? 0) + 1);
    const slowest = Math.max(...this.#tips.map((tip) => this.#windowsOf(tip)));
    const came = [
      [...counts].map(([fate, count]) => `${count} ${fate}`).join(', '),
      `at most ${slowest.toFixed(1)} windows`,
      ...(this.#scenario.tells
        ? [`told: ${[...this.#told].filter((text) => !/ ok /.test(text)).join('; ')}`]
        : []),
    ].join('; ');
    const wrongs = [
      ...this.#astray().map(({ tip, fate }) => `class ${tip.sizeClass} for ${tip.to}: ${fate}`),
      ...this.#untold().map((sign) => `the state never said ${sign}`),
      ...this.#notAnswered.map((status) => `a request to mail again was answered ${status}`),
      ...tooSlow(this.#stage, slowest, MAX_WINDOWS),
      ...[...this.#told].filter((text) => text.startsWith('alarm')),
    ];
    return { name: this.#scenario.name, came, wrongs };
  }

  /** How many windows a tip took beyond the time that mails themselves take. */
  #windowsOf(tip: AcceptedTip): number {
    const arrival = this.#arrivals.get(tip.hash);
    if (arrival === undefined) return 0;
    const isHostile = tip.to === this.#scenario.hostile;
    const since = Math.max(
      tip.time,
      isHostile && this.#scenario.mends ? this.#lastRefusal : 0,
      ...(isHostile ? this.#asked.filter((time) => time < arrival) : []),
    );
    return windowsBetween(this.#stage, this.#inbox, since, arrival);
  }

  /** Makes the mailboxes well, and waits until whatever is not set apart has come. */
  async end(): Promise<void> {
    const { peer } = this.#stage;
    peer.treatments.delete(this.#hostileAddress);
    Object.assign(peer, { declaredSize: 0, maxConnections: 0 });
    const isWell = async () => {
      const state = await this.#stage.state(this.#inbox);
      return [state, state.oversight].every(
        ({ mail, waiting }) => mail === 'set-apart' || (mail === 'ok' && waiting === 'none'),
      );
    };
    const end = Date.now() + PATIENCE_MS;
    // eslint-disable-next-line no-await-in-loop
    while (!(await isWell())) {
      if (Date.now() > end) throw new Error(`${this.#inbox} is not well after ${this.#scenario.name}`);
      // eslint-disable-next-line no-await-in-loop
      await delay(200);
    }
  }
}

/** What is wrong when the slowest of the tips took so many windows and may take `most`. */
export function tooSlow({ window, slack }: Stage, slowest: number, most: number): string[] {
  return slowest > most + slack / window ? [`the slowest took ${slowest.toFixed(1)} windows`] : [];
}

/** Windows between two times, without what the mails of an inbox took meanwhile, dawdling servers and all. */
export function windowsBetween({ peer, window }: Stage, inbox: string, from: number, to: number): number {
  const addresses = BOTH.map((audience) => addressOf({ inbox, to: audience }));
  const mailing = peer.attempts
    .filter(({ address, began }) => began > from && began <= to && addresses.includes(address))
    .map(({ began, ended, size }) => (ended ?? to) - began + MAIL_MS + (size / 1_000_000) * MEGABYTE_MS);
  return Math.max(0, to - from - mailing.reduce((sum, ms) => sum + ms, 0)) / window;
}
