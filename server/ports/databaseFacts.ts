/** What a database offers. */
export interface DatabaseFacts {
  /** Without the password. */
  location: string;
  /** Of PostgreSQL. */
  version: string;
  /** Of pgvector, installed or ready to be; null = it is not there. */
  pgvector: string | null;
  /** How long it takes to answer, ms: the median of a few times. */
  answerMs: number;
}
