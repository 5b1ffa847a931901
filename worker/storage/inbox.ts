import { OVERSIGHT_SHARE } from '../contract/retention.ts';
import { DurableObject } from 'cloudflare:workers';
import type { Trouble } from '../delivery/alerts.ts';
import { BUDGET_HOURS, Budgets, isFull, isPaused, type Standing } from './capacity.ts';
import { AUDIENCES, type Audience } from '../contract/audience.ts';
import { dayOf, dayText, DAY, HOUR, hourOf, MINUTE } from '../contract/day.ts';
import { type StatusAnswer } from '../contract/endpoints.ts';
import { type MailState, type StateAnswer } from '../contract/operator.ts';
import { type NumberRange } from '../contract/resend.ts';
import { deliveryFrom } from '../delivery/deliver.ts';
import type { Delivery } from '../delivery/mail.ts';
import { Outbox, type OutboxHost } from '../delivery/outbox.ts';
import type { Settings } from '../settings.ts';
import { levelFor, type Level } from '../abuse/difficulty.ts';
import type { Line } from './line.ts';
import type { Proof } from '../abuse/proof-of-work.ts';
import { timingFrom, type Timing } from '../delivery/schedule.ts';
import { faultCode } from '../delivery/fault-code.ts';
import { ageBucket, countBucket, limitBucket, UNKNOWN } from './state.ts';
import { InboxStore, type NewTip, type Resent } from './inbox-store.ts';

export type Acceptance = 'accepted' | 'conflict' | 'bad-proof' | 'attachments-paused' | 'full';
/** `used`: this request was made before; `too-often`: enough for one day. */
export type ResendAnswer = Resent | 'used' | 'too-often';

/** Alarms in a row that never ended: a deploy or two is no fault. */
const MAX_DEATHS = 3;
const MAX_RESENDS_A_DAY = 4;

export interface InboxEnv extends Settings {
  INBOX: DurableObjectNamespace<Inbox>;
  LINE: DurableObjectNamespace<Line>;
}

/**
 * One police inbox: accept, keep, hand over, forget. Gets bytes by RPC, never a request. Nothing accepted is ever
 * dropped, and a tip that was not delivered is never purged (PROTOCOL.md, "Storage").
 */
export class Inbox extends DurableObject<InboxEnv> {
  /** Replaced by tests that move the clock, stand in for a mail server, or draw tips for oversight. */
  now: () => number = Date.now;
  delivery: () => Delivery = () => deliveryFrom(this.env);
  storeSize: () => number = () => this.ctx.storage.sql.databaseSize;
  isDrawn: () => boolean = () =>
    (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) < OVERSIGHT_SHARE * 2 ** 32;
  /** Read once, in the constructor: a bad value must fail before a tip is taken, not after. */
  readonly #timing: Timing;
  readonly #store: InboxStore | Error;
  readonly #outboxes: readonly Outbox[];
  #recent: number[] = [];
  #budgets: Budgets | null = null;
  /** Kept in memory too, for a store that cannot be written to. */
  #fault: string | null = null;
  /** Whether the line knows that this one works. */
  #isToldWell = false;
  /** What the line was last told, as text. */
  #reported = '';
  #refusalToldAt = 0;

  constructor(ctx: DurableObjectState, env: InboxEnv) {
    super(ctx, env);
    this.#timing = timingFrom(env);
    this.#store = openStore(ctx.storage);
    const host = this.#host();
    this.#outboxes = AUDIENCES.map((to) => new Outbox(host, to));
  }

