/** What people show to act as a user of a shared service: see `AccessToken`. */
export const TOKENS: readonly string[] = [
  `CREATE TABLE tokens (user_id text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, hash text COLLATE "C" NOT NULL,
    label text NOT NULL, created_at double precision NOT NULL, place bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (user_id, id))`,
];
