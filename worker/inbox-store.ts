/** The tables of one inbox and every question asked of them. Synchronous, so that callers can make it atomic. */
import { dayOf, SIZE_CLASSES, type SizeClassIndex } from './contract.ts';
import type { Audience } from './delivery/address.ts';
import type { MailedTip } from './delivery/compose.ts';
import { MAX_ATTACHMENTS } from './delivery/deliver.ts';
import { FLOOD_TEXTS, hourOf } from './schedule.ts';

export interface NewTip {
  sid: Uint8Array;
  hash: Uint8Array;
  ackHash: Uint8Array;
  sizeClass: SizeClassIndex;
  age: Uint8Array;
}

/**
 * Where a kept tip is. `state` is its way to the unit alone: what oversight got or opened must not keep the unit
 * from its mail. `refused`: set apart, because a mail server refuses this one tip while it takes others. Days: `day` when it was accepted or, once mailed, mailed to the unit; `opened` when its ack came.
 */
export interface StoredTip {
  hash: Uint8Array;
  state: 'queued' | 'leased' | 'deferred' | 'bounced' | 'refused' | 'mailed';
  day: number;
  opened: number | null;
  escalated: number | null;
  oversight: 'none' | 'due' | 'refused' | 'mailed';
}

/** Kept under the 2 MB limit of a value; one MiB as in protocol.md. */
const CHUNK = 1_048_576;
/** Mails stay under common 5 MB limits: what base64 with line ends makes of the attachments. */
const MAX_ENCODED = 4.5 * 1_048_576;
/** Tips of one mail at most: the signed note is an attachment too. */
const MAX_TIPS = MAX_ATTACHMENTS - 1;
const encodedSize = (bytes: number) => Math.ceil(bytes / 57) * 78;

const KEEP_OPENED_DAYS = 14;
const KEEP_MAILED_DAYS = 45;
const ESCALATE_DAYS = 7;
const TOMBSTONE_DAYS = 90;

const READY = `state IN ('queued', 'deferred', 'bounced') AND purged_day IS NULL`;
const READY_FOR: Readonly<Record<Audience, string>> = {
  unit: READY,
  oversight: `oversight = 'due' AND purged_day IS NULL`,
};
const APART_FROM: Readonly<Record<Audience, string>> = {
  unit: `state = 'refused' AND purged_day IS NULL`,
  oversight: `oversight = 'refused' AND purged_day IS NULL`,
};
// What the unit's mailbox refuses and oversight has no longer counts: it would stop new tips for ever.
const WAITING = `((${READY}) OR (${APART_FROM.unit} AND oversight != 'mailed'))`;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tips (
    id INTEGER PRIMARY KEY,
    sid BLOB NOT NULL UNIQUE,
    hash BLOB NOT NULL,
    ack_hash BLOB NOT NULL,
    size_class INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued',
    day INTEGER NOT NULL,
    seq INTEGER UNIQUE,
    opened INTEGER,
    oversight TEXT NOT NULL DEFAULT 'none',
    escalated INTEGER,
    purged_day INTEGER
  );
  CREATE INDEX IF NOT EXISTS tips_by_state ON tips (state, size_class);
  CREATE INDEX IF NOT EXISTS tips_by_ack ON tips (ack_hash);
  CREATE INDEX IF NOT EXISTS tips_by_hour ON tips (hour);
  CREATE INDEX IF NOT EXISTS tips_by_oversight ON tips (oversight);
  CREATE TABLE IF NOT EXISTS chunks (tip INTEGER, part INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (tip, part));
  CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY, expiry_hour INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value);