  #host(): OutboxHost {
    // eslint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias -- for the getters below
    const inbox = this;
    return {
      id: this.#id,
      timing: this.#timing,
      // Tests give an inbox another one later.
      get env() {
        return inbox.env;
      },
      get store() {
        return inbox.store;
      },
      now: () => this.now(),
      delivery: () => this.delivery(),
      atomically: (act) => this.ctx.storage.transactionSync(act),
      lastSeqOf: (id, to) => this.env.INBOX.getByName(id).lastSeq(to),
      mayMail: (isTip) => this.#askLine((line) => line.mayMail(this.#id, isTip)),
      tellHeartbeat: (named, time) => this.#tellLine((line) => line.beat(named, time)),
    };
  }

  get #id(): string {
    return this.ctx.id.name ?? '';
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
      const known = this.store.hashOf(tip.sid);
      // It wakes nobody: a due mail could be put off, or sent without end, by one who repeats.
      if (known) return Buffer.from(known).equals(Buffer.from(tip.hash)) ? 'accepted' : 'conflict';
      const waiting = this.#waiting();
      // The callback must stay synchronous: an async one would not be rolled back.
      const answer = this.ctx.storage.transactionSync(() => this.#decide(tip, proof, now));
      const isRefused = answer === 'attachments-paused' || answer === 'full';
      // Whoever meets it tells it, and no flood of them each time.
      if (isRefused && this.#refusalToldAt <= now - MINUTE) {
        this.#refusalToldAt = now;
        this.ctx.waitUntil(this.#report());
      }
      // The same turn as the transaction: no tip can be kept without an alarm that will mail it.
      if (answer === 'accepted') {
        this.#budgets?.take(hourOf(now), tip.sizeClass);
        this.#wakeInTime(waiting);
      }
      return answer;
    } catch (error) {
      this.ctx.waitUntil(this.#noteFault(error));
      throw error;
    }
  }

  #decide(tip: NewTip, proof: Proof | null, now: number): Acceptance {
    if (!proof || !this.store.useNonce(proof.nonce, proof.expires, now)) return 'bad-proof';
    const standing = this.#standing(now);
    if (tip.sizeClass > 0 && isPaused(standing, tip.sizeClass)) return 'attachments-paused';
    if (isFull(standing)) return 'full';
    this.store.insert(tip, now, this.isDrawn() ? AUDIENCES : ['unit']);
    this.#recent.push(now);
    return 'accepted';
  }

  #standing(now: number): Standing {
    const hour = hourOf(now);
    this.#budgets ??= new Budgets(hour, this.store.acceptedByHour(hour - BUDGET_HOURS));
    return {
      waiting: this.store.waiting('unit'),
      storeSize: this.storeSize(),
      left: { texts: this.#budgets.left('texts', hour), larger: this.#budgets.left('larger', hour) },
    };
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
  state(): Omit<StateAnswer, 'alerts'> {
    const today = dayOf(this.now());
    // Of oversight's only what waits longer than a day: sooner it would tell which tip was drawn.
    const until = hourOf(this.now() - DAY);
    try {
      const [unit, oversight] = this.#outboxes.map((outbox) => outbox.state()) as [MailFault, MailFault];
      return {
        waiting: limitBucket(this.#standing(this.now())),
        oldest: ageBucket(this.store.oldestWaiting('unit'), today),
        ...unit,
        oversight: {
          waiting: countBucket(this.store.waiting('oversight', until)),
          oldest: ageBucket(this.store.oldestWaiting('oversight', until), today),
          ...oversight,
        },
        alarm: this.#fault ?? (this.store.text('alarm_fault') || null),
      };
    } catch (error) {
      return { ...UNKNOWN, oversight: UNKNOWN, alarm: this.#fault ?? faultCode(error) };
    }
  }

  /** Marks tips as opened, by SHA-256 of their acks, one after another; unknown ones are passed over. `audience`: null for any. */
  acknowledge(ackHashes: Uint8Array, audience: Audience | null): void {
    const now = this.now();
    const known = this.store.knownAcks(ackHashes);
    if (known.length === 0) return;
    this.ctx.storage.transactionSync(() => known.forEach((hash) => this.store.open(hash, audience, now)));
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
        const [day, count] = this.store.text(`resends:${audience}`).split(' ').map(Number);
        const before = day === dayOf(now) ? (count ?? 0) : 0;
        if (before >= MAX_RESENDS_A_DAY) return 'too-often';
        // Longer than any request is good for.
        if (!this.store.useNonce(`resend ${once}`, now + 7 * DAY, now)) return 'used';
        this.store.set(`resends:${audience}`, `${dayOf(now)} ${before + 1}`);
      }
      const resent = this.store.resend(audience, ranges, now);
      if (resent.again > 0) this.#wakeInTime(waiting);
      return resent;
    });
  }

  /** Has a tip of the operator's own mailed to oversight and not to the unit; false when it is none, or on its way. */
  divert(sid: Uint8Array): boolean {
    const waiting = this.#waiting();
    return this.ctx.storage.transactionSync(() => {
      const isDiverted = this.store.divert(sid);
      if (isDiverted) this.#wakeInTime(waiting);
      return isDiverted;
    });
  }

  /** The highest number given to an audience, for the heartbeat of a mailbox that several inboxes share. */
  lastSeq(audience: Audience): number {
    return this.store.lastSeq(audience);
  }

  /** Makes sure that the alarm of this inbox stands; the daily cron calls it. The first time, a heartbeat goes at once. */
  async wake(): Promise<void> {
    try {
      for (const outbox of this.#outboxes) outbox.wake();
      this.#wakeInTime(this.#waiting());
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
      const mailFault = await this.#mail(now);
      this.store.set('alarms_died', 0);
      if (mailFault !== null) throw mailFault;
      this.#wakeInTime(this.#waiting());
      // What was a fault of keeping tips is none any more only when one can be kept.
      if (this.#hasFault()) this.store.tryInsert(this.ctx.storage, now);
      await this.#report();
      if (fault === null) await this.#clearFault();
      else await this.#noteFault(fault);
    } catch (error) {
      // Kept tips wait for an hour, so that a lasting fault cannot spin.
      await this.ctx.storage.setAlarm(now + HOUR).catch(() => undefined);
      await this.#noteFault(error);
    }
  }

  // One mailbox after the other, each within its time. What throws in one holds up no other.
  async #mail(now: number): Promise<unknown> {
    const faults: unknown[] = [];
    for (const act of ['sendHeartbeat', 'sendDue'] as const)
      for (const outbox of this.#outboxes)
        // eslint-disable-next-line no-await-in-loop
        await outbox[act](now).catch((error: unknown) => faults.push(error));
    return faults[0] ?? null;
  }

  // Each by itself: where nothing more can be written, what can be forgotten makes room, and mails leave all the same.
  #keepHouse(now: number): unknown {
    let fault: unknown = null;
    const died = this.store.number('alarms_died');
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
      for (const outbox of this.#outboxes) outbox.shrinkMails();
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
    await this.#tellLine((line) => line.fault(this.#id, true));
  }

  #hasFault = (): boolean => this.#fault !== null || this.store.text('alarm_fault') !== '';

  async #clearFault(): Promise<void> {
    // Each instance tells it once: a fault of one before, which could not be written down, may be all the line has.
    if (this.#isToldWell && !this.#hasFault()) return;
    this.#fault = null;
    this.store.set('alarm_fault', '');
    this.#isToldWell = await this.#tellLine((line) => line.fault(this.#id, false));
  }

  /** False when the line did not hear it. */
  #tellLine = async (tell: (line: DurableObjectStub<Line>) => Promise<void>): Promise<boolean> =>
    (await this.#askLine(async (line) => {
      await tell(line);
      return true;
    })) ?? false;

  async #askLine<T>(ask: (line: DurableObjectStub<Line>) => Promise<T>): Promise<T | null> {
    try {
      return await ask(this.env.LINE.getByName('line'));
    } catch {
      // It must not hold up the tips.
      return null;
    }
  }

  /** Tells the line what the operator must learn: whenever that changes, and once by each instance. */
  async #report(): Promise<void> {
    try {
      const troubles = this.#troubles();
      const text = JSON.stringify(troubles);
      if (text === this.#reported) return;
      if (await this.#tellLine((line) => line.report(this.#id, troubles))) this.#reported = text;
    } catch {
      // A store that cannot be read is told as a fault of its own.
    }
  }

  #troubles(): Omit<Trouble, 'inbox'>[] {
    const now = this.now();
    const ofMail = this.#outboxes.flatMap((outbox) => outbox.troubles());
    const { window, jitter } = this.#timing;
    // Of the hour that is known of a tip, its end.
    const oldest = ((this.store.oldestHour('unit') ?? Infinity) + 1) * HOUR;
    const isSlow = oldest + window + jitter + HOUR <= now && !ofMail.some(({ kind }) => kind === 'mail:unit');
    const limit = limitBucket(this.#standing(now));
    return [
      ...ofMail,
      ...(isSlow ? [{ kind: 'slow' as const, fault: '' }] : []),
      ...(limit === 'paused' || limit === 'full' ? [{ kind: limit, fault: '' }] : []),
    ];
  }

  /** The mailboxes for which something waits. */
  #waiting = (): ReadonlySet<Outbox> => new Set(this.#outboxes.filter((outbox) => outbox.isWaiting()));

  /** `waited`: for whom something waited before what calls this. */
  #wakeInTime(waited: ReadonlySet<Outbox>): void {
    const points = this.#outboxes.map((outbox) => outbox.nextPoint(waited.has(outbox)));
    void this.ctx.storage.setAlarm(Math.max(Math.min(...points), this.now() + 1));
  }
}

type MailFault = Pick<MailState, 'mail' | 'fault'>;

function openStore(storage: DurableObjectStorage): InboxStore | Error {
  try {
    return new InboxStore(storage);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
