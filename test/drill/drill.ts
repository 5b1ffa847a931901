/**
 * `npm run drill -- --seed N [--tips 300] [--seconds 60]`: proves that nothing accepted is lost, whatever dies. Real
 * workerd, a real SMTP server, real sealed tips; while they are sent, workerd is killed (SIGKILL) and the mail server
 * refuses, delays, hangs up or dies after it took a mail. Then all settles, the police open their mails and
 * acknowledge them, and the drill prints what came of every tip.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { freePort, type Line, localMailDomain, startLine } from '../../site/commands/line.ts';
import { readLocalSecrets } from '../../site/commands/local-secrets.ts';
import { projectRoot } from '../../site/commands/project.ts';
import { readDropped } from '../../site/desk/intake.ts';
import { arrange, entriesOf, type DeskList } from '../../site/desk/list.ts';
import { readKeyFile } from '../../site/envelope/key-file.ts';
import {
  encodeInboxId,
  ENDPOINTS,
  MAX_ACKS,
  type SizeClassIndex,
  type StatusAnswer,
} from '../../worker/contract.ts';
import { type Manner, type SmtpPeer, startSmtpPeer, type TakenMail } from '../site/smtp-peer.ts';
import { type Chance, makeChance } from './chance.ts';
import { makeSentTip, sendUntilAccepted, type SentTip, type Target } from './sender.ts';

export interface DrillOptions {
  seed: number;
  /** How many tips are sent. */
  tips: number;
  /** How long workerd and the mail server are tormented at least, in seconds. */
  seconds: number;
  say?: (words: string) => void;
}

/** What came of a drill, in tips. `duplicated` counts copies beyond the first; the desk shows each tip once. */
export interface DrillResult {
  accepted: number;
  delivered: number;
  opened: number;
  lost: number;
  duplicated: number;
  /** Tips as the officer's tool lists them, and numbers it misses. */
  listed: number;
  gaps: number;
  kills: number;
}

const PHONES = 6;
const SETTLE_MS = 120_000;
const TROUBLES: readonly Manner[] = ['greylists', 'refuses', 'is slow', 'dies after the data', 'hangs up'];
const secrets = { challenge: randomUUID(), key: randomUUID() };

