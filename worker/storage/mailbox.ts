import { KEEP_REPLIES_DAYS } from '../contract/retention.ts';
import { DurableObject } from 'cloudflare:workers';
import { dayOf, DAY } from '../contract/day.ts';
import { MAILBOX_SLOTS, type SealedReply } from '../contract/reply.ts';
import type { Settings } from '../settings.ts';
import { MAILBOX_MIGRATIONS, migrate } from './migrations.ts';

/**
 * The mailboxes whose key begins with one hex digit: at most eight sealed replies each, for as long as retention.ts says. Knows a box by
 * its SHA-256 only, so that what is stored here opens no mailbox. Whether a reply is signed is checked before.
 */
export class Mailbox extends DurableObject<Settings> {
  /** Replaced by tests that move the clock. */
  now: () => number = Date.now;

  constructor(ctx: DurableObjectState, env: Settings) {
    super(ctx, env);
    migrate(ctx.storage, MAILBOX_MIGRATIONS);
  }

  /**
   * Keeps a reply whose age file has this SHA-256. One that was kept before changes nothing; the ninth of a box takes
   * the place of the oldest, whose hash stays, so that nobody who saw it can post it again and push out a newer one.
   */
  keep(boxKey: Uint8Array, hash: Uint8Array, { inbox, day, sig, ct }: SealedReply): void {
    const box = buffer(boxKey);
    this.ctx.storage.transactionSync(() => {
      this.ctx.storage.sql.exec(
        'INSERT OR IGNORE INTO replies (box_key, hash, kept_day, inbox, day, sig, ct) VALUES (?, ?, ?, ?, ?, ?, ?)',
        box,
        buffer(hash),
        dayOf(this.now()),
        inbox,
        day,
        buffer(sig),
        buffer(ct),
      );
      this.ctx.storage.sql.exec(
        `UPDATE replies SET ct = NULL, sig = x'' WHERE box_key = ? AND ct IS NOT NULL AND id NOT IN
         (SELECT id FROM replies WHERE box_key = ? AND ct IS NOT NULL ORDER BY id DESC LIMIT ?)`,
        box,
        box,
        MAILBOX_SLOTS,
      );
    });
    void this.wake();
  }

  /** The replies in a box, oldest first; none for a box that nobody knows. */
  read(boxKey: Uint8Array): SealedReply[] {
    // IdentityQuestion for the day too: a purge that is late must not let a reply live longer.
    const rows = this.ctx.storage.sql.exec<{ inbox: string; day: number; sig: ArrayBuffer; ct: ArrayBuffer }>(
      'SELECT inbox, day, sig, ct FROM replies WHERE box_key = ? AND ct IS NOT NULL AND kept_day > ? ORDER BY id',
      buffer(boxKey),
      dayOf(this.now()) - KEEP_REPLIES_DAYS,
    );
    return rows
      .toArray()
      .map(({ sig, ct, ...reply }) => ({ ...reply, sig: new Uint8Array(sig), ct: new Uint8Array(ct) }));
  }

  /** Makes sure that the alarm stands; the daily cron calls it. */
  async wake(): Promise<void> {
    // A point on the calendar: an hour counted from a reply would tell when that reply came.
    await this.ctx.storage.setAlarm((Math.floor(this.now() / DAY) + 1) * DAY);
  }

  /** Forgets what is too old. Sets the next alarm first and never throws: alarms give up after six failures. */
  override async alarm(): Promise<void> {
    await this.wake();
    try {
      this.ctx.storage.sql.exec(
        'DELETE FROM replies WHERE kept_day <= ?',
        dayOf(this.now()) - KEEP_REPLIES_DAYS,
      );
    } catch {
      // Tomorrow's alarm stands, and `read` gives out nothing too old meanwhile.
    }
  }
}

/** The object that keeps the box with this key, one of 16. */
export function mailboxOf(
  boxKey: Uint8Array,
  env: { MAILBOX: DurableObjectNamespace<Mailbox> },
): DurableObjectStub<Mailbox> {
  return env.MAILBOX.getByName(((boxKey[0] ?? 0) >> 4).toString(16));
}

/** Names of all of them. */
export const MAILBOX_NAMES: readonly string[] = [...'0123456789abcdef'];

// SQL values must be ArrayBuffers of exactly the bytes meant.
const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;
