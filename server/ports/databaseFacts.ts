/** What a database offers. */
export interface DatabaseFacts {
  /** Without the password. */
  location: string;
  /** Of PostgreSQL. */
  version: string;
  /** Installed or ready to be; null = it is not there. */
  pgvector: { version: string; isNewEnough: boolean } | null;
  /** How long it takes to answer, ms: the median of a few times. */
  answerMs: number;
}
