import type { Columns } from './columns.js';
import type { Postings } from './postings.js';
import type { Sessions } from './sessions.js';
import type { Speakers } from './speakers.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * What ranking reads: documents with their neighbours, and the terms of a vocabulary that may know of more documents than
 * are here. A whole partition is one; so is what was gathered from elsewhere for one query.
 */
export interface Searchable {
  readonly vocabulary: Pick<Vocabulary, 'numberOf' | 'termOf' | 'documentsOf'>;
  readonly postings: Pick<Postings, 'data' | 'first'>;
  readonly sessions: Pick<Sessions, 'get' | 'withId' | 'limit'>;
  readonly speakers: Pick<Speakers, 'named' | 'termsOf' | 'nameOf'>;
  readonly columns: Columns;
  /** One more than the highest slot in use. */
  readonly limit: number;
  /** '' = nothing is there. */
  idOf(slot: number): string;
  /** Terms of the document as numbers, in the order of the text, with repeats. */
  termsAt(slot: number): TermNumbers;
  /** -1 = the app has nothing here. */
  appNumber(appId: string): number;
}

/** Numbers of a vocabulary; those that follow from a term's letters are wider than 32 bits. */
export type TermNumbers = Int32Array | Float64Array;
