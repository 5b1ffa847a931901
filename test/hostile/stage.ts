/** A line in real workerd and the mail server that it hands its mails to. Scenarios come one after the other. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import inboxes from '../../content/inboxes.json' with { type: 'json' };
import { freePort, type LocalLine, startLocalLine } from '../../site/commands/line/local-line.ts';
import { ensureLocalSecrets, readLocalSecrets } from '../../site/commands/line/local-secrets.ts';
import { wireOf, type SealedTip } from '../../site/envelope/seal.ts';
import { type Audience } from '../../worker/contract/audience.ts';
import { ENDPOINTS } from '../../worker/contract/endpoints.ts';
import { type StateAnswer } from '../../worker/contract/operator.ts';
import { AGE_HEADER_SIZE, type SizeClassIndex } from '../../worker/contract/sizes.ts';
import { divert, stateOf } from '../drill/calls.ts';
import { sha256Hex } from '../drill/police.ts';
import { makeSentTip, type Target } from '../drill/sender.ts';
import { type SmtpPeer, startSmtpPeer } from '../mail/smtp-peer.ts';
import { cheapProof } from '../worker/cheap-proof.ts';

/** A tip that the line answered 202, and which of its two mailboxes it was meant for. */
export interface AcceptedTip {
  inbox: string;
  to: Audience;
  sizeClass: SizeClassIndex;
  sid: Uint8Array;
  /** Hex SHA-256 of the age file. */
  hash: string;
  /** When the line said so, in ms. */
  time: number;
  /** The body that was accepted. */
  wire: Uint8Array;
}

const secrets = { challenge: randomUUID(), key: randomUUID() };
const PHONES = 6;

/** What is sealed once, for each inbox and class: the other tips of a scenario have its shape and other bytes. */
const models = new Map<string, Promise<SealedTip>>();

export class Stage {
  readonly peer: SmtpPeer;
  readonly operatorToken: string;
  /** Delivery window in ms, and what a tip may be late by besides because the machine is busy with other tests. */
  readonly window: number;
  readonly slack: number;
  readonly #folder: string;
  readonly #port: number;
  readonly #bell: Server;
  /** What was posted to the operator. */
  readonly posts: string[] = [];
  #line: LocalLine | null = null;

