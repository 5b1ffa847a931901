/**
 * Every schema that a store of this line ever had, and the way from each to the next. A step that has landed is never
 * changed: there are stores made by it. Add one at the end, and a store of today as a fixture (test/fixtures/stores).
 */

export const INBOX_MIGRATIONS: readonly string[] = [
  // 1: stores without a version have this.
  `CREATE TABLE IF NOT EXISTS tips (
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
   CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value);`,

  // 2: one row for each mailbox that a tip goes to, both alike, each with its own numbers.
  `CREATE TABLE mailings (
     tip INTEGER NOT NULL,
     audience TEXT NOT NULL,
     state TEXT NOT NULL,
     size_class INTEGER NOT NULL,
     seq INTEGER,
     times INTEGER NOT NULL DEFAULT 0,
     mailed_day INTEGER,
     asked INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (tip, audience)
   ) WITHOUT ROWID;
   INSERT INTO mailings (tip, audience, state, size_class, seq, times, mailed_day)
     SELECT id, 'unit',
       CASE WHEN purged_day IS NOT NULL THEN 'ended' WHEN state = 'mailed' THEN 'mailed'
            WHEN state = 'refused' THEN 'apart' ELSE 'due' END,
       size_class, seq, state = 'mailed', CASE state WHEN 'mailed' THEN day END
     FROM tips;
   -- Oversight got mails under the unit's numbers. Its own begin after them, so that no number is met twice.
   INSERT INTO mailings (tip, audience, state, size_class, times, mailed_day)
     SELECT id, 'oversight',
       CASE WHEN purged_day IS NOT NULL THEN 'ended' WHEN oversight = 'mailed' THEN 'mailed'
            WHEN oversight = 'refused' THEN 'apart' ELSE 'due' END,
       size_class, oversight = 'mailed', CASE oversight WHEN 'mailed' THEN coalesce(escalated, day) END
     FROM tips WHERE oversight != 'none';
   CREATE INDEX mailings_by_state ON mailings (audience, state, size_class, tip);
   CREATE UNIQUE INDEX mailings_by_seq ON mailings (audience, seq) WHERE seq IS NOT NULL;
   INSERT OR REPLACE INTO meta (name, value)
     SELECT name, max((SELECT coalesce(max(seq), 0) FROM tips),
                      coalesce((SELECT value FROM meta WHERE meta.name = 'last_seq'), 0))
     FROM (SELECT 'last_seq:unit' AS name UNION SELECT 'last_seq:oversight');
   INSERT INTO meta (name, value)
     SELECT 'heartbeat_at:unit', value FROM meta WHERE name = 'heartbeat_at'
     UNION SELECT 'digest_at:unit', value FROM meta WHERE name = 'digest_at'
     UNION SELECT 'digest_at:oversight', value FROM meta WHERE name = 'digest_at';
   DELETE FROM meta WHERE name IN ('inbox', 'last_seq', 'heartbeat_at', 'digest_at');
   CREATE TABLE tips_2 (
     id INTEGER PRIMARY KEY,
     sid BLOB NOT NULL UNIQUE,
     hash BLOB NOT NULL,
     ack_hash BLOB NOT NULL,
     size_class INTEGER NOT NULL,
     hour INTEGER NOT NULL,
     opened INTEGER,
     escalated INTEGER,
     purged_day INTEGER
   );
   INSERT INTO tips_2 SELECT id, sid, hash, ack_hash, size_class, hour, opened, escalated, purged_day FROM tips;
   DROP TABLE tips;
   ALTER TABLE tips_2 RENAME TO tips;
   CREATE INDEX tips_by_ack ON tips (ack_hash);
   CREATE INDEX tips_by_hour ON tips (hour);`,

  // 3: who opened a tip, and how often a mail was refused for what is in it, so that others go first.
  `ALTER TABLE mailings ADD COLUMN opened INTEGER;
   ALTER TABLE mailings ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
   UPDATE mailings SET opened = (SELECT opened FROM tips WHERE id = tip) WHERE mailed_day IS NOT NULL;
   DROP INDEX mailings_by_state;
   CREATE INDEX mailings_by_state ON mailings (audience, state, size_class, refused, tip);`,
];

export const LINE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS beats (inbox TEXT PRIMARY KEY, time INTEGER NOT NULL);`,
  // 2: both mailboxes of an inbox have a heartbeat; faults of inboxes.
  `CREATE TABLE beats_2 (
     inbox TEXT NOT NULL, audience TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (inbox, audience)
   ) WITHOUT ROWID;
   INSERT INTO beats_2 SELECT inbox, 'unit', time FROM beats;
   DROP TABLE beats;
   ALTER TABLE beats_2 RENAME TO beats;
   CREATE TABLE faults (inbox TEXT PRIMARY KEY) WITHOUT ROWID;`,
  // 3: what is wrong, what the operator was told of it, since when each inbox is expected to speak, mails of the day.
  `CREATE TABLE troubles (
     inbox TEXT NOT NULL, kind TEXT NOT NULL, fault TEXT NOT NULL, PRIMARY KEY (inbox, kind)
   ) WITHOUT ROWID;
   CREATE TABLE told (
     inbox TEXT NOT NULL, kind TEXT NOT NULL, fault TEXT NOT NULL, told INTEGER NOT NULL, seen INTEGER NOT NULL,
     PRIMARY KEY (inbox, kind)
   ) WITHOUT ROWID;
   CREATE TABLE expected (inbox TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE mails (inbox TEXT PRIMARY KEY, day INTEGER NOT NULL, count INTEGER NOT NULL) WITHOUT ROWID;`,
];

export const MAILBOX_MIGRATIONS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS replies (
     id INTEGER PRIMARY KEY,
     box_key BLOB NOT NULL,
     hash BLOB NOT NULL,
     kept_day INTEGER NOT NULL,
     inbox TEXT NOT NULL,
     day INTEGER NOT NULL,
     sig BLOB NOT NULL,
     ct BLOB,
     UNIQUE (box_key, hash)
   );
   CREATE INDEX IF NOT EXISTS replies_by_day ON replies (kept_day);`,
];

/**
 * Brings a store to the last of `migrations`; one that is there already is not written to. All steps or none.
 * @throws Error when a step fails: the store is then as it was.
 */
export function migrate(storage: DurableObjectStorage, migrations: readonly string[]): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    sql.exec('CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL)');
    const [row] = sql.exec<{ version: number }>('SELECT version FROM schema').toArray();
    const version = row?.version ?? 0;
    if (version >= migrations.length) return;
    for (const step of migrations.slice(version)) sql.exec(step);
    sql.exec('DELETE FROM schema');
    sql.exec('INSERT INTO schema (version) VALUES (?)', migrations.length);
  });
}
