/** What leaves one inbox for one of its two mailboxes: its schedule, its mails, its faults. Both are alike. */
import type { Trouble } from './alerts.ts';
import type { Audience } from '../contract/audience.ts';
import type { Manifest, NumberedInbox } from '../contract/manifest.ts';
import type { MailState } from '../contract/operator.ts';
import type { SizeClassIndex } from '../contract/sizes.ts';
import type { Settings } from '../settings.ts';
import { INBOX_IDS } from '../inboxes.ts';
import { HOUR, MINUTE } from '../contract/day.ts';
import { backoff, mailsInDigest, nextDigest, nextHeartbeat, type Timing } from './schedule.ts';
import { faultCode } from './fault-code.ts';
import { addressOf } from './address.ts';
import { composeMail, importSignKey, type NumberedFile } from './compose.ts';
import type { Delivery, DeliveryResult } from './mail.ts';
import { sendDigest, type Digest } from './isolate.ts';
import { mailedFileOf } from './mailed-file.ts';
import type { LeasedTip, Outcome, OutboxStore } from './outbox-store.ts';
import { fits, mailSize, type Candidate, type Limits } from './pack.ts';
import { sharersOf } from './sharers.ts';
import { within } from './within.ts';

/** What an outbox uses of its inbox. */
export interface OutboxHost {
  readonly id: string;
  readonly env: Settings;
  readonly timing: Timing;
  readonly store: OutboxStore;
  now(): number;
  delivery(): Delivery;
  /** All or nothing; `act` must be synchronous. */
  atomically<T>(act: () => T): T;
  /** The highest number that another inbox gave to an audience. */
  lastSeqOf(inbox: string, to: Audience): Promise<number>;
  /** Whether the carrier takes one more mail today; null when nobody can say. */
  mayMail(isTip: boolean): Promise<boolean | null>;
  /** A heartbeat that names these left at `time` (ms). False when the line did not hear it. */
  tellHeartbeat(named: readonly NumberedInbox[], time: number): Promise<boolean>;
}

/** In one mail, as far as any carrier of this line goes. */
const MAX_TIPS = 31;
/** What most mailboxes take, whatever a carrier says: what it hands on to may take less. */
const MAX_MAIL = 4.5 * 1_048_576;
/** A mail that vanished may have been too large for somebody on its way. In one digest no more than one mail's bytes. */
const AGAIN: Limits = { attachments: 9, bytes: 1_048_576 };
/** A tip that a mail server refuses by itself is tried alone, so often, until so many more are refused. */
const APART_RETRY = 6 * HOUR;
const MAX_APART_TRIED = 64;
const MAX_APART_REFUSED = 20;
/** Mails with the same tip that a server had seen before it said "later"; of the next one the tip may be why. */
const PATIENCE = 2;
const SIZES = [0, 1, 2] as const;
const ASKED_TURN = SIZES.length;
const TURNS = ASKED_TURN + 1;
/**
 * An alarm may last 15 minutes (Cloudflare's limit): this for each mailbox, and a heartbeat, a last mail and a probe of
 * two minutes each, if a server is that slow. What is left goes with the next.
 */
const MAX_DIGEST = 2 * MINUTE;
/** How long another inbox may take to say its last number, in ms. */
const ASKING = 20_000;

export class Outbox {
  readonly #host: OutboxHost;
  readonly #to: Audience;

  constructor(host: OutboxHost, to: Audience) {
    this.#host = host;
    this.#to = to;
  }

  /** Whether anything waits for a mail. */
  isWaiting(): boolean {
    return this.#host.store.hasWork(this.#to);
  }

