/** The tables of one inbox and every question asked of them. Synchronous, so that callers can make it atomic. */
import {
  ESCALATE_DAYS,
  KEEP_MAILED_DAYS,
  KEEP_OPENED_DAYS,
  MAIL_AGAIN_DAYS,
  TOMBSTONE_DAYS,
} from '../contract/retention.ts';
import type { Accepted, Waiting } from './capacity.ts';
import { type Audience } from '../contract/audience.ts';
import { dayOf, firstHourOf, HOUR, hourOf } from '../contract/day.ts';
import { type NumberRange } from '../contract/resend.ts';
import { type SizeClassIndex } from '../contract/sizes.ts';
import { fits, pack, type Candidate, type Limits } from '../delivery/pack.ts';
import { FLOOD_TEXTS, MOST_TEXTS_COUNTED } from '../delivery/schedule.ts';
import type { LeasedTip, Outcome, OutboxStore } from '../delivery/outbox-store.ts';
import { INBOX_MIGRATIONS, migrate } from './migrations.ts';

export interface NewTip {
  sid: Uint8Array;
  hash: Uint8Array;
  ackHash: Uint8Array;
  sizeClass: SizeClassIndex;
  age: Uint8Array;
}

/** Days are those of Vietnam: `opened` the first ack, `escalated` when that was decided, `mailed` the first mail. */
export interface StoredTip {
  accepted: number;
  opened: number | null;
  escalated: number | null;
  mailed: Readonly<Record<Audience, number | null>>;
}

/**
 * What became of a request to mail numbers again: how many will be, those that the mailbox refuses by themselves, and
 * those whose bytes are gone.
 */
export interface Resent {
  again: number;
  apart: number[];
  gone: number[];
}

/** Kept under the 2 MB limit of a value. */
const CHUNK = 1_048_576;

// The states of a mailing: `due`, `leased` (in a mail under way), `mailed`, `again` (to be mailed once more), `apart`
// (the mailbox refuses this one by itself), `ended` (purged).

/** Of mailings `m`: in a first mail under way, or refused by this mailbox by itself while the other has it not either. */
const IN_DOUBT = `(state = 'leased' AND mailed_day IS NULL OR state = 'apart' AND NOT EXISTS
  (SELECT 1 FROM mailings other WHERE other.tip = m.tip AND other.mailed_day IS NOT NULL))`;

type Row = Record<string, SqlStorageValue>;

export class InboxStore implements OutboxStore {
  readonly #sql: SqlStorage;

  /** @throws Error when the store cannot be brought to today's schema. */
  constructor(storage: DurableObjectStorage) {
    migrate(storage, INBOX_MIGRATIONS);
    this.#sql = storage.sql;
  }

