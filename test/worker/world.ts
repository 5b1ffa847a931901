/** One inbox with a clock that tests move and a mail server that does as they say. */
import { runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { expect } from 'vitest';
import { ageOfMailed } from '../../site/envelope/mailed-file.ts';
import { type Audience } from '../../worker/contract/audience.ts';
import { decodeMailedHead } from '../../worker/contract/mailed-file.ts';
import { tipFileName, type Manifest, type SignedManifest } from '../../worker/contract/manifest.ts';
import { type SizeClassIndex } from '../../worker/contract/sizes.ts';
import type { DeliveryResult, Mail } from '../../worker/delivery/mail.ts';
import type { Limits } from '../../worker/delivery/pack.ts';
import type { Env } from '../../worker/env.ts';
import { Inbox } from '../../worker/storage/inbox.ts';
import { inboxStub, random, sha256 } from './phone.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Far ahead, so that no real alarm of workerd ever fires by itself. */
export const at = (text: string) => Date.parse(`2100-${text}Z`);
export const START = at('03-01T10:17');

/** More alarms than this in one stretch are a spin. */
const MAX_ALARMS = 2_000;

export interface SentMail {
  time: number;
  mail: Mail;
  signed: SignedManifest;
  note: Manifest;
  to: Audience;
  /** The tips in it, each as `nameOf` calls it. */
  files: string[];
}

export interface KeptTip {
  sid: Uint8Array;
  ackHash: Uint8Array;
  hash: Uint8Array;
  sizeClass: SizeClassIndex;
  age: Uint8Array;
}

export class World {
  now = START;
  inbox: Inbox;
  /** Every mail that was handed to the mail server, whatever it answered. */
  mails: SentMail[] = [];
  answer: (sent: SentMail) => DeliveryResult | Promise<DeliveryResult> = () => ({ id: 'taken' });
  limits: Limits = { attachments: 32, bytes: 5 * 1_048_576 };
  /** Whether the next tips are drawn for oversight. */
  draws = false;
  /** What was wrong with a mail, told at the end of a stretch: where it is handed over it would count as its fault. */
  readonly #wrong: string[] = [];
  readonly state: DurableObjectState;
  readonly #env: Env;

  constructor(state: DurableObjectState, settings: Partial<Env>) {
    this.state = state;
    this.#env = { ...env, ...settings };
    this.inbox = this.restart();
  }

  /** The same storage under a new instance, as after an eviction or a crash. */
  restart(): Inbox {
    this.inbox = new Inbox(this.state, this.#env);
    this.inbox.now = () => this.now;
    this.inbox.isDrawn = () => this.draws;
    this.inbox.delivery = () => ({
      limits: () => Promise.resolve(this.limits),
      deliver: async (mail) => {
        const sent = await this.#read(mail);
        this.mails.push(sent);
        return this.answer(sent);
      },
    });
    return this.inbox;
  }

  async #read(mail: Mail): Promise<SentMail> {
    const signed = JSON.parse(new TextDecoder().decode(mail.attachments.at(-1)?.bytes)) as SignedManifest;
    const note = JSON.parse(signed.note) as Manifest;
    const listed = note.kind === 'batch' ? note.files : {};
    const tips = mail.attachments.slice(0, -1);
    const files = await Promise.all(
      tips.map(async ({ name, bytes }) => {
        const number = Number(name.split('-')[1]);
        const hash = hex(await sha256(bytes));
        if (listed[number] !== hash || name !== tipFileName(number, hash) || !decodeMailedHead(bytes))
          this.#wrong.push(name);
        return nameOf({ hash: await sha256(ageOfMailed(bytes)) }, number);
      }),
    );
    if (Object.keys(listed).length !== tips.length) this.#wrong.push('lo.json');
    const to = note.kind === 'batch' ? note.to : (note.inboxes[0]?.to ?? 'unit');
    return { time: this.now, mail, signed, note, to, files };
  }

  async accept(sizeClass: SizeClassIndex = 0): Promise<KeptTip> {
    const age = random(40);
    const tip = { sid: random(16), ackHash: random(32), hash: await sha256(age), sizeClass, age };
    const proof = { nonce: Buffer.from(random(16)).toString('hex'), expires: this.now + HOUR };
    expect(this.inbox.accept(tip, proof)).toBe('accepted');
    return tip;
  }

  /** The same bytes again, without a proof, as a phone sends them that never saw the answer. */
  replay(tip: KeptTip): void {
    expect(this.inbox.accept(tip, null)).toBe('accepted');
  }

  /** Lets time pass, firing each alarm when it is due, until `time`. */
  async runUntil(time: number): Promise<void> {
    for (let alarms = 0; ; alarms++) {
      expect(alarms, 'alarms in one stretch').toBeLessThan(MAX_ALARMS);
      const next = await this.state.storage.getAlarm();
      if (next === null || next > time) break;
      this.now = Math.max(this.now, next);
      await this.state.storage.deleteAlarm();
      await this.inbox.alarm();
    }
    this.now = Math.max(this.now, time);
    expect(this.#wrong).toEqual([]);
    const most = Math.max(0, ...this.mails.map(({ mail }) => mail.attachments.length));
    expect(most, 'attachments of one mail').toBeLessThanOrEqual(32);
  }

  run = (duration: number) => this.runUntil(this.now + duration);

  /** The same place, empty, at the beginning of time. */
  async anew(): Promise<World> {
    await this.state.storage.deleteAlarm();
    await this.state.storage.deleteAll();
    return new World(this.state, this.#env);
  }

  /**
   * Fires the next alarm; the process dies right after the mail server took its first mail, and nothing of the
   * answer is ever seen. False when that alarm mailed nothing.
   */
  async crashInNextMail(): Promise<boolean> {
    const { answer } = this;
    const taken = new Promise<true>((resolve) => {
      this.answer = () => {
        resolve(true);
        return new Promise(() => undefined);
      };
    });
    this.now = Math.max(this.now, (await this.state.storage.getAlarm()) ?? this.now);
    await this.state.storage.deleteAlarm();
    const died = await Promise.race([taken, this.inbox.alarm().then(() => false)]);
    this.answer = answer;
    this.restart();
    return died;
  }

  status = (tip: KeptTip) => this.inbox.status(tip.sid);
  ack = (tip: KeptTip, by: Audience | null = null) => this.inbox.acknowledge(tip.ackHash, by);
  /** Whether the bytes of a tip are still there. */
  isKept(tip: KeptTip): boolean {
    const query = 'SELECT count(*) AS n FROM chunks JOIN tips ON tips.id = chunks.tip WHERE sid = ?';
    return this.state.storage.sql.exec<{ n: number }>(query, tip.sid.slice().buffer).one().n > 0;
  }
  batches = (to: Audience = 'unit') =>
    this.mails.filter((sent) => sent.note.kind === 'batch' && sent.to === to);
  heartbeats = (to: Audience = 'unit') =>
    this.mails.filter((sent) => sent.note.kind === 'heartbeat' && sent.to === to);
}

/** Runs a story in an empty inbox. Everything happens inside its Durable Object. */
export function inWorld(story: (world: World) => Promise<void>, settings: Partial<Env> = {}): Promise<void> {
  return runInDurableObject(inboxStub(), async (_inbox, state) => {
    await state.storage.deleteAll();
    await story(new World(state, settings));
  });
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A tip under its number: what is inside a mailed file, whose own name is another each time. */
export const nameOf = ({ hash }: Pick<KeptTip, 'hash'>, seq: number) => `${seq}: ${hex(hash).slice(0, 8)}`;