  /** How its mails fare: the last fault of a mail or a heartbeat, or of what was set apart. */
  state(): Pick<MailState, 'mail' | 'fault'> {
    const [kind, reason] = (this.#text('fault') || this.#text('beat_fault')).split(' ', 2);
    if (kind) return { mail: kind === 'retry' ? 'retrying' : 'refused', fault: faultCode(reason) };
    return this.#host.store.apart(this.#to, 1).length > 0
      ? { mail: 'set-apart', fault: faultCode(this.#text('apart')) }
      : { mail: 'ok', fault: null };
  }

  /** What the operator must learn of it. */
  troubles(): Omit<Trouble, 'inbox'>[] {
    const { mail, fault } = this.state();
    const isLasting = this.#number('wrong_since') + HOUR <= this.#host.now();
    if (mail === 'set-apart') return [{ kind: `apart:${this.#to}`, fault: fault ?? '' }];
    return mail !== 'ok' && isLasting ? [{ kind: `mail:${this.#to}`, fault: fault ?? '' }] : [];
  }

  /** The first time, a heartbeat goes at once. */
  wake(): void {
    if (this.#number('heartbeat_at') === 0) this.#set('heartbeat_at', this.#host.now());
  }

  /**
   * When this outbox is next to be called (ms). `hasWaited`: whether something waited before what asks this, so that a
   * point in the past is due, not stale.
   */
  nextPoint(hasWaited: boolean): number {
    const now = this.#host.now();
    if (this.#number('heartbeat_at') === 0)
      this.#set('heartbeat_at', nextHeartbeat(now, Math.max(0, INBOX_IDS.indexOf(this.#host.id))));
    const points = [Math.max(this.#number('heartbeat_at'), this.#number('retry_at'))];
    if (this.isWaiting()) points.push(this.#digestAt(now, hasWaited));
    if (this.#text('untold_beat') !== '') points.push(now + 5 * MINUTE);
    const lasting = this.#number('wrong_since') + HOUR;
    if (lasting > now) points.push(lasting);
    return Math.min(...points);
  }

  #digestAt(now: number, hasWaited: boolean): number {
    const { timing, store } = this.#host;
    const next = nextDigest(now, timing, store.isFlooded(this.#to));
    const standing = this.#number('digest_at');
    // One draw of jitter a digest: drawing anew for each tip would pull the mail towards the arrival.
    // A point that passed while nothing waited is stale: mailing at once would tell the moment of arrival. One that is
    // due must not move: whoever repeats a request could put it off for ever.
    const isStale = standing === 0 || (standing <= now && !hasWaited);
    if (!isStale && next + timing.jitter >= standing) return standing;
    // The retry of a failed mail need not wait for the grid: what it carries arrived long before.
    const retry = this.#number('retry_at');
    const at = retry > now ? Math.min(next, retry) : next;
    this.#set('digest_at', at);
    return at;
  }

  /** Mails the heartbeat if it is due: the first of the inboxes that share a mailbox mails it for all. */
  async sendHeartbeat(now: number): Promise<void> {
    await this.#tellHeartbeat();
    if (this.#number('heartbeat_at') > now || this.#number('retry_at') > now) return;
    const named = await this.#namedInHeartbeat();
    if (named.length > 0) {
      const result = await this.#mail(heartbeatOf(named, now));
      this.#noteHeartbeat(result);
      // Perhaps only this text is refused; the tips must not wait for it.
      if (isOfMail(result)) this.#set('heartbeat_at', now + HOUR);
      if (!('id' in result)) return;
      this.#set('untold_beat', JSON.stringify({ named, time: now }));
      await this.#tellHeartbeat();
    }
    this.#set('heartbeat_at', nextHeartbeat(now, Math.max(0, INBOX_IDS.indexOf(this.#host.id))));
  }

  /** What the line missed is told again with the next alarm, or it would call itself degraded until tomorrow. */
  async #tellHeartbeat(): Promise<void> {
    const text = this.#text('untold_beat');
    if (text === '') return;
    const { named, time } = JSON.parse(text) as { named: NumberedInbox[]; time: number };
    if (await this.#host.tellHeartbeat(named, time)) this.#set('untold_beat', '');
  }

  async #namedInHeartbeat(): Promise<NumberedInbox[]> {
    const { id, env, store } = this.#host;
    const own = this.#numbered();
    try {
      const [first, ...others] = sharersOf(own, env);
      if (first.inbox !== id || first.to !== this.#to) return [];
      const asked = await Promise.allSettled(
        others.map(async ({ inbox, to }) => ({
          inbox,
          to,
          last: inbox === id ? store.lastSeq(to) : await within(ASKING, this.#host.lastSeqOf(inbox, to)),
        })),
      );
      // One that does not answer is missed by the line, as if its own mail had not left.
      return [own, ...asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))];
    } catch {
      // Without an address: the mail fails, and its fault is told.
      return [own];
    }
  }

  /** Mails what is due, then tries what was set apart. */
  async sendDue(now: number): Promise<void> {
    const due = this.#number('digest_at');
    if (due === 0 || due > now) return;
    if (this.#isOpen(this.#host.now())) {
      const limits = await this.#limits();
      const began = this.#host.now();
      const apart =
        this.#number('apart_at') <= began ? this.#host.store.apart(this.#to, MAX_APART_TRIED) : [];
      // A server so slow that a digest takes all the time must leave some to them.
      await this.#sendDigest(limits, began, apart.length > 0 ? MAX_DIGEST / 2 : MAX_DIGEST);
      await this.#retryApart(apart, limits, began);
    }
    this.#set('digest_at', 0);
  }

  async #sendDigest(limits: Limits, began: number, time: number): Promise<void> {
    await sendDigest<LeasedTip>({
      next: this.#nextMail(limits),
      send: async (tips) => {
        const result = await this.#sendTips(tips, limits);
        if ('id' in result) this.#growMails(tips.length);
        return result;
      },
      probe: async () => {
        const result = await this.#mail(heartbeatOf([this.#numbered()], began));
        if ('id' in result) this.#noteResult(result);
        return result;
      },
      isOfMail: (result, tips) =>
        'rejected' in result || ('seen' in result && tips.some(({ refused }) => refused >= PATIENCE)),
      isOpen: () => this.#isOpen(began, time),
      settle: (tips, outcome, result) => this.#settle(tips, outcome, result),
      giveUp: (smallest, result) => {
        this.shrinkMails(smallest);
        this.#noteResult(result);
      },
    });
  }

  /** How many tips a mail may have: fewer while the search for one that is refused could not be ended in its time. */
  #mostTips = (): number => this.#number('most_tips') || Infinity;

  /** Makes the next mails half as large as one of so many tips, or as they may be now. */
  shrinkMails(tips = this.#mostTips()): void {
    this.#set('most_tips', Math.max(1, Math.floor(Math.min(tips, MAX_TIPS) / 2)));
  }

  #growMails(taken: number): void {
    if (taken < this.#mostTips()) return;
    this.#set('most_tips', 2 * taken >= MAX_TIPS ? 0 : 2 * taken);
  }

  /** What waits, in turn; then what is to be mailed once more, if little waits. */
  #nextMail(limits: Limits): Digest<LeasedTip>['next'] {
    const { store } = this.#host;
    const most = mailsInDigest(store.waitingTexts(this.#to));
    const isFlooded = most !== Infinity;
    // A mailbox that failed may have no room for a photo, or take one mail at a time: each size class goes by itself,
    // and in every other digest all texts before it. Not in step, or a server with the same rhythm never gets a photo.
    const isCareful = this.#number('failures') > 0;
    const areTextsFirst = isCareful && (this.#number('careful') === 0 || Math.random() < 0.5);
    if (isCareful) this.#set('careful', Number(areTextsFirst));
    let mails = 0;
    let room = MAX_MAIL;
    return () =>
      this.#host.atomically(() => {
        const allowed = { ...limits, attachments: Math.min(limits.attachments, this.#mostTips() + 1) };
        const again = (isOnlyAsked: boolean) => {
          const smaller = {
            attachments: Math.min(AGAIN.attachments, allowed.attachments),
            bytes: Math.min(AGAIN.bytes, limits.bytes, room),
          };
          const tips = store.leaseAgain(this.#to, smaller, room, isOnlyAsked);
          if (tips.length > 0) room -= mailSize(tips.map(({ sizeClass }) => sizeClass));
          return tips;
        };
        if (mails++ >= most) return again(isFlooded);
        const texts = areTextsFirst ? store.lease(this.#to, allowed, [0], 'refused') : [];
        const due = texts.length > 0 ? texts : this.#leaseInTurn(allowed, isCareful, () => again(true));
        return due.length > 0 ? due : again(isFlooded);
      });
  }

  /**
   * Each size class leads a mail in turn, and after them what somebody asked for. The turn is kept from one digest to
   * the next: a server may be so slow, or take so few mails at a time, that there is one mail in a digest. Every other
   * round those of refused mails come last, as one of them may be why; in the one between they do not, or whoever sends
   * enough would keep them waiting. `isAlone`: each class by itself, and texts, which have digests of their own then,
   * only when there is nothing else.
   */
  #leaseInTurn(limits: Limits, isAlone: boolean, leaseAsked: () => LeasedTip[]): LeasedTip[] {
    const lease = (classes: readonly SizeClassIndex[], turn: number) =>
      this.#host.store.lease(this.#to, limits, classes, turn < TURNS ? 'refused' : 'arrival');
    for (let passed = 0; passed < TURNS; passed++) {
      const turn = this.#number('turn');
      this.#set('turn', (turn + 1) % (2 * TURNS));
      const leads = SIZES.filter((one) => one === turn % TURNS);
      const others = SIZES.filter((one) => one !== turn % TURNS);
      const own = leads.filter((one) => one > 0);
      const tips =
        turn % TURNS === ASKED_TURN ? leaseAsked() : lease(isAlone ? own : [...leads, ...others], turn);
      if (tips.length > 0) return tips;
    }
    return isAlone ? lease([0], this.#number('turn')) : [];
  }

  async #limits(): Promise<Limits> {
    try {
      const { attachments, bytes } = await this.#host.delivery().limits();
      return { attachments, bytes: Math.min(bytes, MAX_MAIL) };
    } catch {
      // A configuration that is wrong: the mail itself will tell.
      return { attachments: MAX_TIPS + 1, bytes: MAX_MAIL };
    }
  }

  /** The tips set apart, each in a mail of its own. */
  async #retryApart(apart: readonly Candidate[], limits: Limits, began: number): Promise<void> {
    let refused = 0;
    for (const candidate of apart) {
      if (refused === MAX_APART_REFUSED || !this.#isOpen(began)) return;
      const tips = this.#host.atomically(() => this.#host.store.leaseApart(this.#to, candidate));
      // eslint-disable-next-line no-await-in-loop
      const result = await this.#sendTips(tips, limits);
      if (isOfMail(result)) refused++;
      this.#settle(tips, isOfMail(result) ? 'apart' : 'id' in result ? 'mailed' : 'deferred', result);
    }
  }

  #isOpen = (began: number, time = MAX_DIGEST): boolean =>
    Math.max(this.#number('retry_at'), this.#number('quota_at')) <= began && this.#host.now() - began < time;

  #settle(tips: readonly LeasedTip[], outcome: Outcome, result: DeliveryResult | null): void {
    const now = this.#host.now();
    this.#host.atomically(() => {
      this.#host.store.settle(this.#to, tips, outcome, now);
      if (result === null) return;
      if (outcome !== 'apart') this.#noteResult(result);
      else {
        this.#set('apart', String(Object.values(result)[0]));
        // A time that stands stays: whoever sends one bait an hour must not put off the turn of the others.
        if (this.#number('apart_at') <= now) this.#set('apart_at', now + APART_RETRY);
      }
    });
  }

  async #sendTips(tips: readonly LeasedTip[], limits: Limits): Promise<DeliveryResult> {
    if (tips.some(({ sizeClass }) => !fits(sizeClass, limits))) return { rejected: 'SIZE' };
    const { store } = this.#host;
    const files = await Promise.all(
      tips.map(async ({ tip, seq }) => ({ seq, ...(await mailedFileOf(store.load(tip))) })),
    );
    const manifest: Manifest = {
      v: 2,
      kind: 'batch',
      hour: hourText(this.#host.now()),
      ...this.#numbered(),
      files: Object.fromEntries(files.map(({ seq, hash }) => [seq, hash])),
      ...(tips.some(({ isNew }) => isNew) ? {} : { again: true }),
    };
    return this.#mail(manifest, files);
  }

  async #mail(manifest: Manifest, files: readonly NumberedFile[] = []): Promise<DeliveryResult> {
    const { id, env } = this.#host;
    try {
      const signKey = await importSignKey(env.MAIL_SIGN_KEY);
      const mail = await composeMail(
        addressOf(id, this.#to, env),
        manifest,
        files,
        signKey,
        env.OPERATOR_CONTACT,
      );
      const isTip = manifest.kind === 'batch';
      if ((await this.#host.mayMail(isTip)) === false) return OVER_QUOTA;
      return await this.#host.delivery().deliver(mail);
    } catch {
      // A missing secret or address: nothing is lost, and waiting alone will not mend it.
      return { permanent: 'configuration' };
    }
  }

  // Its success says nothing of a batch that is refused.
  #noteHeartbeat(result: DeliveryResult): void {
    this.#set('beat_fault', faultText(result));
    this.#noteSince();
    const isShut = !('id' in result || isOfMail(result));
    if (isShut || this.#text('fault') === '') this.#countFailure(isShut);
  }

  #noteResult(result: DeliveryResult): void {
    this.#set('fault', faultText(result));
    this.#noteSince();
    // The mailbox is well, and its heartbeat has a reserve: only this digest ends.
    if (isOverQuota(result)) this.#set('quota_at', this.#host.now() + 1);
    else this.#countFailure(!('id' in result));
  }

  /** Since when something is wrong with its mails. */
  #noteSince(): void {
    const isWell = this.#text('fault') === '' && this.#text('beat_fault') === '';
    const since = this.#number('wrong_since');
    if (isWell && since > 0) this.#set('wrong_since', 0);
    if (!isWell && since === 0) this.#set('wrong_since', this.#host.now());
  }

  #countFailure(hasFailed: boolean): void {
    const failures = hasFailed ? this.#number('failures') + 1 : 0;
    this.#set('failures', failures);
    this.#set('retry_at', failures === 0 ? 0 : this.#host.now() + backoff(failures, this.#host.timing));
  }

  #numbered = (): NumberedInbox => ({
    inbox: this.#host.id,
    to: this.#to,
    last: this.#host.store.lastSeq(this.#to),
  });

  #text = (name: string): string => this.#host.store.text(`${name}:${this.#to}`);
  #number = (name: string): number => this.#host.store.number(`${name}:${this.#to}`);
  #set = (name: string, value: string | number): void => this.#host.store.set(`${name}:${this.#to}`, value);
}

const hourText = (time: number) => new Date(time).toISOString().slice(0, 13);

const heartbeatOf = (inboxes: NumberedInbox[], now: number): Manifest => ({
  v: 2,
  kind: 'heartbeat',
  hour: hourText(now),
  inboxes,
});

/** The line has no mail left today for tips of this inbox. */
const OVER_QUOTA: DeliveryResult = { retry: 'QUOTA' };
const isOverQuota = (result: DeliveryResult): boolean => result === OVER_QUOTA;

/** Whether a refusal may speak of what is in the mail, and not of the line or the mailbox. */
const isOfMail = (result: DeliveryResult): boolean => 'rejected' in result || 'seen' in result;

const faultText = (result: DeliveryResult): string =>
  'id' in result ? '' : (Object.entries(result)[0] ?? []).join(' ');
