import { DurableObject } from 'cloudflare:workers';
import {
  dayOf,
  dayText,
  SIZE_CLASSES,
  type Audience,
  type MailNote,
  type MailState,
  type NumberedInbox,
  type NumberRange,
  type SizeClassIndex,
  type StateAnswer,
  type StatusAnswer,
} from './contract.ts';
import { addressOf } from './delivery/address.ts';
import { composeMail, importSignKey, type NumberedFile } from './delivery/compose.ts';
import { deliveryFrom, type Delivery, type DeliveryResult } from './delivery/deliver.ts';
import { sendDigest, type Digest } from './delivery/isolate.ts';
import { mailedFileOf } from './delivery/mailed-file.ts';
import { fits, mailSize, type Limits } from './delivery/pack.ts';
import { sharersOf } from './delivery/sharers.ts';
import { within } from './delivery/within.ts';
import type { Env } from './env.ts';
import { levelFor, type Level } from './levels.ts';
import type { Proof } from './proof-of-work.ts';
import {
  backoff,
  DAY,
  HOUR,
  hourOf,
  MINUTE,
  nextDigest,
  nextHeartbeat,
  timingFrom,
  type Timing,
} from './schedule.ts';
import {
  InboxStore,
  type LeasedTip,
  type NewTip,
  type Outcome,
  type Resent,
  type Waiting,
} from './storage/inbox-store.ts';

export type Acceptance = 'accepted' | 'conflict' | 'bad-proof' | 'attachments-paused' | 'full';
/** `used`: this request was made before; `too-often`: enough for one day. */
export type ResendAnswer = Resent | 'used' | 'too-often';

const AUDIENCES: readonly Audience[] = ['unit', 'oversight'];

/** Larger classes pause first, text last: what really bounds a flood. */
const MAX_LARGER_BYTES = 50 * 1_048_576;
const MAX_TEXTS = 20_000;
/** A store holds 10 GB (Cloudflare's limit): beyond this only texts, then nothing, so that it never stands still. */
const MAX_STORE = 8_000_000_000;
const STORE_OF_TEXTS = 1_000_000_000;
/** One tip in ten goes to oversight whatever the unit does; nobody knows which. */
const OVERSIGHT_SHARE = 0.1;
/** In one mail, as far as any carrier of this line goes. */
const MAX_TIPS = 31;
/** What most mailboxes take, whatever a carrier says: what it hands on to may take less. */
const MAX_MAIL = 4.5 * 1_048_576;
/** A mail that vanished may have been too large for somebody on its way. In one digest no more than one mail's bytes. */
const AGAIN: Limits = { attachments: 9, bytes: 1_048_576 };
/** Mails of one digest in a flood: one leaves every five minutes, and the mailbox must stay usable. */
const FLOOD_MAILS = 4;
/** A tip that a mail server refuses by itself is tried alone, so often, until so many more are refused. */
const APART_RETRY = 6 * HOUR;
const MAX_APART_TRIED = 64;
const MAX_APART_REFUSED = 20;
/** Alarms in a row that never ended: a deploy or two is no fault. */
const MAX_DEATHS = 3;
/** Failures in a row of mails that a server had seen before it said "later": then one of the tips may be why. */
const PATIENCE = 3;
/**
 * An alarm may last 15 minutes (Cloudflare's limit): this for each mailbox, and a last mail and a probe of two minutes
 * each, if a server is that slow. What is left goes with the next.
 */
const MAX_DIGEST = 2 * MINUTE;
const MAX_RESENDS_A_DAY = 4;
/** How long another inbox may take to say its last number, in ms. */
const ASKING = 20_000;

/**
 * One police inbox: accept, keep, hand over, forget. Gets bytes by RPC, never a request. Nothing accepted is ever
 * dropped, and a tip that was not delivered is never purged (PROTOCOL.md, "Storage").
 */