  #rows<T extends Row>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.#sql.exec<T>(query, ...bindings).toArray();
  }

  #count(query: string, ...bindings: SqlStorageValue[]): number {
    return this.#rows<{ n: number | null }>(query, ...bindings)[0]?.n ?? 0;
  }

  /** SHA-256 of the age file that came under this sid; null when none did. */
  hashOf(sid: Uint8Array): Uint8Array | null {
    const [row] = this.#rows<{ hash: ArrayBuffer }>('SELECT hash FROM tips WHERE sid = ?', buffer(sid));
    return row ? new Uint8Array(row.hash) : null;
  }

  /** Whether oversight has still to get something that was escalated on this day or before. */
  isEscalating(day: number): boolean {
    return (
      this.#count(
        `SELECT EXISTS (SELECT 1 FROM mailings JOIN tips ON id = tip
         WHERE audience = 'oversight' AND state IN ('due', 'leased') AND escalated <= ?) AS n`,
        day,
      ) > 0
    );
  }

  find(sid: Uint8Array): StoredTip | null {
    const [row] = this.#rows<{
      hour: number;
      opened: number | null;
      escalated: number | null;
      unit: number | null;
      oversight: number | null;
    }>(
      `SELECT hour, tips.opened, escalated, unit.mailed_day AS unit, oversight.mailed_day AS oversight FROM tips
       LEFT JOIN mailings unit ON unit.tip = id AND unit.audience = 'unit'
       LEFT JOIN mailings oversight ON oversight.tip = id AND oversight.audience = 'oversight'
       WHERE sid = ?`,
      buffer(sid),
    );
    if (!row) return null;
    const { hour, opened, escalated, unit, oversight } = row;
    const accepted = dayOf(hour * HOUR);
    return { accepted, opened, escalated, mailed: { unit, oversight } };
  }

  insert(tip: NewTip, now: number, audiences: readonly Audience[]): void {
    const [row] = this.#rows<{ id: number }>(
      'INSERT INTO tips (sid, hash, ack_hash, size_class, hour) VALUES (?, ?, ?, ?, ?) RETURNING id',
      buffer(tip.sid),
      buffer(tip.hash),
      buffer(tip.ackHash),
      tip.sizeClass,
      hourOf(now),
    );
    const id = row?.id ?? 0;
    for (const audience of audiences)
      this.#sql.exec(
        `INSERT INTO mailings (tip, audience, state, size_class) VALUES (?, ?, 'due', ?)`,
        id,
        audience,
        tip.sizeClass,
      );
    for (let part = 0; part * CHUNK < tip.age.length; part++)
      this.insertChunk(id, part, tip.age.subarray(part * CHUNK, (part + 1) * CHUNK));
  }

  insertChunk(tip: number, part: number, bytes: Uint8Array): void {
    this.#sql.exec('INSERT INTO chunks (tip, part, bytes) VALUES (?, ?, ?)', tip, part, buffer(bytes));
  }

  /**
   * Marks a number used once (of a proof of work, of a request to mail again); `expires` is in ms. False when it was
   * used before, or expired while the body was still on its way: its row may be gone by then.
   */
  useNonce(nonce: string, expires: number, now: number): boolean {
    if (expires <= now) return false;
    // Kept to the hour: an expiry to the second would tell when the tip was sent.
    const used = this.#sql.exec(
      'INSERT OR IGNORE INTO nonces (nonce, expiry_hour) VALUES (?, ?)',
      nonce,
      hourOf(expires),
    );
    return used.rowsWritten > 0;
  }

  /**
   * How many tips of each size class wait to be mailed to one mailbox, and how many it refuses by themselves. Those no
   * longer count once the other has them: they would stop new tips for ever. `until`: of those accepted before this hour.
   */
  waiting(audience: Audience, until = Infinity): Waiting {
    const waiting: Waiting = { due: [0, 0, 0], apart: [0, 0, 0] };
    const accepted =
      until === Infinity ? '' : `AND tip IN (SELECT id FROM tips WHERE hour < ${Math.floor(until)})`;
    for (const { state, size_class, n } of this.#rows<{
      state: 'due' | 'leased' | 'apart';
      size_class: SizeClassIndex;
      n: number;
    }>(
      `SELECT state, size_class, count(*) AS n FROM mailings WHERE audience = ? AND state = 'due' ${accepted}
         GROUP BY size_class
       UNION ALL
       SELECT state, size_class, count(*) AS n FROM mailings m WHERE audience = ? AND ${IN_DOUBT} ${accepted}
         GROUP BY state, size_class`,
      audience,
      audience,
    ))
      waiting[state === 'apart' ? 'apart' : 'due'][size_class] += n;
    return waiting;
  }

  /** How many texts are ready to be mailed, counted no further than makes a difference: this is asked with every tip. */
  waitingTexts(audience: Audience): number {
    return this.#count(
      `SELECT count(*) AS n FROM (SELECT 1 FROM mailings
       WHERE audience = ? AND state = 'due' AND size_class = 0 LIMIT ${MOST_TEXTS_COUNTED})`,
      audience,
    );
  }

  /** Whether so many texts are ready to be mailed that digests leave more often. */
  isFlooded(audience: Audience): boolean {
    return this.waitingTexts(audience) > FLOOD_TEXTS;
  }

  /** The day on which the oldest tip that waits for a mailbox was accepted. */
  oldestWaiting(audience: Audience, until?: number): number | null {
    const hour = this.oldestHour(audience, until);
    return hour === null ? null : dayOf(hour * HOUR);
  }

  /** The hour in which that was. */
  oldestHour(audience: Audience, until = 2 ** 40): number | null {
    const [row] = this.#rows<{ hour: number | null }>(
      `SELECT min(hour) AS hour FROM tips JOIN mailings m ON m.tip = id
       WHERE audience = ? AND hour < ? AND (state = 'due' OR ${IN_DOUBT})`,
      audience,
      until,
    );
    return row?.hour ?? null;
  }

  acceptedSince(hour: number): number {
    return this.#count('SELECT count(*) AS n FROM tips WHERE hour >= ?', hour);
  }

  /** How many tips of each class were accepted in each hour since this one. */
  acceptedByHour(since: number): Accepted[] {
    return this.#rows<{ hour: number; size_class: SizeClassIndex; count: number }>(
      'SELECT hour, size_class, count(*) AS count FROM tips WHERE hour >= ? GROUP BY hour, size_class',
      since,
    ).map(({ size_class, ...rest }) => ({ ...rest, sizeClass: size_class }));
  }

  /** Whether anything waits for a mail to one mailbox. */
  hasWork(audience: Audience): boolean {
    return (
      this.#count(
        `SELECT EXISTS (SELECT 1 FROM mailings
         WHERE audience = ? AND state IN ('due', 'leased', 'again', 'apart')) AS n`,
        audience,
      ) > 0
    );
  }

  lease(
    audience: Audience,
    limits: Limits,
    classes: readonly SizeClassIndex[],
    order: 'arrival' | 'refused' = 'arrival',
  ): LeasedTip[] {
    const candidates = classes.flatMap((sizeClass) =>
      this.#due(audience, sizeClass, limits.attachments - 1, order),
    );
    return this.#take(audience, pack(candidates, limits), true);
  }

  /**
   * Those that somebody asked for come first, then small ones, of which most mailboxes take more; the rest in no order, so
   * that they meet in other mails. One that has vanished twice goes alone: it may be why.
   */
  leaseAgain(audience: Audience, limits: Limits, room: number, isOnlyAsked: boolean): LeasedTip[] {
    const classes = ([0, 1, 2] as const).filter((sizeClass) => fits(sizeClass, { ...limits, bytes: room }));
    const take = (times: '= 1' | '> 1', count: number) =>
      this.#rows<{ tip: number; size_class: SizeClassIndex; asked: number }>(
        `SELECT tip, size_class, asked FROM mailings
         WHERE audience = ? AND state = 'again' AND times ${times} AND size_class <= ? AND asked >= ?
         ORDER BY asked DESC, size_class, random() LIMIT ?`,
        audience,
        classes.at(-1) ?? -1,
        isOnlyAsked ? 1 : 0,
        count,
      ).map(({ tip, size_class, asked }) => ({ tip, sizeClass: size_class, rank: size_class - 3 * asked }));
    const [twice] = take('> 1', 1);
    const once = take('= 1', limits.attachments);
    const isFirst = twice && twice.rank <= (once[0]?.rank ?? 2);
    return this.#take(audience, isFirst ? [twice] : pack(once, limits), false);
  }

  apart(audience: Audience, limit: number): Candidate[] {
    return this.#candidates(
      `WHERE audience = ? AND state = 'apart' ORDER BY random() LIMIT ?`,
      audience,
      limit,
    );
  }

  leaseApart(audience: Audience, candidate: Candidate): LeasedTip[] {
    return this.#take(audience, [candidate], false);
  }

  #candidates(where: string, ...bindings: SqlStorageValue[]): Candidate[] {
    return this.#rows<{ tip: number; size_class: SizeClassIndex }>(
      `SELECT tip, size_class FROM mailings ${where}`,
      ...bindings,
    ).map(({ tip, size_class }) => ({ tip, sizeClass: size_class }));
  }

  /** In a flood half of the texts are the newest: whoever writes now is not behind all of it. */
  #due(
    audience: Audience,
    sizeClass: SizeClassIndex,
    limit: number,
    order: 'arrival' | 'refused',
  ): Candidate[] {
    const take = (by: string, count: number) =>
      this.#candidates(
        `WHERE audience = ? AND state = 'due' AND size_class = ? ORDER BY ${by} LIMIT ?`,
        audience,
        sizeClass,
        count,
      );
    const [oldest, newest] =
      order === 'arrival' ? ['tip', 'tip DESC'] : ['refused, tip', 'refused, tip DESC'];
    if (sizeClass > 0 || !this.isFlooded(audience)) return take(oldest, limit);
    const last = take(newest, Math.ceil(limit / 2)).reverse();
    const known = new Set(last.map(({ tip }) => tip));
    const first = take(oldest, limit).filter(({ tip }) => !known.has(tip));
    return [...first.slice(0, limit - last.length), ...last];
  }

  #take(audience: Audience, candidates: readonly Candidate[], isNew: boolean): LeasedTip[] {
    return candidates.map(({ tip, sizeClass }) => {
      const [{ seq, refused } = { seq: null, refused: 0 }] = this.#rows<{
        seq: number | null;
        refused: number;
      }>(
        `UPDATE mailings SET state = 'leased' WHERE tip = ? AND audience = ? RETURNING seq, refused`,
        tip,
        audience,
      );
      return { tip, seq: seq ?? this.#number(audience, tip), isNew, refused, sizeClass };
    });
  }

  #number(audience: Audience, tip: number): number {
    const seq = this.lastSeq(audience) + 1;
    this.set(`last_seq:${audience}`, seq);
    this.#sql.exec('UPDATE mailings SET seq = ? WHERE tip = ? AND audience = ?', seq, tip, audience);
    return seq;
  }

  /** The highest number ever given to an audience. */
  lastSeq(audience: Audience): number {
    return this.number(`last_seq:${audience}`);
  }

  load(tip: number): Uint8Array<ArrayBuffer> {
    const parts = this.#rows<{ bytes: ArrayBuffer }>(
      'SELECT bytes FROM chunks WHERE tip = ? ORDER BY part',
      tip,
    );
    const age = new Uint8Array(parts.reduce((size, { bytes }) => size + bytes.byteLength, 0));
    let offset = 0;
    for (const { bytes } of parts) {
      age.set(new Uint8Array(bytes), offset);
      offset += bytes.byteLength;
    }
    return age;
  }

  /** What the unit's mailbox refuses by itself goes to oversight. */
  settle(audience: Audience, tips: readonly LeasedTip[], outcome: Outcome, now: number): void {
    for (const { tip, sizeClass } of tips) {
      const [row] = this.#rows<{ is_new: number; asked: number; opened: number | null }>(
        `SELECT mailed_day IS NULL AS is_new, asked, opened FROM mailings WHERE tip = ? AND audience = ?`,
        tip,
        audience,
      );
      // What was taken before and is refused now is not tried for ever, unless somebody asked for it; nor what arrived
      // all the same.
      const isOpened = row?.opened !== null;
      const isDone = row?.is_new
        ? isOpened && outcome === 'refused' && audience === 'unit'
        : !row?.asked && (isOpened || outcome === 'apart');
      const waits = outcome === 'apart' ? 'apart' : row?.is_new ? 'due' : 'again';
      const state = outcome === 'mailed' || isDone ? 'mailed' : waits;
      this.#sql.exec(
        `UPDATE mailings SET state = ?, times = times + ?, refused = refused + ?, asked = asked AND ?,
           mailed_day = coalesce(mailed_day, ?)
         WHERE tip = ? AND audience = ?`,
        state,
        Number(outcome === 'mailed' || (isDone && outcome !== 'deferred')),
        Number(outcome === 'refused'),
        Number(state !== 'mailed'),
        state === 'mailed' ? dayOf(now) : null,
        tip,
        audience,
      );
      if (state === 'apart' && audience === 'unit') this.#sendTo('oversight', tip, sizeClass);
    }
  }

  #sendTo(audience: Audience, tip: number, sizeClass: SizeClassIndex): void {
    this.#sql.exec(
      `INSERT OR IGNORE INTO mailings (tip, audience, state, size_class) VALUES (?, ?, 'due', ?)`,
      tip,
      audience,
      sizeClass,
    );
  }

  /** Tips whose mail was never settled (the process died in between) wait again; their number stays. */
  releaseLeases(): void {
    this.#sql.exec(
      `UPDATE mailings SET state = CASE WHEN mailed_day IS NULL THEN 'due' ELSE 'again' END
       WHERE audience IN ('unit', 'oversight') AND state = 'leased'`,
    );
  }

  /** Those of these SHA-256s, one after another, that are of a tip, each once: whoever makes them up must cost little. */
  knownAcks(hashes: Uint8Array): Uint8Array[] {
    const hex = Buffer.from(hashes).toString('hex');
    const rows = this.#rows<{ ack_hash: ArrayBuffer }>(
      // One binding for all: a query may have a hundred (Cloudflare's limit).
      `SELECT DISTINCT ack_hash FROM json_each(?) CROSS JOIN tips ON ack_hash = unhex(value)`,
      JSON.stringify(hex.match(/.{64}/g)),
    );
    return rows.map(({ ack_hash }) => new Uint8Array(ack_hash));
  }

  /**
   * Marks the tip with this SHA-256(ack) as opened by one audience, or by whoever has it. What oversight opens does not
   * show in the unit's mails, or the unit would see the draw. An ack proves decryption: where the server had seen a mail
   * with it, that arrived whatever it answered. Not for oversight, whose ack the unit could send.
   */
  open(ackHash: Uint8Array, audience: Audience | null, now: number): void {
    const [today, hash] = [dayOf(now), buffer(ackHash)];
    this.#sql.exec('UPDATE tips SET opened = ? WHERE ack_hash = ? AND opened IS NULL', today, hash);
    const mine = `opened IS NULL AND tip IN (SELECT id FROM tips WHERE ack_hash = ?)`;
    if (audience === 'unit')
      this.#sql.exec(
        `UPDATE mailings SET state = 'mailed', times = 1, mailed_day = ?
         WHERE ${mine} AND audience = 'unit' AND mailed_day IS NULL AND refused > 0 AND state != 'leased'`,
        today,
        hash,
      );
    // Whoever has it need not get it once more, unless somebody asked.
    this.#sql.exec(
      `UPDATE mailings SET opened = ?, state = CASE WHEN state = 'again' AND asked = 0 THEN 'mailed' ELSE state END
       WHERE ${mine} AND (audience = ? OR ? AND mailed_day IS NOT NULL)`,
      today,
      hash,
      audience,
      Number(audience === null),
    );
  }

  /**
   * Has these numbers mailed once more, opened or not. What still waits for its first mail is on its way anyway. For
   * the unit a number is gone by its own days: what is kept longer for oversight would tell that it has it to get.
   */
  resend(audience: Audience, ranges: readonly NumberRange[], now: number): Resent {
    const resent: Resent = { again: 0, apart: [], gone: [] };
    for (const { from, to } of ranges) {
      const rows = this.#rows<{ tip: number; seq: number; state: string; is_over: number }>(
        `SELECT tip, seq, state, audience = 'unit' AND (opened <= ? OR mailed_day <= ?) AS is_over
         FROM mailings WHERE audience = ? AND seq BETWEEN ? AND ?`,
        dayOf(now) - KEEP_OPENED_DAYS,
        dayOf(now) - KEEP_MAILED_DAYS,
        audience,
        from,
        to,
      );
      const known = new Map(rows.map((row) => [row.seq, row]));
      for (let seq = from; seq <= Math.min(to, this.lastSeq(audience)); seq++) {
        const row = known.get(seq);
        if (!row || row.state === 'ended' || row.is_over) resent.gone.push(seq);
        else if (row.state === 'apart') resent.apart.push(seq);
        else {
          resent.again++;
          this.#sql.exec(
            `UPDATE mailings SET state = CASE state WHEN 'mailed' THEN 'again' ELSE state END,
             asked = mailed_day IS NOT NULL WHERE tip = ? AND audience = ?`,
            row.tip,
            audience,
          );
        }
      }
    }
    return resent;
  }

  /** Has a tip mailed to oversight and not to the unit. False when there is none, or the unit has it already. */
  divert(sid: Uint8Array): boolean {
    const [row] = this.#rows<{ id: number; size_class: SizeClassIndex }>(
      `DELETE FROM mailings WHERE audience = 'unit' AND seq IS NULL AND tip = (SELECT id FROM tips WHERE sid = ?)
       RETURNING tip AS id, size_class`,
      buffer(sid),
    );
    if (row) this.#sendTo('oversight', row.id, row.size_class);
    return row !== undefined;
  }

  /** Sends to oversight what nobody opened for seven days, and to each mailbox once more what may have vanished. */
  escalate(now: number): void {
    const today = dayOf(now);
    const stale = this.#rows<{ id: number; size_class: SizeClassIndex }>(
      `UPDATE tips SET escalated = ?
       WHERE hour < ? AND opened IS NULL AND escalated IS NULL AND purged_day IS NULL RETURNING id, size_class`,
      today,
      firstHourOf(today - ESCALATE_DAYS + 1),
    );
    for (const { id, size_class } of stale) this.#sendTo('oversight', id, size_class);
    this.#sql.exec(
      `UPDATE mailings SET state = 'again'
       WHERE audience IN ('unit', 'oversight') AND state = 'mailed' AND times = 1 AND mailed_day <= ?
       AND opened IS NULL`,
      today - MAIL_AGAIN_DAYS,
    );
  }

  /**
   * Forgets what is done with: 14 days after it was opened, or 45 after the unit got it (oversight, where the unit's
   * mailbox refuses it). Never what a mailbox still has to get, unless it refuses that one by itself and the level
   * above has it.
   */
  purge(now: number): void {
    const today = dayOf(now);
    const done = this.#rows<{ id: number }>(
      `SELECT id FROM tips JOIN mailings m ON m.tip = id WHERE purged_day IS NULL GROUP BY id, tips.opened
       HAVING sum(state IN ('due', 'leased') OR state = 'again' AND asked
                  OR state = 'apart' AND audience = 'oversight' AND mailed_day IS NULL) = 0
       AND max(mailed_day) IS NOT NULL
       AND (tips.opened <= ? OR coalesce(max(CASE audience WHEN 'unit' THEN mailed_day END), max(mailed_day)) <= ?)`,
      today - KEEP_OPENED_DAYS,
      today - KEEP_MAILED_DAYS,
    );
    for (const { id } of done) {
      this.#sql.exec('DELETE FROM chunks WHERE tip = ?', id);
      this.#sql.exec(`UPDATE mailings SET state = 'ended' WHERE tip = ?`, id);
      this.#sql.exec('UPDATE tips SET purged_day = ? WHERE id = ?', today, id);
    }
    const forgotten = this.#rows<{ id: number }>(
      'DELETE FROM tips WHERE purged_day <= ? RETURNING id',
      today - TOMBSTONE_DAYS,
    );
    for (const { id } of forgotten) this.#sql.exec('DELETE FROM mailings WHERE tip = ?', id);
    this.#sql.exec('DELETE FROM nonces WHERE expiry_hour < ?', hourOf(now));
  }

  /** Tries whether a tip could be kept, and leaves nothing. @throws Error when it could not. */
  tryInsert(storage: DurableObjectStorage, now: number): void {
    const undone = new Error('undone');
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const tip = { sid: bytes, hash: bytes, ackHash: bytes, sizeClass: 0 as const, age: bytes };
    try {
      storage.transactionSync(() => {
        this.insert(tip, now, ['unit']);
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
  }

  /** A text that was set, '' when none was. */
  text(name: string): string {
    const value = this.#meta(name);
    return typeof value === 'string' ? value : '';
  }

  /** A number that was set, 0 when none was. */
  number(name: string): number {
    return Number(this.#meta(name) ?? 0);
  }

  #meta(name: string): SqlStorageValue | undefined {
    return this.#rows<{ value: SqlStorageValue }>('SELECT value FROM meta WHERE name = ?', name)[0]?.value;
  }

  set(name: string, value: SqlStorageValue): void {
    this.#sql.exec(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }
}

// SQL values must be ArrayBuffers of exactly the bytes meant.
const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer;