/** Runs one drill in a folder of its own, which is gone afterwards. Rejects when the line cannot be started. */
export async function runDrill({ seed, tips, seconds, say = () => {} }: DrillOptions): Promise<DrillResult> {
  const chance = makeChance(seed);
  const target = targetOf('lung-phinh');
  const folder = await mkdtemp(join(tmpdir(), 'la-chan-drill-'));
  const peer = await startSmtpPeer('none');
  const line = new MortalLine(await freePort(), folder, peer);
  try {
    await line.start();
    const sent: SentTip[] = [];
    const phones = sendAll(line.url, target, tips, chance, sent);
    const kills = await torment(line, peer, chance, seconds, phones, say);
    await phones;
    say(`sent: the line has taken ${sent.length} tips; killed ${kills} times`);
    peer.manner = 'takes';
    await settle(line, peer, sent);
    return { ...(await judge(line, peer.mails, target, sent)), kills };
  } finally {
    await line.stop();
    await peer.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The line of a drill: it is killed, and comes back at the same port with the same storage. */
class MortalLine {
  readonly url: string;
  readonly #options: Parameters<typeof startLine>[0];
  #line: Line | null = null;

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
    this.#line = await startLine(this.#options);
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

/** Kills workerd and troubles the mail server until the time is over and every tip is sent. Counts the kills. */
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
    peer.manner = chance.happens(0.6) ? chance.pick(TROUBLES) : 'takes';
    // eslint-disable-next-line no-await-in-loop
    await delay(chance.between(200, 3_000));
    if (!chance.happens(0.4)) continue;
    // eslint-disable-next-line no-await-in-loop
    await line.killAndStart();
    say(`killed workerd (${++kills}), the mail server ${peer.manner}`);
  }
  return kills;
}

/** Waits until every tip is in a mail, waking the inboxes as the cron does. Gives up after two minutes. */
async function settle(line: MortalLine, peer: SmtpPeer, sent: readonly SentTip[]): Promise<void> {
  const end = Date.now() + SETTLE_MS;
  const missing = new Set(sent.map(({ sealed }) => hashName(sealed.age)));
  while (missing.size > 0 && Date.now() < end) {
    // eslint-disable-next-line no-await-in-loop
    await fetch(`${line.url}/cdn-cgi/local/scheduled`).catch(() => undefined);
    // eslint-disable-next-line no-await-in-loop
    await delay(1_000);
    for (const { mail } of peer.mails)
      for (const { content } of mail.attachments)
        missing.delete(hashName(new Uint8Array(content as ArrayBuffer)));
  }
}

// Enough of an age file to tell it from every other: its header holds two fresh encapsulated keys.
const hashName = (age: Uint8Array) => Buffer.from(age.subarray(0, 200)).toString('latin1');

/** Opens every mail as the police would, acknowledges, and asks the line where each tip stands. */
async function judge(
  line: MortalLine,
  mails: readonly TakenMail[],
  target: Target,
  sent: readonly SentTip[],
): Promise<Omit<DrillResult, 'kills'>> {
  const list = await openAll(mails, target);
  const entries = entriesOf(list);
  const copies = new Map(entries.map(({ tip, copies: count }) => [tip.id, count]));
  await acknowledge(
    line,
    target,
    entries.flatMap(({ acks }) => acks),
  );
  const statuses = await Promise.all(sent.map(({ sealed }) => statusOf(line, target, sealed.sid)));
  const delivered = sent.filter(({ tip }) => copies.has(tip.id)).length;
  return {
    accepted: sent.length,
    delivered,
    opened: statuses.filter((status) => status === 'opened').length,
    lost: sent.length - delivered,
    duplicated: [...copies.values()].reduce((sum, count) => sum + count - 1, 0),
    listed: entries.length,
    gaps: list.inboxes.reduce((sum, { gaps }) => sum + gaps.length, 0),
  };
}

/** The unit's mailbox as its officer's tool lays it out. */
async function openAll(mails: readonly TakenMail[], target: Target): Promise<DeskList> {
  const keys = join(projectRoot, 'test/fixtures/keys');
  const passphrase = (await readFile(join(keys, 'PASSPHRASE.txt'), 'utf8')).trim();
  const { identities } = await readKeyFile(await readFile(join(keys, `${target.id}.age`)), passphrase);
  const reader = { identities, mailPublicKey: (await readLocalSecrets())?.mailPublicKey ?? '' };
  const mine = mails.filter(({ envelope }) => envelope.to.includes(`${target.id}@${localMailDomain}`));
  const taken: Parameters<typeof arrange>[0] = { notes: [], tips: [] };
  for (const [at, { raw }] of mine.entries()) {
    // One at a time: a mail of the largest tips is megabytes.
    // eslint-disable-next-line no-await-in-loop
    const { notes, tips, faults } = await readDropped(`${at}.eml`, Buffer.from(raw, 'latin1'), reader);
    if (faults.some(({ fault }) => fault !== 'no-tips'))
      throw new Error(`a mail cannot be read: ${JSON.stringify(faults)}`);
    taken.notes.push(...notes);
    taken.tips.push(...tips);
  }
  return arrange(taken, target.id);
}

async function acknowledge(line: MortalLine, target: Target, acks: readonly string[]): Promise<void> {
  for (let from = 0; from < acks.length; from += MAX_ACKS) {
    const batch = acks.slice(from, from + MAX_ACKS);
    // eslint-disable-next-line no-await-in-loop
    const response = await call(
      line.url + ENDPOINTS.acks,
      new URLSearchParams({ inbox: target.id, acks: batch.join(',') }),
    );
    if (response.status !== 202) throw new Error(`acks were answered ${response.status}`);
  }
}

async function statusOf(line: MortalLine, target: Target, sid: Uint8Array): Promise<StatusAnswer['status']> {
  const body = new Blob([new Uint8Array([...encodeInboxId(target.id), ...sid])], {
    type: 'application/octet-stream',
  });
  const response = await call(line.url + ENDPOINTS.status, body);
  return ((await response.json()) as StatusAnswer).status;
}

/** One call; again when a connection from before a kill breaks under it. */
async function call(address: string, body: BodyInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      // eslint-disable-next-line no-await-in-loop
      return await fetch(address, { method: 'POST', body });
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}