export class Inbox extends DurableObject<Env> {
  /** Replaced by tests that move the clock, stand in for a mail server, or draw tips for oversight. */
  now: () => number = Date.now;
  delivery: () => Delivery = () => deliveryFrom(this.env);
  storeSize: () => number = () => this.ctx.storage.sql.databaseSize;
  isDrawn: () => boolean = () =>
    (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) < OVERSIGHT_SHARE * 2 ** 32;
  /** Read once, in the constructor: a bad value must fail before a tip is taken, not after. */
  readonly #timing: Timing;
  readonly #store: InboxStore | Error;
  readonly #id: string;
  #recent: number[] = [];
  /** Kept in memory too, for a store that cannot be written to. */
  #fault: string | null = null;
  /** Whether a tip could not be kept since the last alarm that ended well. */
  #isKeepingInDoubt = false;
  /** Whether the line knows that this one works; a fault that it was told before may be all that it has. */
  #isToldWell = false;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#timing = timingFrom(env);
    this.#store = openStore(ctx.storage);
    this.#id = ctx.id.name ?? '';
  }

  /** @throws Error when it could not be opened. */
  get store(): InboxStore {
    if (this.#store instanceof Error) throw this.#store;
    return this.#store;
  }

  /**
   * SHA-256 of the age file that was accepted under this sid, or null: a retry needs no fresh proof, and costs the inbox
   * nothing more.
   */
  hashOf(sid: Uint8Array): Uint8Array | null {
    return this.store.hashOf(sid);
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
  accept(tip: NewTip, proof: Proof | null): Acceptance {
    const now = this.now();
    try {
      const waiting = this.#waiting();
      // The callback must stay synchronous: an async one would not be rolled back.
      const answer = this.ctx.storage.transactionSync(() => this.#decide(tip, proof, now));
      // The same turn as the transaction: no tip can be kept without an alarm that will mail it.
      if (answer === 'accepted') this.#wakeInTime(now, waiting);
      return answer;
    } catch (error) {
      this.#isKeepingInDoubt = true;
      this.ctx.waitUntil(this.#noteFault(error));
      throw error;
    }
  }

  #decide(tip: NewTip, proof: Proof | null, now: number): Acceptance {
    const known = this.store.find(tip.sid);
    if (known) return Buffer.from(known.hash).equals(Buffer.from(tip.hash)) ? 'accepted' : 'conflict';
    if (!proof || !this.store.useNonce(proof.nonce, proof.expires, now)) return 'bad-proof';
    const waiting = this.store.waiting('unit');
    const size = this.storeSize();
    if (tip.sizeClass > 0 && (size > MAX_STORE || isPaused(waiting, tip.sizeClass)))
      return 'attachments-paused';
    if (size > MAX_STORE + STORE_OF_TEXTS || isFull(waiting)) return 'full';
    this.store.insert(tip, now, this.isDrawn() ? AUDIENCES : ['unit']);
    this.#recent.push(now);
    return 'accepted';
  }

  /** Where a tip stands, to the day. */
  status(sid: Uint8Array): StatusAnswer {
    const tip = this.store.find(sid);
    if (!tip) return { status: 'unknown', day: null };
    const { accepted, opened, escalated, mailed } = tip;
    if (opened !== null) return { status: 'opened', day: dayText(opened) };
    // Said only once oversight has it, and all others of that day, not before the next: one that was drawn is there
    // already, and its sender must not see it.
    const hasPassed = escalated !== null && escalated < dayOf(this.now());
    if (hasPassed && mailed.oversight !== null && !this.store.isEscalating(escalated))
      return { status: 'escalated', day: dayText(escalated) };
    // Never the day of oversight's mail: it would tell which tips are drawn.
    return mailed.unit === null
      ? { status: 'held', day: dayText(accepted) }
      : { status: 'mailed', day: dayText(mailed.unit) };
  }

  /** How this inbox fares, in buckets, for its operator. Never throws: a broken store is told too. */
  state(): StateAnswer {
    try {
      return {
        ...this.#mailState('unit'),
        oversight: this.#mailState('oversight'),
        alarm: this.#fault ?? (this.#text('alarm_fault') || null),
      };
    } catch (error) {
      return { ...UNKNOWN, oversight: UNKNOWN, alarm: this.#fault ?? faultCode(error) };
    }
  }

  #mailState(audience: Audience): MailState {
    // Of oversight's only what waits longer than a day: sooner it would tell which tip was drawn.
    const until = audience === 'unit' ? undefined : hourOf(this.now() - DAY);
    const waiting = this.store.waiting(audience, until);
    return {
      waiting: audience === 'unit' ? limitBucket(waiting) : countBucket(waiting),
      oldest: ageBucket(this.store.oldestWaiting(audience, until), dayOf(this.now())),
      ...this.#faultState(audience),
    };
  }

  #faultState(audience: Audience): Pick<MailState, 'mail' | 'fault'> {
    const [kind, reason] = (this.#text(`fault:${audience}`) || this.#text(`beat_fault:${audience}`)).split(
      ' ',
      2,
    );
    if (kind) return { mail: kind === 'retry' ? 'retrying' : 'refused', fault: faultCode(reason) };
    return this.store.apart(audience, 1).length > 0
      ? { mail: 'set-apart', fault: faultCode(this.#text(`apart:${audience}`)) }
      : { mail: 'ok', fault: null };
  }

  /** Marks tips as opened by SHA-256 of their acks; unknown ones are passed over in silence. */
  acknowledge(ackHashes: Uint8Array[]): void {
    const now = this.now();
    this.ctx.storage.transactionSync(() => ackHashes.forEach((hash) => this.store.open(hash, now)));
  }

  /**
   * Has numbers of one audience mailed once more, in the next digest. `once` (hex) makes a request good for one time,
   * and there are four a day; an operator's has none and no bound.
   */
  resend(audience: Audience, ranges: readonly NumberRange[], once: string | null): ResendAnswer {
    const now = this.now();
    const waiting = this.#waiting();
    return this.ctx.storage.transactionSync(() => {
      if (once !== null) {
        const [day, count] = this.#text(`resends:${audience}`).split(' ').map(Number);
        const before = day === dayOf(now) ? (count ?? 0) : 0;
        if (before >= MAX_RESENDS_A_DAY) return 'too-often';
        // Longer than any request is good for.
        if (!this.store.useNonce(`resend ${once}`, now + 7 * DAY, now)) return 'used';
        this.store.set(`resends:${audience}`, `${dayOf(now)} ${before + 1}`);
      }
      const resent = this.store.resend(audience, ranges, now);
      if (resent.again > 0) this.#wakeInTime(now, waiting);
      return resent;
    });
  }

  /** Has a tip of the operator's own mailed to oversight and not to the unit; false when it is none, or on its way. */
  divert(sid: Uint8Array): boolean {
    const waiting = this.#waiting();
    return this.ctx.storage.transactionSync(() => {
      const isDiverted = this.store.divert(sid);
      if (isDiverted) this.#wakeInTime(this.now(), waiting);
      return isDiverted;
    });
  }

  /** The highest number given to an audience, for the heartbeat of a mailbox that several inboxes share. */
  lastSeq(audience: Audience): number {
    return this.store.lastSeq(audience);
  }

  /** Makes sure that the alarm of this inbox stands; the daily cron calls it. The first time, a heartbeat goes at once. */
  async wake(): Promise<void> {
    const now = this.now();
    try {
      for (const audience of AUDIENCES) {
        const name = `heartbeat_at:${audience}`;
        if (this.#time(name) === 0) this.store.set(name, now);
      }
      this.#wakeInTime(now, this.#waiting());
    } catch (error) {
      await this.#noteFault(error);
    }
  }

  /** Mails what is due. Sets the next alarm first and never throws: alarms give up after six failures. */
  override async alarm(): Promise<void> {
    const now = this.now();
    // Soon, for a process that dies in the middle: until somebody sends a tip, nothing else would wake this inbox.
    await this.ctx.storage.setAlarm(now + Math.min(this.#timing.retry, HOUR));
    try {
      const fault = this.#keepHouse(now);
      await this.#tellBeats();
      for (const audience of AUDIENCES) {
        // One mailbox after the other, each within its time.
        // eslint-disable-next-line no-await-in-loop
        await this.#sendHeartbeat(audience, now);
      }
      for (const audience of AUDIENCES) {
        const due = this.#time(`digest_at:${audience}`);
        if (due === 0 || due > now) continue;
        const began = this.now();
        // eslint-disable-next-line no-await-in-loop
        await this.#sendDigest(audience, began);
        // eslint-disable-next-line no-await-in-loop
        await this.#retryApart(audience, began);
        this.store.set(`digest_at:${audience}`, 0);
      }
      this.#wakeInTime(this.now(), this.#waiting());
      if (this.#isKeepingInDoubt) this.store.tryInsert(this.ctx.storage, now);
      this.store.set('alarms_died', 0);
      if (fault === null) await this.#clearFault();
      else await this.#noteFault(fault);
    } catch (error) {
      // Kept tips wait for an hour, so that a lasting fault cannot spin.
      await this.ctx.storage.setAlarm(now + HOUR).catch(() => undefined);
      await this.#noteFault(error);
    }
  }

  // Each by itself: where nothing more can be written, what can be forgotten makes room, and mails leave all the same.
  #keepHouse(now: number): unknown {
    let fault: unknown = null;
    const died = this.#time('alarms_died');
    for (const chore of [
      () => this.store.releaseLeases(),
      () => this.store.purge(now),
      () => this.store.escalate(now),
      () => this.store.set('alarms_died', died + 1),
    ]) {
      try {
        this.ctx.storage.transactionSync(chore);
      } catch (error) {
        fault = error;
      }
    }
    // A process that is killed leaves no other trace. The same mail may be why.
    if (died >= MAX_DEATHS) {
      fault ??= new Error('killed');
      for (const audience of AUDIENCES) this.#shrinkMails(audience, this.#mostTips(audience));
    }
    return fault;
  }

  // A store that fails keeps tips from everybody: the operator learns it from `state` and from the line's health.
  async #noteFault(error: unknown): Promise<void> {
    this.#fault = faultCode(error);
    this.#isToldWell = false;
    try {
      this.store.set('alarm_fault', this.#fault);
      // One that has passed is known to have within the hour.
      const standing = await this.ctx.storage.getAlarm();
      await this.ctx.storage.setAlarm(Math.min(standing ?? Infinity, this.now() + HOUR));
    } catch {
      // Memory has it, and the line.
    }
    await this.#line((stub) => stub.fault(this.#id, true));
  }

  async #clearFault(): Promise<void> {
    this.#isKeepingInDoubt = false;
    if (this.#fault === null && this.#isToldWell && this.#text('alarm_fault') === '') return;
    this.#fault = null;
    this.store.set('alarm_fault', '');
    this.#isToldWell = await this.#line((stub) => stub.fault(this.#id, false));
  }

  /** False when the line did not hear it; that must not hold up the tips. */
  async #line(tell: (line: ReturnType<Env['LINE']['getByName']>) => Promise<void>): Promise<boolean> {
    try {
      await tell(this.env.LINE.getByName('line'));
      return true;
    } catch {
      return false;
    }
  }

  /** The mailboxes for which something waits. */
  #waiting = (): Audience[] => AUDIENCES.filter((audience) => this.store.hasWork(audience));

  /** `waited`: for whom something waited before what woke it, so that a point in the past is due, not stale. */
  #wakeInTime(now: number, waited: readonly Audience[]): void {
    const waiting = this.#waiting();
    const points = AUDIENCES.flatMap((audience) => {
      const beat = this.#heartbeatAt(audience, now);
      return waiting.includes(audience)
        ? [beat, this.#digestAt(audience, now, waited.includes(audience))]
        : [beat];
    });
    if (AUDIENCES.some((audience) => this.#text(`untold_beat:${audience}`) !== ''))
      points.push(now + 5 * MINUTE);
    void this.ctx.storage.setAlarm(Math.max(Math.min(...points), now + 1));
  }

  #digestAt(audience: Audience, now: number, hasWaited: boolean): number {
    const name = `digest_at:${audience}`;
    const next = nextDigest(now, this.#timing, this.store.isFlooded(audience));
    const standing = this.#time(name);
    // One draw of jitter a digest: drawing anew for each tip would pull the mail towards the arrival.
    // A point that passed while nothing waited is stale: mailing at once would tell the moment of arrival. One that is
    // due must not move: whoever repeats a request could put it off for ever.
    const isStale = standing === 0 || (standing <= now && !hasWaited);
    if (!isStale && next + this.#timing.jitter >= standing) return standing;
    // The retry of a failed mail need not wait for the grid: what it carries arrived long before.
    const retry = this.#time(`retry_at:${audience}`);
    const at = retry > now ? Math.min(next, retry) : next;
    this.store.set(name, at);
    return at;
  }

  #heartbeatAt(audience: Audience, now: number): number {
    const name = `heartbeat_at:${audience}`;
    if (this.#time(name) === 0) this.store.set(name, nextHeartbeat(now));
    return Math.max(this.#time(name), this.#time(`retry_at:${audience}`));
  }

  #text(name: string): string {
    const value = this.store.get(name);
    return typeof value === 'string' ? value : '';
  }

  #time(name: string): number {
    return Number(this.store.get(name) ?? 0);
  }

  /** One heartbeat a mailbox: the first of the inboxes that share it mails it for all. */
  async #sendHeartbeat(audience: Audience, now: number): Promise<void> {
    if (this.#time(`heartbeat_at:${audience}`) > now || this.#time(`retry_at:${audience}`) > now) return;
    const named = await this.#namedInHeartbeat(audience);
    if (named.length > 0) {
      const result = await this.#mail(audience, heartbeatOf(named, now));
      this.#noteHeartbeat(audience, result);
      if ('rejected' in result) {
        // Only this text is refused; the tips must not wait for it.
        this.store.set(`heartbeat_at:${audience}`, now + HOUR);
        return;
      }
      if (!('id' in result)) return;
      this.store.set(`untold_beat:${audience}`, JSON.stringify({ named, time: now }));
      await this.#tellBeats();
    }
    this.store.set(`heartbeat_at:${audience}`, nextHeartbeat(now));
  }

  /** What the line missed is told again with the next alarm, or it would call itself degraded until tomorrow. */
  async #tellBeats(): Promise<void> {
    for (const audience of AUDIENCES) {
      const text = this.#text(`untold_beat:${audience}`);
      if (text === '') continue;
      const { named, time } = JSON.parse(text) as { named: NumberedInbox[]; time: number };
      // eslint-disable-next-line no-await-in-loop
      if (await this.#line((stub) => stub.beat(named, time))) this.store.set(`untold_beat:${audience}`, '');
    }
  }

  #numbered = (audience: Audience): NumberedInbox => ({
    inbox: this.#id,
    to: audience,
    last: this.store.lastSeq(audience),
  });

  async #namedInHeartbeat(audience: Audience): Promise<NumberedInbox[]> {
    const own = this.#numbered(audience);
    try {
      const [first, ...others] = sharersOf(own, this.env);
      if (first.inbox !== this.#id || first.to !== audience) return [];
      const asked = await Promise.allSettled(
        others.map(async ({ inbox, to }) => ({
          inbox,
          to,
          last:
            inbox === this.#id
              ? this.store.lastSeq(to)
              : await within(ASKING, this.env.INBOX.getByName(inbox).lastSeq(to)),
        })),
      );
      // One that does not answer is missed by the line, as if its own mail had not left.
      return [own, ...asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
    } catch {
      // Without an address: the mail fails, and its fault is told.
      return [own];
    }
  }

  async #sendDigest(audience: Audience, began: number): Promise<void> {
    if (!this.#isOpen(audience, began)) return;
    const limits = await this.#limits();
    // For the whole of a digest: the first half that is taken ends the failures in a row, but not the search.
    const isPatient = this.#time(`failures:${audience}`) < PATIENCE && this.#mostTips(audience) === Infinity;
    await sendDigest<LeasedTip>({
      next: this.#nextMail(audience, limits),
      send: async (tips) => {
        const result = await this.#sendTips(audience, tips, limits);
        if ('id' in result) this.#growMails(audience, tips.length);
        return result;
      },
      probe: async () => {
        const result = await this.#mail(audience, heartbeatOf([this.#numbered(audience)], began));
        if ('id' in result) this.#noteResult(audience, result);
        return result;
      },
      isOfMail: (result) => 'rejected' in result || ('seen' in result && !isPatient),
      isOpen: () => this.#isOpen(audience, began),
      settle: (tips, outcome, result) => this.#settle(audience, tips, outcome, result),
      giveUp: (smallest, result) => {
        this.#shrinkMails(audience, smallest);
        this.#noteResult(audience, result);
      },
    });
  }

  /** How many tips a mail may have: fewer while the search for one that is refused could not be ended in its time. */
  #mostTips = (audience: Audience): number => this.#time(`most_tips:${audience}`) || Infinity;

  #shrinkMails(audience: Audience, refused: number): void {
    const most = Math.max(1, Math.floor(Math.min(refused, MAX_TIPS) / 2));
    this.store.set(`most_tips:${audience}`, most);
  }

  #growMails(audience: Audience, taken: number): void {
    const most = this.#mostTips(audience);
    if (taken < most) return;
    this.store.set(`most_tips:${audience}`, 2 * taken >= MAX_TIPS ? 0 : 2 * taken);
  }

  /** What waits, each size class leading a mail in turn; then what is to be mailed once more, if little waits. */
  #nextMail(audience: Audience, limits: Limits): Digest<LeasedTip>['next'] {
    const isFlooded = this.store.isFlooded(audience);
    let leases = isFlooded ? FLOOD_MAILS : Infinity;
    let mails = 0;
    let room = MAX_MAIL;
    // A mailbox that failed may have no room for a photo: texts alone go first.
    let largest: SizeClassIndex = this.#time(`failures:${audience}`) > 0 ? 0 : 2;
    return () =>
      this.ctx.storage.transactionSync(() => {
        const most = Math.min(limits.attachments, this.#mostTips(audience) + 1);
        const capped = { ...limits, attachments: most };
        const leads = (mails++ % 3) as SizeClassIndex;
        let tips = leases > 0 ? this.store.lease(audience, capped, largest === 0 ? 0 : leads, largest) : [];
        if (tips.length === 0 && largest === 0 && leases > 0)
          tips = this.store.lease(audience, capped, leads);
        leases--;
        largest = 2;
        if (tips.length > 0) return tips;
        const smaller = {
          attachments: Math.min(AGAIN.attachments, most),
          bytes: Math.min(AGAIN.bytes, limits.bytes, room),
        };
        const again = this.store.leaseAgain(audience, smaller, room, isFlooded);
        room -= mailSize(again.map(({ sizeClass }) => sizeClass));
        return again;
      });
  }

  async #limits(): Promise<Limits> {
    try {
      const { attachments, bytes } = await this.delivery().limits();
      return { attachments, bytes: Math.min(bytes, MAX_MAIL) };
    } catch {
      // A configuration that is wrong: the mail itself will tell.
      return { attachments: 32, bytes: MAX_MAIL };
    }
  }

  /** The tips set apart, each in a mail of its own. */
  async #retryApart(audience: Audience, began: number): Promise<void> {
    if (this.#time(`apart_at:${audience}`) > began || !this.#isOpen(audience, began)) return;
    const apart = this.store.apart(audience, MAX_APART_TRIED);
    const limits = apart.length > 0 ? await this.#limits() : AGAIN;
    let refused = 0;
    for (const candidate of apart) {
      if (refused === MAX_APART_REFUSED || !this.#isOpen(audience, began)) return;
      const tips = this.ctx.storage.transactionSync(() => this.store.leaseApart(audience, candidate));
      // eslint-disable-next-line no-await-in-loop
      const result = await this.#sendTips(audience, tips, limits);
      const isRefused = 'rejected' in result || 'seen' in result;
      if (isRefused) refused++;
      this.#settle(audience, tips, isRefused ? 'apart' : 'id' in result ? 'mailed' : 'deferred', result);
    }
  }

  #isOpen = (audience: Audience, began: number): boolean =>
    this.#time(`retry_at:${audience}`) <= began && this.now() - began < MAX_DIGEST;

  #settle(
    audience: Audience,
    tips: readonly LeasedTip[],
    outcome: Outcome,
    result: DeliveryResult | null,
  ): void {
    const now = this.now();
    this.ctx.storage.transactionSync(() => {
      this.store.settle(audience, tips, outcome, now);
      if (result === null) return;
      if (outcome !== 'apart') this.#noteResult(audience, result);
      else {
        this.store.set(`apart:${audience}`, String(Object.values(result)[0]));
        // A time that stands stays: whoever sends one bait an hour must not put off the turn of the others.
        if (this.#time(`apart_at:${audience}`) <= now)
          this.store.set(`apart_at:${audience}`, now + APART_RETRY);
      }
    });
  }

  async #sendTips(audience: Audience, tips: readonly LeasedTip[], limits: Limits): Promise<DeliveryResult> {
    if (tips.some(({ sizeClass }) => !fits(sizeClass, limits))) return { rejected: 'SIZE' };
    const files = await Promise.all(
      tips.map(async ({ tip, seq }) => ({ seq, ...(await mailedFileOf(this.store.load(tip))) })),
    );
    const note: MailNote = {
      v: 2,
      kind: 'batch',
      hour: hourText(this.now()),
      ...this.#numbered(audience),
      files: Object.fromEntries(files.map(({ seq, hash }) => [seq, hash])),
      ...(tips.some(({ isNew }) => isNew) ? {} : { again: true }),
    };
    return this.#mail(audience, note, files);
  }

  async #mail(
    audience: Audience,
    note: MailNote,
    files: readonly NumberedFile[] = [],
  ): Promise<DeliveryResult> {
    try {
      const signKey = await importSignKey(this.env.MAIL_SIGN_KEY);
      const mail = await composeMail(addressOf(this.#id, audience, this.env), note, files, signKey);
      return await this.delivery().deliver(mail);
    } catch {
      // A missing secret or address: nothing is lost, and waiting alone will not mend it.
      return { permanent: 'configuration' };
    }
  }

  // Its success says nothing of a batch that is refused.
  #noteHeartbeat(audience: Audience, result: DeliveryResult): void {
    this.store.set(`beat_fault:${audience}`, faultText(result));
    const isShut = !('id' in result || 'rejected' in result);
    if (isShut || this.#text(`fault:${audience}`) === '') this.#countFailure(audience, isShut);
  }

  #noteResult(audience: Audience, result: DeliveryResult): void {
    this.store.set(`fault:${audience}`, faultText(result));
    this.#countFailure(audience, !('id' in result));
  }

  #countFailure(audience: Audience, hasFailed: boolean): void {
    const failures = hasFailed ? Number(this.store.get(`failures:${audience}`) ?? 0) + 1 : 0;
    this.store.set(`failures:${audience}`, failures);
    this.store.set(`retry_at:${audience}`, failures === 0 ? 0 : this.now() + backoff(failures, this.#timing));
  }
}

function openStore(storage: DurableObjectStorage): InboxStore | Error {
  try {
    return new InboxStore(storage);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const hourText = (time: number) => new Date(time).toISOString().slice(0, 13);

const heartbeatOf = (inboxes: NumberedInbox[], now: number): MailNote => ({
  v: 2,
  kind: 'heartbeat',
  hour: hourText(now),
  inboxes,
});

const faultText = (result: DeliveryResult): string =>
  'id' in result ? '' : (Object.entries(result)[0] ?? []).join(' ');

/** A code as told to the operator. Whatever a mail server or a store says, it fits the answer of constant length. */
const faultCode = (reason: unknown = ''): string =>
  (reason instanceof Error ? reason.message : String(reason))
    .replaceAll(' ', '-')
    .replace(/[^\w.-]/g, '')
    .slice(0, 40);

const UNKNOWN: MailState = { waiting: 'unknown', oldest: 'unknown', mail: 'unknown', fault: null };

/** A class that no mailbox takes stops itself, and no other. */
function isPaused({ due, apart }: Waiting, sizeClass: SizeClassIndex): boolean {
  const { age } = SIZE_CLASSES[sizeClass];
  const before = due[1] * SIZE_CLASSES[1].age + due[2] * SIZE_CLASSES[2].age + apart[sizeClass] * age;
  return before + age > MAX_LARGER_BYTES;
}

const isFull = ({ due, apart }: Waiting): boolean => due[0] + apart[0] >= MAX_TEXTS;

function limitBucket(waiting: Waiting): MailState['waiting'] {
  if (isFull(waiting)) return 'full';
  return isPaused(waiting, 1) ? 'paused' : countBucket(waiting);
}

function countBucket({ due, apart }: Waiting): MailState['waiting'] {
  const count = [...due, ...apart].reduce((sum, n) => sum + n, 0);
  if (count === 0) return 'none';
  return count <= 10 ? 'few' : count <= 100 ? 'some' : 'many';
}

function ageBucket(since: number | null, today: number): MailState['oldest'] {
  if (since === null) return 'none';
  return today - since <= 1 ? 'day' : today - since <= 7 ? 'week' : 'longer';
}
