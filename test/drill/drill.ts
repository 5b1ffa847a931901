/**
 * `npm run drill -- --seed N [--tips 300] [--seconds 60]`: proves that nothing accepted is lost, whatever dies. Real
 * workerd, a real SMTP server, real sealed tips; while they are sent, workerd is killed (SIGKILL) and both mailboxes,
 * each by itself, refuse, delay, hang up, or throw away what they took. Then all settles: the police and their oversight
 * ask for the numbers they miss, open their mails and acknowledge them, and the drill prints what came of every tip.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Email } from 'postal-mime';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { freePort, type LocalLine, startLocalLine } from '../../site/commands/line/local-line.ts';
import { ensureLocalSecrets, readLocalSecrets } from '../../site/commands/line/local-secrets.ts';
import { openTip } from '../../site/envelope/open.ts';
import type { Audience } from '../../worker/contract/audience.ts';
import type { SizeClassIndex } from '../../worker/contract/sizes.ts';
import { type Manner, type SmtpPeer, startSmtpPeer } from '../mail/smtp-peer.ts';
import { acknowledge, divert, stateOf, statusOf } from './calls.ts';
import { type Chance, makeChance } from './chance.ts';
import { addressOf, askAgain, type Contents, keysOf, MailReader, sha256Hex } from './police.ts';
import { makeSentTip, sendUntilAccepted, type SentTip, type Target } from './sender.ts';

export interface DrillOptions {
  seed: number;
  /** How many tips are sent. */
  tips: number;
  /** How long workerd and the mailboxes are tormented at least, in seconds. */
  seconds: number;
  say?: (words: string) => void;
}

/** What came of a drill, in tips. */
export interface DrillResult {
  accepted: number;
  /** In the unit's mailbox; in oversight's alone, for the unit's refuses them by themselves. */
  withUnit: number;
  withOversight: number;
  /** Refused by both by themselves: the line keeps them, tries again every six hours, and its state says so. */
  waiting: number;
  /** Everything else. */
  lost: number;
  opened: number;
  /** Copies beyond the first in the unit's mailbox; its tool shows each tip once. */
  duplicated: number;
  /** Numbers missing in either mailbox that no tip set apart accounts for. */
  gaps: number;
  kills: number;
}

const INBOX = 'lung-phinh';
const BOTH: readonly Audience[] = ['unit', 'oversight'];
const PHONES = 6;
const SETTLE_MS = 180_000;
/** Requests of one audience that the line takes on one day. */
const MAX_REQUESTS = 4;
const TROUBLES: readonly Manner[] = [
  'greylists',
  'refuses',
  'is slow',
  'dies after the data',
  'hangs up',
  'scans',
  'scans later',
  'is full',
  'is full at the door',
  'counts attachments',
  'takes 1 MB',
  'cuts large mails',
  'falls silent',
  'throws away every third',
  'throws away over 1 MB',
];
const secrets = { challenge: randomUUID(), key: randomUUID() };

