/**
 * The tables of the store. All are keyed by user first, so that a distributed PostgreSQL can keep each user's rows in
 * one place (`citus.sql`); those that belong to nobody are `users`, `categories` and `settings`.
 *
 * - `place` is the order of insertion.
 * - `written` is the transaction that wrote the row last: see `revision.ts`.
 * - JSON is kept as text, verbatim. Times and what clients count are double precision, as JavaScript's numbers are.
 * - Text is compared byte by byte (collation "C"), whatever the database's language; `fold` makes letters of all scripts
 *   small, where the server knows Unicode (ICU), else those of its own language.
 * - A vector's `text_hash` is that of the content it was made from: it goes when the content becomes another.
 *
 * `index_due` is the way to the search index: whatever changes what may be found leaves a row in the same transaction,
 * so that an instance that dies before its index is written loses nothing. `kind` is 'memory', 'message' or 'screen',
 * `id` that of the row, `revision` the transaction. The index reads the row anew (it may be gone, or no longer to be
 * found), applies it, and deletes the due row if its revision is still the one it read.
 */
export const STORE: readonly string[] = [
  `DO $$ BEGIN
     IF EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') THEN
       CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT lower($1 COLLATE "und-x-icu")';
     ELSE
       CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT lower($1 COLLATE "default")';
     END IF;
   END $$`,
  `CREATE TABLE users (id text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE,
    created_at double precision NOT NULL, updated_at double precision NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY)`,
  `CREATE TABLE categories (id text COLLATE "C" PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, description text NOT NULL,
    created_at double precision NOT NULL, updated_at double precision NOT NULL)`,
  `CREATE TABLE settings (key text COLLATE "C" PRIMARY KEY, value text NOT NULL)`,
  `CREATE TABLE counters (user_id text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, value bigint NOT NULL, PRIMARY KEY (user_id, name))`,
  `CREATE TABLE apps (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, description text,
    metadata text NOT NULL, is_active boolean NOT NULL, created_at double precision NOT NULL, updated_at double precision NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id), UNIQUE (user_id, name))`,
  `CREATE INDEX apps_by_id ON apps (id)`,
  `CREATE INDEX apps_by_name ON apps (name)`,
  `CREATE TABLE memories (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, app_id text COLLATE "C" NOT NULL,
    session_id text COLLATE "C", content text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL, state text COLLATE "C" NOT NULL,
    categories text NOT NULL, metadata text NOT NULL, facets text, speaker text, told_at double precision NOT NULL,
    created_at double precision NOT NULL, updated_at double precision NOT NULL, archived_at double precision, deleted_at double precision,
    status_reason text NOT NULL, superseded_as text COLLATE "C", next_id text COLLATE "C", task_id text COLLATE "C",
    place bigint GENERATED ALWAYS AS IDENTITY, written xid8 NOT NULL DEFAULT pg_current_xact_id(), PRIMARY KEY (user_id, id))`,
  `CREATE INDEX memories_by_id ON memories (id)`,
  `CREATE INDEX memories_by_place ON memories (place)`,
  `CREATE INDEX memories_by_time ON memories (user_id, created_at, place)`,
  `CREATE INDEX memories_by_app ON memories (user_id, app_id, created_at, place)`,
  `CREATE INDEX memories_by_hash ON memories (user_id, hash)`,
  `CREATE INDEX memories_by_next ON memories (user_id, next_id) WHERE next_id IS NOT NULL`,
  `CREATE TABLE memory_categories (user_id text COLLATE "C" NOT NULL, memory_id text COLLATE "C" NOT NULL, category_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, memory_id, category_id))`,
  `CREATE INDEX memory_categories_by_category ON memory_categories (user_id, category_id)`,
  `CREATE TABLE memory_vectors (user_id text COLLATE "C" NOT NULL, memory_id text COLLATE "C" NOT NULL, space text COLLATE "C" NOT NULL,
    text_hash bigint NOT NULL, vals bytea NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, memory_id))`,
  `CREATE INDEX memory_vectors_by_space ON memory_vectors (space, place)`,
  `CREATE TABLE state_changes (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, memory_id text COLLATE "C" NOT NULL,
    old_state text COLLATE "C", new_state text COLLATE "C" NOT NULL, changed_at double precision NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id))`,
  `CREATE INDEX state_changes_by_memory ON state_changes (user_id, memory_id, place)`,
  `CREATE TABLE accesses (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, memory_id text COLLATE "C" NOT NULL,
    app_id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, detail text NOT NULL, accessed_at double precision NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id))`,
  `CREATE INDEX accesses_by_memory ON accesses (user_id, memory_id, accessed_at, place)`,
  `CREATE INDEX accesses_by_app ON accesses (user_id, app_id, memory_id, accessed_at)`,
  `CREATE TABLE tasks (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, state text COLLATE "C" NOT NULL,
    progress double precision NOT NULL, message text NOT NULL, input text NOT NULL, result text NOT NULL, error text NOT NULL,
    created_at double precision NOT NULL, updated_at double precision NOT NULL, lease_owner text COLLATE "C", lease_until timestamptz,
    is_unwanted boolean NOT NULL DEFAULT false, place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id))`,
  `CREATE INDEX tasks_by_id ON tasks (id)`,
  `CREATE INDEX tasks_by_time ON tasks (created_at, place)`,
  `CREATE INDEX tasks_unfinished ON tasks (created_at, place) WHERE state IN ('queued', 'running')`,
  `CREATE TABLE buffers (user_id text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, version text COLLATE "C" NOT NULL, app_id text COLLATE "C" NOT NULL,
    session_id text COLLATE "C", turns text NOT NULL, last_delivery text, last_task_id text, updated_at double precision NOT NULL,
    PRIMARY KEY (user_id, key))`,
  `CREATE TABLE conversations (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, app_id text COLLATE "C" NOT NULL, alias text COLLATE "C",
    title text NOT NULL, metadata text NOT NULL, preview text NOT NULL, message_count bigint NOT NULL, created_at double precision NOT NULL,
    updated_at double precision NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id), UNIQUE (user_id, app_id, alias))`,
  `CREATE INDEX conversations_by_id ON conversations (id)`,
  `CREATE INDEX conversations_by_time ON conversations (user_id, updated_at, place)`,
  `CREATE TABLE messages (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, conversation_id text COLLATE "C" NOT NULL,
    app_id text COLLATE "C" NOT NULL, position bigint NOT NULL, role text COLLATE "C" NOT NULL, content text NOT NULL,
    character_id text COLLATE "C", model text, sources text NOT NULL, metadata text NOT NULL, created_at double precision NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY, written xid8 NOT NULL DEFAULT pg_current_xact_id(), PRIMARY KEY (user_id, id),
    UNIQUE (user_id, conversation_id, position))`,
  `CREATE INDEX messages_by_id ON messages (id)`,
  `CREATE INDEX messages_by_place ON messages (place)`,
  `CREATE INDEX messages_by_character ON messages (user_id, character_id, created_at) WHERE character_id IS NOT NULL`,
  `CREATE TABLE activity_sessions (user_id text COLLATE "C" NOT NULL, id bigint NOT NULL, start_time text NOT NULL, end_time text NOT NULL,
    events text NOT NULL, keystrokes double precision NOT NULL, clicks double precision NOT NULL, memory_id text COLLATE "C",
    created_at double precision NOT NULL, PRIMARY KEY (user_id, id))`,
  `CREATE TABLE recordings (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, file text COLLATE "C" NOT NULL,
    started_at double precision NOT NULL, ended_at double precision NOT NULL, frames double precision NOT NULL, duration double precision NOT NULL,
    bytes double precision NOT NULL, mode text COLLATE "C" NOT NULL, region text NOT NULL, screen double precision, app text NOT NULL, title text NOT NULL,
    is_open boolean NOT NULL, summary text, keywords text NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (user_id, id), UNIQUE (user_id, file))`,
  `CREATE INDEX recordings_by_time ON recordings (user_id, started_at, place)`,
  `CREATE TABLE screen_texts (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, app_id text COLLATE "C" NOT NULL,
    recording_id text COLLATE "C" NOT NULL, at double precision NOT NULL, screen double precision NOT NULL, app text NOT NULL, title text NOT NULL,
    content text NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY, written xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (user_id, id))`,
  `CREATE INDEX screen_texts_by_id ON screen_texts (id)`,
  `CREATE INDEX screen_texts_by_place ON screen_texts (place)`,
  `CREATE INDEX screen_texts_by_recording ON screen_texts (user_id, recording_id, at)`,
  `CREATE INDEX screen_texts_by_time ON screen_texts (user_id, at, place)`,
  `CREATE TABLE index_due (user_id text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
    revision xid8 NOT NULL DEFAULT pg_current_xact_id(), PRIMARY KEY (user_id, kind, id))`,
];
