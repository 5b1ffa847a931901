import { DurableObject } from 'cloudflare:workers';
import {
  dayOf,
  dayText,
  SIZE_CLASSES,
  type MailNote,
  type MailState,
  type StateAnswer,
  type StatusAnswer,
} from './contract.ts';
import { addressOf, type Audience } from './delivery/address.ts';
import { composeMail, importSignKey, type MailedTip } from './delivery/compose.ts';
import { deliveryFrom, type Deliver, type DeliveryResult } from './delivery/deliver.ts';
import type { Env } from './env.ts';
import { InboxStore, type NewTip } from './inbox-store.ts';
import { levelFor, type Level } from './levels.ts';
import type { Proof } from './proof-of-work.ts';
import {
  backoff,
  HOUR,
  hourOf,
  MINUTE,
  nextDigest,
  nextHeartbeat,
  timingFrom,
  type Timing,
} from './schedule.ts';

export type Acceptance = 'accepted' | 'conflict' | 'bad-proof' | 'attachments-paused' | 'full';

/** Larger classes pause first, text last: what really bounds a flood. */
const MAX_LARGER_BYTES = 50 * 1_048_576;
const MAX_TEXTS = 20_000;
/** One tip in ten goes to oversight whatever the unit does; nobody knows which. */
const OVERSIGHT_SHARE = 0.1;
/** Tries of one digest: a bound on one alarm's work, the rest goes with the next. */
const MAX_TRIES = 64;
/** Mails of one digest in a flood: one leaves every five minutes, and the mailbox must stay usable. */
const FLOOD_MAILS = 4;
/** A tip that a mail server refuses by itself is tried alone, so often, until so many more are refused. */
const APART_RETRY = 6 * HOUR;
const MAX_APART_REFUSED = 20;
/** Failures in a row of mails that a server had seen whole before it said "later": then one of the tips may be why. */
const PATIENCE = 3;
/** An alarm may last 15 minutes (Cloudflare's limit), and each mailbox gets its share: what is left goes with the next. */
const MAX_DIGEST = 6 * MINUTE;

/**
 * One police inbox: accept, keep, hand over, forget. Gets bytes by RPC, never a request. Nothing accepted is ever
 * dropped, and a tip that was not delivered is never purged (protocol.md, "Storage and delivery").
 */