`;

type Row = Record<string, SqlStorageValue>;

export class InboxStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(SCHEMA);
  }

  #rows<T extends Row>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.#sql.exec<T>(query, ...bindings).toArray();
  }

  #count(query: string, ...bindings: SqlStorageValue[]): number {
    return this.#rows<{ n: number | null }>(query, ...bindings)[0]?.n ?? 0;
  }

  find(sid: Uint8Array): StoredTip | null {
    const [row] = this.#rows(
      'SELECT hash, state, day, opened, escalated, oversight FROM tips WHERE sid = ?',
      buffer(sid),
    );
    return row ? ({ ...row, hash: new Uint8Array(row.hash as ArrayBuffer) } as StoredTip) : null;
  }

  insert(tip: NewTip, now: number, toOversight: boolean): void {
    const [row] = this.#rows<{ id: number }>(
      `INSERT INTO tips (sid, hash, ack_hash, size_class, hour, day, oversight) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      buffer(tip.sid),
      buffer(tip.hash),
      buffer(tip.ackHash),
      tip.sizeClass,
      hourOf(now),
      dayOf(now),
      toOversight ? 'due' : 'none',
    );
    for (let part = 0; part * CHUNK < tip.age.length; part++) {
      this.insertChunk(row?.id ?? 0, part, tip.age.subarray(part * CHUNK, (part + 1) * CHUNK));
    }
  }

  insertChunk(tip: number, part: number, bytes: Uint8Array): void {
    this.#sql.exec('INSERT INTO chunks (tip, part, bytes) VALUES (?, ?, ?)', tip, part, buffer(bytes));
  }

  /**
   * Marks a proof-of-work nonce as used; `expires` is in ms. False when it was used before, or expired while the
   * body was still on its way: its row may be gone by then, and one proof would do for any number of tips.
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

  /** How many tips wait to be mailed to the unit. */
  waiting(): { texts: number; larger: number; bytesOfLarger: number } {
    const count = (sizeClass: number) =>
      this.#count(`SELECT count(*) AS n FROM tips WHERE ${WAITING} AND size_class = ?`, sizeClass);
    const [texts, middle, large] = [count(0), count(1), count(2)];
    return {
      texts,
      larger: middle + large,
      bytesOfLarger: middle * SIZE_CLASSES[1].age + large * SIZE_CLASSES[2].age,
    };
  }

  /** Whether so many texts are ready to be mailed to the unit that digests leave more often. */
  isFlooded(): boolean {
    return this.#count(`SELECT count(*) AS n FROM tips WHERE ${READY} AND size_class = 0`) > FLOOD_TEXTS;
  }

  /** The day on which the oldest tip that waits for the unit was accepted. */
  oldestWaiting(): number | null {
    const [row] = this.#rows<{ day: number | null }>(`SELECT min(day) AS day FROM tips WHERE ${WAITING}`);
    return row?.day ?? null;
  }

  acceptedSince(hour: number): number {
    return this.#count('SELECT count(*) AS n FROM tips WHERE hour >= ?', hour);
  }

  hasWork(): boolean {
    return (
      this.#count(
        `SELECT EXISTS (SELECT 1 FROM tips
         WHERE ${READY} OR ${APART_FROM.unit} OR state = 'leased' OR oversight IN ('due', 'refused')) AS n`,
      ) > 0
    );
  }

  /**
   * The next mail for one audience: numbers given, texts first, then larger classes as far as they fit. For the
   * unit the tips become `leased`; `settle` says what came of it. Empty when nothing waits.
   */
  lease(audience: Audience): MailedTip[] {
    const picked: number[] = [];
    let encoded = 0;
    for (const { id, size_class } of this.#candidates(READY_FOR[audience])) {
      encoded += encodedSize(SIZE_CLASSES[size_class as SizeClassIndex].age);
      if (encoded > MAX_ENCODED || picked.length === MAX_TIPS) break;
      picked.push(id);
    }
    return this.#take(audience, picked);
  }

  /** The tips that were set apart for this audience, at most `limit` and in no order, so that each gets its turn. */
  apartFrom(audience: Audience, limit: number): number[] {
    const query = `SELECT id FROM tips WHERE ${APART_FROM[audience]} ORDER BY random() LIMIT ?`;
    return this.#rows<{ id: number }>(query, limit).map(({ id }) => id);
  }

  /** One tip that was set apart, as `lease` gives it: for a mail of its own. */
  leaseApart(audience: Audience, id: number): MailedTip[] {
    return this.#take(audience, [id]);
  }

  #take(audience: Audience, ids: readonly number[]): MailedTip[] {
    return ids.map((id) => {
      this.#sql.exec('UPDATE tips SET seq = ? WHERE id = ? AND seq IS NULL', this.lastSeq() + 1, id);
      if (audience === 'unit') this.#sql.exec(`UPDATE tips SET state = 'leased' WHERE id = ?`, id);
      return this.#load(id);
    });
  }

  #candidates(where: string): { id: number; size_class: number }[] {
    const texts = `SELECT id, size_class FROM tips WHERE ${where} AND size_class = 0 ORDER BY id`;
    const oldest = Math.floor(MAX_TIPS / 2);
    const flooded =
      this.#count(`SELECT count(*) AS n FROM tips WHERE ${where} AND size_class = 0`) > FLOOD_TEXTS;
    const first = flooded
      ? [
          ...this.#rows(`${texts} LIMIT ${oldest}`),
          ...this.#rows(`${texts} DESC LIMIT ${MAX_TIPS - oldest}`).reverse(),
        ]
      : this.#rows(`${texts} LIMIT ${MAX_TIPS}`);
    const larger = this.#rows(
      `SELECT id, size_class FROM tips WHERE ${where} AND size_class > 0 ORDER BY size_class, id LIMIT 10`,
    );
    return [...first, ...larger] as { id: number; size_class: number }[];
  }

  #load(id: number): MailedTip {
    const parts = this.#rows<{ bytes: ArrayBuffer }>(
      'SELECT bytes FROM chunks WHERE tip = ? ORDER BY part',
      id,
    );
    const [row] = this.#rows<{ seq: number; hash: ArrayBuffer }>(
      'SELECT seq, hash FROM tips WHERE id = ?',
      id,
    );
    const age = new Uint8Array(parts.reduce((size, { bytes }) => size + bytes.byteLength, 0));
    let offset = 0;
    for (const { bytes } of parts) {
      age.set(new Uint8Array(bytes), offset);
      offset += bytes.byteLength;
    }
    return { seq: row?.seq ?? 0, hash: Buffer.from(row?.hash ?? new ArrayBuffer(0)).toString('hex'), age };
  }

  /**
   * What came of a mail. `refused` sets its tips apart, and what the unit refuses goes to oversight; `deferred` and
   * `bounced` make them wait with the others.
   */
  settle(
    audience: Audience,
    seqs: readonly number[],
    outcome: 'mailed' | 'deferred' | 'bounced' | 'refused',
    now: number,
  ): void {
    for (const seq of seqs) {
      if (audience === 'unit') {
        this.#sql.exec('UPDATE tips SET state = ? WHERE seq = ?', outcome, seq);
        if (outcome === 'mailed') this.#sql.exec('UPDATE tips SET day = ? WHERE seq = ?', dayOf(now), seq);
        if (outcome === 'refused')
          this.#sql.exec(`UPDATE tips SET oversight = 'due' WHERE seq = ? AND oversight = 'none'`, seq);
      } else {
        const oversight = outcome === 'mailed' || outcome === 'refused' ? outcome : 'due';
        this.#sql.exec('UPDATE tips SET oversight = ? WHERE seq = ?', oversight, seq);
      }
    }
  }

  /** Tips whose mail was never settled (the process died in between) wait again; their number stays. */
  releaseLeases(): void {
    this.#sql.exec(`UPDATE tips SET state = 'queued' WHERE state = 'leased'`);
  }

  /** Marks the tip with this SHA-256(ack) as opened. An ack proves decryption, so the state does not matter. */
  open(ackHash: Uint8Array, now: number): void {
    this.#sql.exec(
      'UPDATE tips SET opened = ? WHERE ack_hash = ? AND opened IS NULL',
      dayOf(now),
      buffer(ackHash),
    );
  }

  /**
   * Escalates what nobody opened, forgets what is done with (protocol.md, "Storage and delivery"). A tip that the
   * unit's mailbox has refused for days is escalated like one that lies there unread, and is kept; one that it refuses
   * by itself goes with the others once oversight has it.
   */
  keepHouse(now: number): void {
    const today = dayOf(now);
    this.#sql.exec(
      `UPDATE tips SET escalated = ?, oversight = CASE oversight WHEN 'mailed' THEN 'mailed' ELSE 'due' END
       WHERE opened IS NULL AND escalated IS NULL AND purged_day IS NULL AND day <= ?`,
      today,
      today - ESCALATE_DAYS,
    );
    const done = this.#rows<{ id: number }>(
      `SELECT id FROM tips WHERE purged_day IS NULL
       AND (state = 'mailed' AND oversight NOT IN ('due', 'refused') OR state = 'refused' AND oversight = 'mailed')
       AND (opened <= ? OR day <= ?)`,
      today - KEEP_OPENED_DAYS,
      today - KEEP_MAILED_DAYS,
    );
    for (const { id } of done) {
      this.#sql.exec('DELETE FROM chunks WHERE tip = ?', id);
      this.#sql.exec('UPDATE tips SET purged_day = ? WHERE id = ?', today, id);
    }
    this.#sql.exec('DELETE FROM tips WHERE purged_day <= ?', today - TOMBSTONE_DAYS);
    this.#sql.exec('DELETE FROM nonces WHERE expiry_hour < ?', hourOf(now));
  }

  /** The highest number ever given. Kept apart from the tips, whose tombstones go after 90 days. */
  lastSeq(): number {
    const highest = this.#count('SELECT max(seq) AS n FROM tips');
    const kept = Number(this.get('last_seq') ?? 0);
    if (highest > kept) this.set('last_seq', highest);
    return Math.max(highest, kept);
  }

  /** The id of the inbox whose store this is; empty before its first tip or cron. */
  inboxId(): string {
    const id = this.get('inbox');
    return typeof id === 'string' ? id : '';
  }

  get(name: string): SqlStorageValue | undefined {
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