/** Runs one drill in a folder of its own, which is gone afterwards. Rejects when the line cannot be started. */
export async function runDrill({ seed, tips, seconds, say = () => {} }: DrillOptions): Promise<DrillResult> {
  const chance = makeChance(seed);
  const target = targetOf(INBOX);
  await ensureLocalSecrets();
  const folder = await mkdtemp(join(tmpdir(), 'la-chan-drill-'));
  const peer = await startSmtpPeer('none');
  // One tip in thirteen is what a scanner refuses.
  peer.isBait = ({ attachments }: Email) =>
    attachments.some(({ filename }) => Number(/^tin-(\d+)/.exec(filename ?? '')?.[1]) % 13 === 0);
  const line = new MortalLine(await freePort(), folder, peer);
  try {
    await line.start();
    const sent: SentTip[] = [];
    const phones = sendAll(line.url, target, tips, chance, sent);
    const kills = await torment(line, peer, chance, seconds, phones, say);
    await phones;
    say(`sent: the line has taken ${sent.length} tips; killed ${kills} times`);
    peer.treatments.clear();
    const office = new Office(line.url, target, peer, (await readLocalSecrets())?.operatorToken ?? '');
    await office.settle(sent, chance, say);
    return { ...(await office.judge(sent)), kills };
  } finally {
    await line.stop();
    await peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The line of a drill: it is killed, and comes back at the same port with the same storage. */
class MortalLine {
  readonly url: string;
  readonly #options: Parameters<typeof startLocalLine>[0];
  #line: LocalLine | null = null;

  constructor(port: number, folder: string, peer: SmtpPeer) {
    this.url = `http://localhost:${port}`;
    this.#options = {
      port,
      mailDir: join(folder, 'mail'),
      stateDir: join(folder, 'state'),
      vars: {
        SMTP_PORT: String(peer.port),
        POW_SECRET: secrets.challenge,
        POW_KEY_SECRET: secrets.key,
        DELIVERY_WINDOW_MINUTES: '0.02',
        RETRY_MINUTES: '0.01',
      },
    };
  }

  async start(): Promise<void> {
    this.#line = await startLocalLine(this.#options);
  }

  async killAndStart(): Promise<void> {
    await this.#line?.kill();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.#line?.stop();
  }
}

function targetOf(id: string): Target {
  const inbox = inboxes.find((one) => one.id === id);
  if (!inbox) throw new Error(`no inbox ${id}`);
  return { id, recipients: inbox.recipients as [string, string] };
}

/** Mostly texts, some photos, a few as large as they get. */
const sizeClassBy = (chance: Chance): SizeClassIndex => {
  const draw = chance.next();
  return draw < 0.03 ? 2 : draw < 0.15 ? 1 : 0;
};

async function sendAll(
  url: string,
  target: Target,
  count: number,
  chance: Chance,
  sent: SentTip[],
): Promise<void> {
  let next = 0;
  const phone = async () => {
    while (next < count) {
      const name = String(next++);
      // One phone sends one tip after the other.
      // eslint-disable-next-line no-await-in-loop
      const tip = await makeSentTip(target, sizeClassBy(chance), name);
      // eslint-disable-next-line no-await-in-loop
      await sendUntilAccepted(url, tip, target, secrets, chance);
      sent.push(tip);
    }
  };
  await Promise.all(Array.from({ length: PHONES }, phone));
}

/** Kills workerd and troubles both mailboxes until the time is over and every tip is sent. Counts the kills. */
async function torment(
  line: MortalLine,
  peer: SmtpPeer,
  chance: Chance,
  seconds: number,
  phones: Promise<void>,
  say: (words: string) => void,
): Promise<number> {
  const sending = new AbortController();
  const done = () => sending.abort();
  phones.then(done, done);
  const end = Date.now() + seconds * 1_000;
  let kills = 0;
  while (!sending.signal.aborted || Date.now() < end) {
    const manners = BOTH.map((to) => {
      const manner = chance.happens(0.6) ? chance.pick(TROUBLES) : 'takes';
      peer.treatments.set(addressOf({ inbox: INBOX, to }), manner);
      return `${to}'s mailbox ${manner}`;
    });
    // eslint-disable-next-line no-await-in-loop
    await delay(chance.between(200, 3_000));
    if (!chance.happens(0.4)) continue;
    // eslint-disable-next-line no-await-in-loop
    await line.killAndStart();
    say(`killed workerd (${++kills}), ${manners.join(', ')}`);
  }
  return kills;
}

/** Everybody who reads mails, and the operator. */
class Office {
  readonly #url: string;
  readonly #target: Target;
  readonly #token: string;
  readonly #readers: Record<Audience, MailReader>;

  constructor(url: string, target: Target, { mails }: SmtpPeer, token: string) {
    this.#url = url;
    this.#target = target;
    this.#token = token;
    const reader = (to: Audience) => new MailReader({ inbox: target.id, to }, mails);
    this.#readers = { unit: reader('unit'), oversight: reader('oversight') };
  }

  /**
   * Waits until nothing is under way any more, waking the inboxes as the cron does, and asks for what is missing, as
   * often as one day allows. Gives up after three minutes.
   */
  async settle(sent: readonly SentTip[], chance: Chance, say: (words: string) => void): Promise<void> {
    const end = Date.now() + SETTLE_MS;
    await this.#until(() => this.#isQuiet(sent), end);
    await this.#sendLast(chance);
    for (const to of BOTH) {
      const reader = this.#readers[to];
      for (let requests = 0; requests < MAX_REQUESTS;) {
        // eslint-disable-next-line no-await-in-loop
        await this.#until(() => this.#isQuiet(sent), end);
        // eslint-disable-next-line no-await-in-loop
        const { missing } = await reader.read();
        // What the mailbox refuses by itself has a number too, and asking again would change nothing.
        // eslint-disable-next-line no-await-in-loop
        if (missing.length <= (await this.#apart(to, sent))) break;
        // eslint-disable-next-line no-await-in-loop
        const answers = await askAgain(this.#url, reader.reader, missing);
        requests += answers.length;
        say(`${to} asked for ${missing.length} numbers again: ${answers.join(', ')}`);
        // eslint-disable-next-line no-await-in-loop
        await this.#untilCalm(reader);
      }
    }
  }

  async #until(isDone: () => Promise<boolean>, end: number): Promise<void> {
    // eslint-disable-next-line no-await-in-loop
    while (!(await isDone()) && Date.now() < end) {
      // eslint-disable-next-line no-await-in-loop
      await fetch(`${this.#url}/cdn-cgi/local/scheduled`).catch(() => undefined);
      // eslint-disable-next-line no-await-in-loop
      await delay(1_000);
    }
  }

  /** Whether every tip was mailed or is set apart, and no mail fails. */
  async #isQuiet(sent: readonly SentTip[]): Promise<boolean> {
    const state = await stateOf(this.#url, this.#target.id, this.#token);
    const isWell = [state, state.oversight].every(
      ({ mail, waiting }) => mail === 'set-apart' || (mail === 'ok' && waiting === 'none'),
    );
    if (!isWell) return false;
    const { copies } = await this.#readers.oversight.read();
    const above = new Set(copies.map(({ hash }) => hash));
    const held = await this.#held(sent);
    const isAway = await Promise.all(held.map(async (tip) => above.has(await hashOf(tip))));
    return isAway.every(Boolean) || state.oversight.mail === 'set-apart';
  }

  /** Tips of which the line says that the unit's mailbox has not taken them. */
  async #held(sent: readonly SentTip[]): Promise<SentTip[]> {
    const statuses = await this.#statuses(sent);
    return sent.filter((_, at) => statuses[at] === 'held');
  }

  #statuses = (sent: readonly SentTip[]) =>
    Promise.all(sent.map(({ sealed }) => statusOf(this.#url, this.#target.id, sealed.sid)));

  /** How many numbers of an audience are those of tips set apart. */
  async #apart(to: Audience, sent: readonly SentTip[]): Promise<number> {
    if (to === 'unit') return (await this.#held(sent)).length;
    const { oversight } = await stateOf(this.#url, this.#target.id, this.#token);
    // Nobody is told how many, and drawn tips may be among them.
    return oversight.mail === 'set-apart' ? Infinity : 0;
  }

  /** The last number of all shows as missing in a later note only: that of the next tip, or of the morning mail. */
  async #sendLast(chance: Chance): Promise<void> {
    for (const to of BOTH) {
      for (let isSent = false; !isSent;) {
        // eslint-disable-next-line no-await-in-loop
        const tip = await makeSentTip(this.#target, 0, 'cuối');
        // eslint-disable-next-line no-await-in-loop
        await sendUntilAccepted(this.#url, tip, this.#target, secrets, chance);
        isSent =
          // eslint-disable-next-line no-await-in-loop
          to === 'unit' || (await divert(this.#url, this.#target.id, tip.sealed.sid, this.#token));
      }
    }
    await delay(3_000);
  }

  /** Until no more mails have come for a few windows. */
  async #untilCalm(reader: MailReader): Promise<void> {
    const end = Date.now() + SETTLE_MS;
    let before: number;
    let copies = -1;
    do {
      before = copies;
      // eslint-disable-next-line no-await-in-loop
      await delay(6_000);
      // eslint-disable-next-line no-await-in-loop
      copies = (await reader.read()).copies.length;
    } while (copies !== before && Date.now() < end);
  }

  /** Opens every mail as its readers would, acknowledges, and asks the line where each tip stands. */
  async judge(sent: readonly SentTip[]): Promise<Omit<DrillResult, 'kills'>> {
    const held = new Set(await this.#held(sent));
    const state = await stateOf(this.#url, this.#target.id, this.#token);
    const contents = {
      unit: await this.#readers.unit.read(),
      oversight: await this.#readers.oversight.read(),
    };
    const unit = await this.#open('unit', contents.unit);
    const oversight = await this.#open('oversight', contents.oversight);
    const isWith = (opened: Map<string, string>, { tip }: SentTip) => opened.has(tip.id);
    const withUnit = sent.filter((tip) => isWith(unit, tip));
    const refused = sent.filter((tip) => !isWith(unit, tip) && held.has(tip));
    const withOversight = refused.filter((tip) => isWith(oversight, tip));
    const isTold = [state, state.oversight].every(({ mail }) => mail === 'set-apart');
    const waiting = isTold ? refused.length - withOversight.length : 0;
    for (const [to, opened] of [
      ['unit', unit],
      ['oversight', oversight],
    ] as const)
      // eslint-disable-next-line no-await-in-loop
      await acknowledge(this.#url, this.#target.id, to, [...opened.values()]);
    const statuses = await this.#statuses(sent);
    const apart = state.oversight.mail === 'set-apart' ? contents.oversight.missing.length : 0;
    return {
      accepted: sent.length,
      withUnit: withUnit.length,
      withOversight: withOversight.length,
      waiting,
      lost: sent.length - withUnit.length - withOversight.length - waiting,
      opened: statuses.filter((status) => status === 'opened').length,
      duplicated: contents.unit.copies.length - unit.size,
      gaps: contents.unit.missing.length - refused.length + contents.oversight.missing.length - apart,
    };
  }

  /** The ids of the tips in a mailbox, each with its ack. @throws Error on one that does not open. */
  async #open(to: Audience, { copies }: Contents): Promise<Map<string, string>> {
    const { identities } = await keysOf({ inbox: this.#target.id, to });
    const opened = new Map<string, string>();
    for (const { age } of new Map(copies.map((copy) => [copy.hash, copy])).values()) {
      // One at a time: a mail of the largest tips is megabytes.
      // eslint-disable-next-line no-await-in-loop
      const { tip } = await openTip(age, identities);
      opened.set(tip.id, tip.ack);
    }
    return opened;
  }
}

const hashOf = ({ sealed }: SentTip) => sha256Hex(sealed.age);