export class Inbox extends DurableObject<Env> {
  readonly store: InboxStore;
  /** Replaced by tests that move the clock. */
  now: () => number = Date.now;
  /** Replaced by tests that stand in for a mail server. */
  deliver: Deliver = (mail) => deliveryFrom(this.env)(mail);
  /** Read once, in the constructor: a bad value must fail before a tip is taken, not after. */
  readonly #timing: Timing;
  #recent: number[] = [];

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#timing = timingFrom(env);
    this.store = new InboxStore(ctx.storage.sql);
  }

  /** Whether a tip with this sid was accepted before, so that a retry needs no fresh proof. */
  hasSeen(sid: Uint8Array): boolean {
    return this.store.find(sid) !== null;
  }

  /** The level of the next proof of work. */
  level(): Level {
    const now = this.now();
    this.#recent = this.#recent.filter((time) => time > now - 10 * MINUTE);
    return levelFor(this.#recent.length, this.store.acceptedSince(hourOf(now)));
  }

  /**
   * Keeps a tip durably, or says why not. Repeating the same sid with the same bytes is accepted again and
   * changes nothing. All or nothing: a failure anywhere leaves no row.
   */
  accept(id: string, tip: NewTip, proof: Proof | null): Acceptance {
    const now = this.now();
    const waited = this.store.hasWork();
    // The callback must stay synchronous: an async one would not be rolled back.
    const answer = this.ctx.storage.transactionSync(() => this.#decide(id, tip, proof, now));
    // The same turn as the transaction: no tip can be kept without an alarm that will mail it.
    if (answer === 'accepted') this.#wakeInTime(now, waited);
    return answer;
  }

  #decide(id: string, tip: NewTip, proof: Proof | null, now: number): Acceptance {
    const known = this.store.find(tip.sid);
    if (known) return Buffer.from(known.hash).equals(Buffer.from(tip.hash)) ? 'accepted' : 'conflict';
    if (!proof || !this.store.useNonce(proof.nonce, proof.expires, now)) return 'bad-proof';
    const { texts, bytesOfLarger } = this.store.waiting();
    if (tip.sizeClass > 0 && bytesOfLarger + SIZE_CLASSES[tip.sizeClass].age > MAX_LARGER_BYTES)
      return 'attachments-paused';
    if (texts >= MAX_TEXTS) return 'full';
    this.store.set('inbox', id);
    this.store.insert(tip, now, Math.random() < OVERSIGHT_SHARE);
    this.#recent.push(now);
    return 'accepted';
  }

  /** Where a tip stands, to the day. */
  status(sid: Uint8Array): StatusAnswer {
    const tip = this.store.find(sid);
    if (!tip) return { status: 'unknown', day: null };
    if (tip.opened !== null) return { status: 'opened', day: dayText(tip.opened) };
    // Said only once oversight has it, not when that was decided.
    if (tip.escalated !== null && tip.oversight === 'mailed')
      return { status: 'escalated', day: dayText(tip.escalated) };
    return { status: tip.state === 'mailed' ? 'mailed' : 'held', day: dayText(tip.day) };
  }

  /** How this inbox fares, in buckets, for its operator. */
  state(): StateAnswer {
    return {
      waiting: waitingBucket(this.store.waiting()),
      oldest: ageBucket(this.store.oldestWaiting(), dayOf(this.now())),
      ...this.#mailState('unit'),
      oversight: this.#mailState('oversight'),
    };
  }

  #mailState(audience: Audience): MailState {
    const [kind, reason] = this.#text(`fault:${audience}`).split(' ', 2);
    if (kind) return { mail: kind === 'retry' ? 'retrying' : 'refused', fault: faultCode(reason) };
    return this.store.apartFrom(audience, 1).length > 0
      ? { mail: 'set-apart', fault: faultCode(this.#text(`apart:${audience}`)) }
      : { mail: 'ok', fault: null };
  }

  /** Marks tips as opened by SHA-256 of their acks; unknown ones are passed over in silence. */
  acknowledge(ackHashes: Uint8Array[]): void {
    const now = this.now();
    this.ctx.storage.transactionSync(() => ackHashes.forEach((hash) => this.store.open(hash, now)));
  }

  /** Makes sure that the alarm of this inbox stands; the daily cron calls it. The first time, a heartbeat goes at once. */
  wake(id: string): void {
    const now = this.now();
    this.store.set('inbox', id);
    if (this.#time('heartbeat_at') === 0) this.store.set('heartbeat_at', now);
    this.#wakeInTime(now, this.store.hasWork());
  }

  /** Mails what is due. Sets the next alarm first and never throws: alarms give up after six failures. */
  override async alarm(): Promise<void> {
    const now = this.now();
    // Soon, for a process that dies in the middle: until somebody sends a tip, nothing else would wake this inbox.
    await this.ctx.storage.setAlarm(now + Math.min(this.#timing.retry, HOUR));
    try {
      const id = this.store.inboxId();
      this.ctx.storage.transactionSync(() => {
        this.store.releaseLeases();
        this.store.keepHouse(now);
      });
      await this.#sendHeartbeat(id, now);
      if (this.#time('digest_at') <= now) {
        for (const audience of ['unit', 'oversight'] as const) {
          const began = this.now();
          // eslint-disable-next-line no-await-in-loop
          await this.#retryApart(id, audience, began);
          // eslint-disable-next-line no-await-in-loop
          await this.#sendDigest(id, audience, began);
        }
        this.store.set('digest_at', 0);
      }
      this.#wakeInTime(this.now(), this.store.hasWork());
    } catch {
      // Kept tips wait for an hour, so that a lasting fault cannot spin; the missing heartbeat tells the operator.
      await this.ctx.storage.setAlarm(now + HOUR).catch(() => undefined);
    }
  }

  /** `waited`: whether anything waited before what woke it, so that a point in the past is due, not stale. */
  #wakeInTime(now: number, waited: boolean): void {
    const next = nextDigest(now, this.#timing, this.store.isFlooded());
    const standing = this.#time('digest_at');
    // One draw of jitter a digest: drawing anew for each tip would pull the mail towards the arrival.
    // A point that passed while nothing waited is stale: mailing at once would tell the moment of arrival. One that is
    // due must not move: whoever repeats a request could put it off for ever.
    const isStale = standing === 0 || (standing <= now && !waited);
    if (isStale || next + this.#timing.jitter < standing)
      this.store.set('digest_at', Math.min(next, this.#retryAt(now)));
    if (this.#time('heartbeat_at') === 0) this.store.set('heartbeat_at', nextHeartbeat(now));
    const heartbeat = Math.max(this.#time('heartbeat_at'), this.#time('retry_at:unit'));
    const at = this.store.hasWork() ? Math.min(this.#time('digest_at'), heartbeat) : heartbeat;
    void this.ctx.storage.setAlarm(Math.max(at, now + 1));
  }

  /** The next retry of a failed mail, which need not wait for the grid: what it carries arrived long before. */
  #retryAt(now: number): number {
    return Math.min(
      ...['unit', 'oversight']
        .map((audience) => this.#time(`retry_at:${audience}`))
        .filter((time) => time > now),
    );
  }

  #text(name: string): string {
    const value = this.store.get(name);
    return typeof value === 'string' ? value : '';
  }

  #time(name: string): number {
    return Number(this.store.get(name) ?? 0);
  }

  async #sendHeartbeat(id: string, now: number): Promise<void> {
    if (this.#time('heartbeat_at') > now || this.#time('retry_at:unit') > now) return;
    const result = await this.#send(id, 'unit', 'heartbeat', [], now);
    if ('rejected' in result) {
      // Only this text is refused; the tips must not wait for it. Health tells the operator after a day.
      this.store.set('heartbeat_at', now + HOUR);
      return;
    }
    this.#noteResult('unit', result);
    if (!('id' in result)) return;
    this.store.set('heartbeat_at', nextHeartbeat(now));
    // A beat that is lost shows as a degraded line; it must not hold up the tips.
    await this.env.LINE.getByName('line')
      .beat(id, now)
      .catch(() => undefined);
  }

  /**
   * A mail refused for what is in it goes again as two halves, down to one tip; that one is set apart, so that it
   * holds up no other. Where nothing at all is taken, it is the mailbox that refuses, and all wait for it together.
   */
  async #sendDigest(id: string, audience: Audience, now: number): Promise<void> {
    const halves: MailedTip[][] = [];
    let isTaken = false;
    let leases = this.store.isFlooded() ? FLOOD_MAILS : Infinity;
    for (let tries = 0; tries < MAX_TRIES && this.#isOpen(audience, now); tries++) {
      const tips = halves.shift() ?? (leases-- > 0 ? this.#lease(() => this.store.lease(audience)) : []);
      if (tips.length === 0) break;
      // eslint-disable-next-line no-await-in-loop
      const result = await this.#send(id, audience, 'batch', tips, now);
      const isOfMail = this.#isOfMail(audience, result);
      if (isOfMail && tips.length > 1) {
        const half = Math.ceil(tips.length / 2);
        halves.unshift(tips.slice(0, half), tips.slice(half));
        continue;
      }
      isTaken ||= 'id' in result;
      // Is it the tip that is refused, or the mailbox that takes nothing? A mail without a tip tells.
      // eslint-disable-next-line no-await-in-loop
      if (isOfMail) isTaken ||= 'id' in (await this.#send(id, audience, 'heartbeat', [], now));
      if (isOfMail && isTaken) this.#setApart(audience, tips, result);
      else this.#settle(audience, tips, result);
    }
    this.store.settle(audience, seqsOf(halves.flat()), 'deferred', this.now());
  }

  /** The tips set apart, each in a mail of its own. */
  async #retryApart(id: string, audience: Audience, now: number): Promise<void> {
    if (this.#time(`apart_at:${audience}`) > now) return;
    let refused = 0;
    for (const tip of this.store.apartFrom(audience, MAX_TRIES)) {
      if (refused === MAX_APART_REFUSED || !this.#isOpen(audience, now)) return;
      const tips = this.#lease(() => this.store.leaseApart(audience, tip));
      // eslint-disable-next-line no-await-in-loop
      const result = await this.#send(id, audience, 'batch', tips, now);
      if ('rejected' in result) {
        refused++;
        this.#setApart(audience, tips, result);
      } else this.#settle(audience, tips, result);
    }
  }

  /** Whether a refusal speaks of the mail: at once for good, or after several that said "later" once they had seen it. */
  #isOfMail(audience: Audience, result: DeliveryResult): boolean {
    if ('rejected' in result) return true;
    return 'seen' in result && Number(this.store.get(`failures:${audience}`) ?? 0) >= PATIENCE;
  }

  #setApart(audience: Audience, tips: readonly MailedTip[], fault: DeliveryResult): void {
    const now = this.now();
    this.store.settle(audience, seqsOf(tips), 'refused', now);
    this.store.set(
      `apart:${audience}`,
      'rejected' in fault ? fault.rejected : 'retry' in fault ? fault.retry : '',
    );
    // A time that stands stays: whoever sends one bait an hour must not put off the turn of the others.
    if (this.#time(`apart_at:${audience}`) <= now) this.store.set(`apart_at:${audience}`, now + APART_RETRY);
  }

  #isOpen = (audience: Audience, began: number): boolean =>
    this.#time(`retry_at:${audience}`) <= began && this.now() - began < MAX_DIGEST;

  #lease = (take: () => MailedTip[]): MailedTip[] => this.ctx.storage.transactionSync(take);

  #settle(audience: Audience, tips: readonly MailedTip[], result: DeliveryResult): void {
    const outcome = 'id' in result ? 'mailed' : 'permanent' in result ? 'bounced' : 'deferred';
    this.ctx.storage.transactionSync(() => {
      this.store.settle(audience, seqsOf(tips), outcome, this.now());
      this.#noteResult(audience, result);
    });
  }

  async #send(
    id: string,
    audience: Audience,
    kind: MailNote['kind'],
    tips: readonly MailedTip[],
    now: number,
  ): Promise<DeliveryResult> {
    try {
      const note: MailNote = {
        v: 1,
        inbox: id,
        to: audience,
        kind,
        hour: new Date(now).toISOString().slice(0, 13),
        files: Object.fromEntries(tips.map(({ seq, hash }) => [seq, hash])),
        last: this.store.lastSeq(),
      };
      const signKey = await importSignKey(this.env.MAIL_SIGN_KEY);
      return await this.deliver(await composeMail(addressOf(id, audience, this.env), note, tips, signKey));
    } catch {
      // A missing secret or address: nothing is lost, and waiting alone will not mend it.
      return { permanent: 'configuration' };
    }
  }

  #noteResult(audience: Audience, result: DeliveryResult): void {
    const failures = 'id' in result ? 0 : Number(this.store.get(`failures:${audience}`) ?? 0) + 1;
    this.store.set(`failures:${audience}`, failures);
    const [fault = ''] = 'id' in result ? [] : Object.entries(result).map((entry) => entry.join(' '));
    this.store.set(`fault:${audience}`, fault);
    this.store.set(`retry_at:${audience}`, failures === 0 ? 0 : this.now() + backoff(failures, this.#timing));
  }
}

const seqsOf = (tips: readonly MailedTip[]) => tips.map(({ seq }) => seq);

/** A code as told to the operator. Whatever a mail server sends, it fits the answer of constant length. */
const faultCode = (reason = ''): string => reason.replace(/[^\w.-]/g, '').slice(0, 40);

function waitingBucket({
  texts,
  larger,
  bytesOfLarger,
}: ReturnType<InboxStore['waiting']>): StateAnswer['waiting'] {
  if (texts >= MAX_TEXTS) return 'full';
  if (bytesOfLarger + SIZE_CLASSES[1].age > MAX_LARGER_BYTES) return 'paused';
  const count = texts + larger;
  if (count === 0) return 'none';
  return count <= 10 ? 'few' : count <= 100 ? 'some' : 'many';
}

function ageBucket(since: number | null, today: number): StateAnswer['oldest'] {
  if (since === null) return 'none';
  return today - since <= 1 ? 'day' : today - since <= 7 ? 'week' : 'longer';
}