  private constructor(
    peer: SmtpPeer,
    operatorToken: string,
    { window, slack }: { window: number; slack: number },
    folder: string,
    port: number,
  ) {
    this.peer = peer;
    this.operatorToken = operatorToken;
    this.window = window;
    this.slack = slack;
    this.#folder = folder;
    this.#port = port;
    this.#bell = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        this.posts.push(text);
        response.end();
      });
    });
  }

  /** A stage with an empty line; `windowMinutes` is at least 0.01. */
  static async open(windowMinutes: number, slack = 0): Promise<Stage> {
    await ensureLocalSecrets();
    const token = (await readLocalSecrets())?.operatorToken ?? '';
    const folder = await mkdtemp(join(tmpdir(), 'la-chan-hostile-'));
    const peer = await startSmtpPeer('none');
    const stage = new Stage(peer, token, { window: windowMinutes * 60_000, slack }, folder, await freePort());
    await stage.startLocalLine();
    return stage;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Where the line keeps its stores. */
  get stateDir(): string {
    return join(this.#folder, 'state');
  }

  async startLocalLine(): Promise<void> {
    if (!this.#bell.listening) await once(this.#bell.listen(0, '127.0.0.1'), 'listening');
    this.#line = await startLocalLine({
      port: this.#port,
      mailDir: join(this.#folder, 'mail'),
      stateDir: this.stateDir,
      vars: {
        SMTP_PORT: String(this.peer.port),
        ALERT_URL: `http://127.0.0.1:${(this.#bell.address() as AddressInfo).port}/`,
        POW_SECRET: secrets.challenge,
        POW_KEY_SECRET: secrets.key,
        DELIVERY_WINDOW_MINUTES: String(this.window / 60_000),
        // As long beside a window as in earnest (5 of 60), or the shortest there is.
        RETRY_MINUTES: String(Math.max(0.01, this.window / 60_000 / 12)),
      },
    });
  }

  async stopLine(): Promise<void> {
    await this.#line?.stop();
    this.#line = null;
  }

  async close(): Promise<void> {
    await this.stopLine();
    await this.peer.stop();
    this.#bell.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  state(inbox: string): Promise<StateAnswer> {
    return stateOf(this.url, inbox, this.operatorToken);
  }

  /** Tips for the unit, in no order of classes: `counts` texts, photos and the largest. */
  async send(inbox: string, counts: readonly [number, number, number]): Promise<AcceptedTip[]> {
    const left = [...counts] as [number, number, number];
    const sent: Promise<AcceptedTip>[] = [];
    const phones: Promise<unknown>[] = [];
    for (let tips = counts[0] + counts[1] + counts[2]; tips > 0; tips--) {
      // The class of which the largest share is left.
      const sizeClass = ([2, 1, 0] as const).reduce((best, one) =>
        left[one] / (counts[one] || 1) > left[best] / (counts[best] || 1) ? one : best,
      );
      left[sizeClass]--;
      // eslint-disable-next-line no-await-in-loop
      if (sent.length >= PHONES) await phones.shift();
      const tip = this.sendOne(inbox, sizeClass);
      sent.push(tip);
      phones.push(tip.catch(() => undefined));
    }
    return Promise.all(sent);
  }

  /** A tip for oversight alone, by way of the operator's own trial. */
  async sendToOversight(inbox: string): Promise<AcceptedTip> {
    for (let tries = 1; tries <= 10; tries++) {
      // eslint-disable-next-line no-await-in-loop
      const tip = await this.sendOne(inbox, 0);
      // eslint-disable-next-line no-await-in-loop
      if (await divert(this.url, inbox, tip.sid, this.operatorToken)) return { ...tip, to: 'oversight' };
      // A digest is under way, and takes along whatever comes.
      // eslint-disable-next-line no-await-in-loop
      await delay(this.window / 4);
    }
    throw new Error('every tip for oversight was mailed to the unit first');
  }

  /** One tip for the unit. @throws Error when the line does not take it. */
  async sendOne(inbox: string, sizeClass: SizeClassIndex): Promise<AcceptedTip> {
    const { sealed, wire } = await this.makeTip(inbox, sizeClass);
    await this.post(wire);
    const hash = await sha256Hex(sealed.age);
    return { inbox, to: 'unit', sizeClass, sid: sealed.sid, hash, time: Date.now(), wire };
  }

  /** @throws Error when the line does not take it. */
  async post(wire: Uint8Array): Promise<void> {
    const status = await postTip(this.url, wire);
    if (status !== 202) throw new Error(`a tip was answered ${status}`);
  }

  /** A tip that the line would take, with its proof of work. */
  async makeTip(inbox: string, sizeClass: SizeClassIndex): Promise<{ sealed: SealedTip; wire: Uint8Array }> {
    const sealed = await anotherTip(targetOf(inbox), sizeClass);
    const proof = await cheapProof(inbox, secrets, Date.now() + 20 * 60_000);
    return { sealed, wire: wireOf(sealed, JSON.stringify(proof)) };
  }
}

function targetOf(id: string): Target {
  const inbox = inboxes.find((one) => one.id === id);
  if (!inbox) throw new Error(`no inbox ${id}`);
  return { id, recipients: inbox.recipients as [string, string] };
}

/** A tip as the line sees it: the header of a sealed one, other bytes behind it. To seal each would take minutes. */
async function anotherTip(target: Target, sizeClass: SizeClassIndex): Promise<SealedTip> {
  const name = `${target.id} ${sizeClass}`;
  const model = models.get(name) ?? makeSentTip(target, sizeClass, 'mẫu').then(({ sealed }) => sealed);
  models.set(name, model);
  const sealed = await model;
  const age = Uint8Array.from(sealed.age);
  randomBytes(64).copy(age, AGE_HEADER_SIZE + 32);
  return { ...sealed, age, sid: randomBytes(16), ackHash: randomBytes(32) };
}

/** The status of one post of a tip; again when an idle connection breaks under it. */
export async function postTip(url: string, wire: Uint8Array): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      // eslint-disable-next-line no-await-in-loop
      const response = await fetch(url + ENDPOINTS.tips, {
        method: 'POST',
        body: wire as BodyInit,
        headers: { 'content-type': 'application/octet-stream' },
      });
      // eslint-disable-next-line no-await-in-loop
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      if (tries === 5) throw error;
      // eslint-disable-next-line no-await-in-loop
      await delay(200);
    }
  }
}
