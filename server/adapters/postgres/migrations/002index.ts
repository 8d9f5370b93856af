/**
 * The tables of the search index (ports/indexTables.ts says what they hold), keyed by user first like those of the store.
 * `index_heads` is the lock of a user's part: whoever changes anything of it holds the user's row.
 *
 * Rows that are rewritten often have room on their page for the next version, and none of their changing columns is
 * indexed, so that PostgreSQL need not touch an index for it (HOT). What is packed already is not compressed again, and
 * stays in its row as long as it fits a page.
 */
export const INDEX: readonly string[] = [
  `CREATE TABLE index_heads (user_id text COLLATE "C" PRIMARY KEY, documents bigint NOT NULL, sessions bigint NOT NULL,
    session_length bigint NOT NULL, arrivals bigint NOT NULL, scopes text NOT NULL) WITH (fillfactor = 50)`,
  `CREATE TABLE index_terms (number bigint NOT NULL, documents integer NOT NULL, letters integer NOT NULL,
    user_id text COLLATE "C" NOT NULL, term text COLLATE "C" NOT NULL, recent bytea NOT NULL,
    PRIMARY KEY (user_id, number)) WITH (fillfactor = 80, toast_tuple_target = 8160)`,
  `ALTER TABLE index_terms ALTER COLUMN recent SET STORAGE EXTERNAL`,
  `CREATE TABLE index_blocks (number bigint NOT NULL, lowest bigint NOT NULL, highest bigint NOT NULL, block integer NOT NULL,
    user_id text COLLATE "C" NOT NULL, entries bytea NOT NULL, PRIMARY KEY (user_id, number, block)) WITH (toast_tuple_target = 8160)`,
  `ALTER TABLE index_blocks ALTER COLUMN entries SET STORAGE EXTERNAL`,
  `CREATE TABLE index_pages (page integer NOT NULL, user_id text COLLATE "C" NOT NULL, app_id text COLLATE "C" NOT NULL,
    session_id text COLLATE "C", content bytea NOT NULL, PRIMARY KEY (user_id, page)) WITH (toast_tuple_target = 8160)`,
  `ALTER TABLE index_pages ALTER COLUMN content SET STORAGE EXTERNAL`,
  `CREATE TABLE index_sessions (length bigint NOT NULL, documents integer NOT NULL, user_id text COLLATE "C" NOT NULL,
    app_id text COLLATE "C" NOT NULL, session_id text COLLATE "C" NOT NULL, pages integer[] NOT NULL,
    PRIMARY KEY (user_id, session_id, app_id)) WITH (fillfactor = 80)`,
  `CREATE TABLE index_places (address bigint NOT NULL, user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
    PRIMARY KEY (user_id, id))`,
];
