import type { Database } from './database.js';

/** One step of the schema; its number is its place in the list, counted from 1. Never changed once released. */
export type Migration = (database: Database) => void;

const statements =
  (...sql: string[]): Migration =>
  (database) => {
    for (const statement of sql) database.run(statement);
  };

export const MIGRATIONS: readonly Migration[] = [
  statements(
    `CREATE TABLE users (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
    `CREATE TABLE apps (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, description TEXT, metadata TEXT NOT NULL,
      is_active INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE (user_id, name))`,
    `CREATE INDEX apps_by_name ON apps (name)`,
    `CREATE TABLE memories (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, app_id TEXT NOT NULL, session_id TEXT, content TEXT NOT NULL,
      hash TEXT NOT NULL, state TEXT NOT NULL, categories TEXT NOT NULL, metadata TEXT NOT NULL, facets TEXT, speaker TEXT,
      told_at INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived_at INTEGER, deleted_at INTEGER,
      status_reason TEXT NOT NULL, superseded_as TEXT, next_id TEXT, task_id TEXT)`,
    `CREATE INDEX memories_by_user ON memories (user_id, created_at, state)`,
    `CREATE INDEX memories_by_app ON memories (app_id, created_at, state)`,
    `CREATE INDEX memories_by_hash ON memories (hash)`,
    `CREATE TABLE categories (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
    `CREATE TABLE memory_categories (memory_id TEXT NOT NULL, category_id TEXT NOT NULL, PRIMARY KEY (memory_id, category_id)) WITHOUT ROWID`,
    `CREATE INDEX memory_categories_by_category ON memory_categories (category_id)`,
    `CREATE TABLE state_changes (id TEXT NOT NULL PRIMARY KEY, memory_id TEXT NOT NULL, user_id TEXT NOT NULL, old_state TEXT, new_state TEXT NOT NULL, changed_at INTEGER NOT NULL)`,
    `CREATE INDEX state_changes_by_memory ON state_changes (memory_id)`,
    `CREATE TABLE accesses (id TEXT NOT NULL PRIMARY KEY, memory_id TEXT NOT NULL, user_id TEXT NOT NULL, app_id TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, accessed_at INTEGER NOT NULL)`,
    `CREATE INDEX accesses_by_memory ON accesses (memory_id, accessed_at)`,
    `CREATE INDEX accesses_by_app ON accesses (app_id, memory_id, accessed_at)`,
    `CREATE TABLE tasks (id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, user_id TEXT NOT NULL, state TEXT NOT NULL, progress REAL NOT NULL, message TEXT NOT NULL,
      input TEXT NOT NULL, result TEXT NOT NULL, error TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL)`,
    `CREATE INDEX tasks_by_state ON tasks (state, created_at)`,
    `CREATE TABLE settings (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)`,
    `CREATE TABLE buffers (key TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, app_id TEXT NOT NULL, session_id TEXT, turns TEXT NOT NULL,
      last_delivery TEXT, last_task_id TEXT, updated_at INTEGER NOT NULL)`,
    `CREATE TABLE vectors (memory_id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, model TEXT NOT NULL, vals BLOB NOT NULL)`,
  ),
  statements(`ALTER TABLE memories ADD COLUMN revision INTEGER NOT NULL DEFAULT 0`),
  statements(
    `CREATE TABLE conversations (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, app_id TEXT NOT NULL, alias TEXT, title TEXT NOT NULL,
      metadata TEXT NOT NULL, preview TEXT NOT NULL, message_count INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      UNIQUE (app_id, alias))`,
    `CREATE INDEX conversations_by_user ON conversations (user_id, updated_at)`,
    `CREATE TABLE messages (id TEXT NOT NULL PRIMARY KEY, conversation_id TEXT NOT NULL, user_id TEXT NOT NULL, app_id TEXT NOT NULL,
      position INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL, character_id TEXT, model TEXT, sources TEXT NOT NULL,
      metadata TEXT NOT NULL, created_at INTEGER NOT NULL, revision INTEGER NOT NULL, UNIQUE (conversation_id, position))`,
  ),
  statements(
    `CREATE TABLE activity_sessions (id INTEGER NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, start_time TEXT NOT NULL, end_time TEXT NOT NULL,
      events TEXT NOT NULL, keystrokes INTEGER NOT NULL, clicks INTEGER NOT NULL, memory_id TEXT, created_at INTEGER NOT NULL)`,
    `CREATE INDEX activity_sessions_by_user ON activity_sessions (user_id, id)`,
  ),
  statements(
    `CREATE TABLE recordings (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, file TEXT NOT NULL UNIQUE, started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL, frames INTEGER NOT NULL, duration REAL NOT NULL, bytes INTEGER NOT NULL, mode TEXT NOT NULL, region TEXT NOT NULL,
      screen INTEGER, app TEXT NOT NULL, title TEXT NOT NULL, is_open INTEGER NOT NULL)`,
    `CREATE INDEX recordings_by_user ON recordings (user_id, started_at)`,
  ),
  statements(
    `ALTER TABLE recordings ADD COLUMN summary TEXT`,
    `ALTER TABLE recordings ADD COLUMN keywords TEXT NOT NULL DEFAULT '[]'`,
    `CREATE TABLE screen_texts (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, app_id TEXT NOT NULL, recording_id TEXT NOT NULL,
      at INTEGER NOT NULL, screen INTEGER NOT NULL, app TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL, revision INTEGER NOT NULL)`,
    `CREATE INDEX screen_texts_by_recording ON screen_texts (recording_id, at)`,
    `CREATE INDEX screen_texts_by_user ON screen_texts (user_id, at)`,
  ),
  statements(`CREATE INDEX memories_by_next ON memories (next_id) WHERE next_id IS NOT NULL`),
  // Counts and lists of what is current are answered without reading a row.
  statements(
    `CREATE INDEX memories_current ON memories (user_id, state, created_at, app_id) WHERE superseded_as IS NULL`,
  ),
  statements(`ALTER TABLE buffers ADD COLUMN version TEXT NOT NULL DEFAULT ''`),
  statements(
    `CREATE TABLE tokens (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, hash TEXT NOT NULL, label TEXT NOT NULL, created_at INTEGER NOT NULL)`,
    `CREATE INDEX tokens_by_user ON tokens (user_id)`,
  ),
  // Numbers of sessions are each user's own; so far they were counted over all.
  statements(
    `CREATE TABLE user_activity_sessions (user_id TEXT NOT NULL, id INTEGER NOT NULL, start_time TEXT NOT NULL, end_time TEXT NOT NULL,
      events TEXT NOT NULL, keystrokes INTEGER NOT NULL, clicks INTEGER NOT NULL, memory_id TEXT, created_at INTEGER NOT NULL, PRIMARY KEY (user_id, id))`,
    `INSERT INTO user_activity_sessions SELECT user_id, id, start_time, end_time, events, keystrokes, clicks, memory_id, created_at
      FROM activity_sessions ORDER BY id`,
    `DROP TABLE activity_sessions`,
    `CREATE TABLE activity_counts (user_id TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL)`,
    `INSERT INTO activity_counts SELECT u.id, CAST(s.value AS INTEGER) FROM users u JOIN settings s ON s.key = 'counter:activitySessions'`,
    `DELETE FROM settings WHERE key = 'counter:activitySessions'`,
  ),
  // Services of a team that were on different machines may have recorded under the same path.
  statements(
    `ALTER TABLE recordings RENAME TO former_recordings`,
    `CREATE TABLE recordings (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, file TEXT NOT NULL, started_at INTEGER NOT NULL,
      ended_at INTEGER NOT NULL, frames INTEGER NOT NULL, duration REAL NOT NULL, bytes INTEGER NOT NULL, mode TEXT NOT NULL, region TEXT NOT NULL,
      screen INTEGER, app TEXT NOT NULL, title TEXT NOT NULL, is_open INTEGER NOT NULL, summary TEXT, keywords TEXT NOT NULL, UNIQUE (user_id, file))`,
    `INSERT INTO recordings SELECT id, user_id, file, started_at, ended_at, frames, duration, bytes, mode, region, screen, app, title, is_open,
      summary, keywords FROM former_recordings ORDER BY rowid`,
    `DROP TABLE former_recordings`,
    `CREATE INDEX recordings_by_user ON recordings (user_id, started_at)`,
  ),
];

/** Where the store stands: the last sequence number applied and the version of its tables. */
export interface Position {
  seq: number;
  version: number;
}

export function readPosition(database: Database): Position {
  database.run(
    'CREATE TABLE IF NOT EXISTS position (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, version INTEGER NOT NULL)',
  );
  const row = database.get<{ seq: number; version: number }>('SELECT seq, version FROM position WHERE id = 1');
  return row ?? { seq: 0, version: 0 };
}

export function writePosition(database: Database, { seq, version }: Position): void {
  database.run(
    'INSERT INTO position (id, seq, version) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, version = excluded.version',
    [seq, version],
  );
}

/** Applies the steps after `from` up to `to`. */
export function migrate(database: Database, migrations: readonly Migration[], from: number, to: number): void {
  for (const step of migrations.slice(from, to)) step(database);
}
