/** Finds the tip for which a mailbox refuses a mail, so that it holds up no other. */
import type { DeliveryResult } from './mail.ts';
import type { Outcome } from './outbox-store.ts';

/** The digest of one mailbox: where its tips come from, and what becomes of them. */
export interface Digest<Tip> {
  /** The tips of the next mail; none when nothing waits any more. */
  next(): Tip[];
  send(tips: readonly Tip[]): Promise<DeliveryResult>;
  /** A mail without a tip. */
  probe(): Promise<DeliveryResult>;
  /** Whether a refusal speaks of the mail, and not of the line or the mailbox. */
  isOfMail(result: DeliveryResult, tips: readonly Tip[]): boolean;
  /** Whether there is still time, and the mailbox was not found shut. */
  isOpen(): boolean;
  /** `apart`: refused by itself, though the mailbox takes mails. `result` is null for what was not tried. */
  settle(tips: readonly Tip[], outcome: Outcome, result: DeliveryResult | null): void;
  /** The search found nobody in its time: of the mails refused for what is in them, the smallest had so many tips. */
  giveUp(smallest: number, result: DeliveryResult): void;
}

/** Mails of one digest: a bound on one alarm's work, the rest goes with the next. */
const MAX_MAILS = 64;
/** Tips refused one by one while nothing at all is taken: then it is rather the mailbox. */
const MAX_SUSPECTS = 3;

/**
 * Mails a digest. A mail refused for what is in it goes again as two halves, down to one tip, which is set apart when
 * the mailbox took another mail meanwhile; where it takes nothing at all, everything waits together. Any other fault
 * ends the digest.
 */
export async function sendDigest<Tip>(digest: Digest<Tip>): Promise<void> {
  const halves: Tip[][] = [];
  const suspects: { tip: Tip; result: DeliveryResult }[] = [];
  let refused: { tips: number; result: DeliveryResult } | null = null;
  let isTaken = false;
  for (let mails = 0; mails < MAX_MAILS && digest.isOpen(); mails++) {
    if (!isTaken && suspects.length === MAX_SUSPECTS) break;
    const tips = halves.shift() ?? digest.next();
    const [tip, ...others] = tips;
    if (tip === undefined) break;
    // eslint-disable-next-line no-await-in-loop
    const result = await digest.send(tips);
    if ('id' in result) {
      isTaken = true;
      digest.settle(tips, 'mailed', result);
    } else if (!digest.isOfMail(result, tips)) {
      digest.settle(tips, 'seen' in result ? 'refused' : 'deferred', result);
    } else if (others.length > 0) {
      const half = Math.ceil(tips.length / 2);
      halves.unshift(tips.slice(0, half), tips.slice(half));
      refused = { tips: tips.length, result };
    } else {
      suspects.push({ tip, result });
      // Is it the tip that is refused, or does the mailbox take nothing? A mail without a tip tells.
      if (suspects.length === 1 && !isTaken && (mails === 0 || digest.isOpen()))
        // eslint-disable-next-line no-await-in-loop
        isTaken = 'id' in (await digest.probe());
    }
  }
  // One refusal of the mailbox, however many tips it was tried with.
  const [first] = suspects;
  if (first)
    digest.settle(
      suspects.map(({ tip }) => tip),
      isTaken ? 'apart' : 'refused',
      first.result,
    );
  const left = halves.flat();
  digest.settle(left, 'deferred', null);
  // Slow refusals must not begin the same search anew for ever.
  if (refused && left.length > 0 && suspects.length === 0) digest.giveUp(refused.tips, refused.result);
}
