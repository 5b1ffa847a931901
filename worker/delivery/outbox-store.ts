/** What an outbox asks of the store that keeps the tips. */
import type { Audience } from '../contract/audience.ts';
import type { SizeClassIndex } from '../contract/sizes.ts';
import type { Candidate, Limits } from './pack.ts';

/**
 * A tip on its way into one mail: `tip` is its row, `seq` its number for that audience, `isNew` before any mailbox was
 * asked to take it alone or once more, `refused` how often it was in the smallest mail of a digest that was refused.
 */
export interface LeasedTip {
  tip: number;
  seq: number;
  isNew: boolean;
  refused: number;
  sizeClass: SizeClassIndex;
}

/**
 * What came of a mail for the tips in it. `deferred`: they wait as they did. `refused`: they wait too, behind those that
 * were not. `apart`: this mailbox refuses them by themselves.
 */
export type Outcome = 'mailed' | 'deferred' | 'refused' | 'apart';

export interface OutboxStore {
  /** Whether anything waits for a mail to this audience. */
  hasWork(audience: Audience): boolean;
  waitingTexts(audience: Audience): number;
  isFlooded(audience: Audience): boolean;
  /** The highest number ever given to an audience. */
  lastSeq(audience: Audience): number;
  /**
   * The tips of the next mail to one mailbox, as many as fit `limits` beside the signed manifest, none when nothing waits.
   * Of these size classes, the first first; in each by arrival, or those last that were in refused mails. `settle` says
   * what came of them.
   */
  lease(
    audience: Audience,
    limits: Limits,
    classes: readonly SizeClassIndex[],
    order: 'arrival' | 'refused',
  ): LeasedTip[];
  /** As `lease`, of the tips that are to be mailed once more, and none that alone takes more than `room` bytes. */
  leaseAgain(audience: Audience, limits: Limits, room: number, isOnlyAsked: boolean): LeasedTip[];
  /** The tips that one mailbox refuses by themselves, at most `limit` and in no order, so that each gets its turn. */
  apart(audience: Audience, limit: number): Candidate[];
  /** One of them, as `lease` gives it: for a mail of its own. */
  leaseApart(audience: Audience, candidate: Candidate): LeasedTip[];
  /** The age file of a tip, as it was accepted. */
  load(tip: number): Uint8Array<ArrayBuffer>;
  settle(audience: Audience, tips: readonly LeasedTip[], outcome: Outcome, now: number): void;
  /** A text or number that was set, '' or 0 when none was. */
  text(name: string): string;
  number(name: string): number;
  set(name: string, value: string | number): void;
}
