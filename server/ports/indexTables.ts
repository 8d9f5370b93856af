import type { HitKind } from './searchIndex.js';

/** Pages of one app and one kind, numbered from 0. Those of sessions and those of what stands alone are kept apart. */
export interface IndexScope {
  /** null = of any app and kind: what found no scope of its own. */
  appId: string | null;
  kind: HitKind | null;
  isLoose: boolean;
  /** Pages that were ever begun. */
  pages: number;
}

/** What is known of all that one user has in the index. */
export interface IndexHead {
  documents: number;
  sessions: number;
  /** Terms of all documents that belong to a session, with repeats. */
  sessionLength: number;
  /** Documents that ever arrived. */
  arrivals: number;
  scopes: IndexScope[];
}

/** A term of one user. Its number follows from its letters. */
export interface IndexTerm {
  number: number;
  term: string;
  /** Documents that have it. */
  documents: number;
  /** Addresses of the documents that got it last, four bytes each; older ones are in blocks. */
  recent: Uint8Array;
}

/** Addresses of documents that have a term, packed, all between `lowest` and `highest`. */
export interface IndexBlock {
  number: number;
  block: number;
  lowest: number;
  highest: number;
  entries: Uint8Array;
}

export interface IndexSession {
  appId: string;
  sessionId: string;
  documents: number;
  /** Terms of all its documents, with repeats. */
  length: number;
  /** Its pages in the order in which they were begun. */
  pages: number[];
}

/** Documents that stand together, packed. */
export interface IndexPage {
  page: number;
  appId: string;
  /** null = its documents stand alone. */
  sessionId: string | null;
  content: Uint8Array;
}

/** A page with what is known of its session. */
export interface FoundPage extends IndexPage {
  session: Pick<IndexSession, 'length' | 'pages'> | null;
}

/** Numbers from one to another; of what lies there only terms that begin so. */
export interface TermRange {
  from: number;
  to: number;
  beginning: string;
}

/** Which terms are looked for: by number, or all within a range of numbers. */
export interface TermLookup {
  numbers: readonly number[];
  ranges: readonly TermRange[];
}

/** Words that may be another spelling of one: within a range of numbers, of about its length and with about its letters. */
export interface SpellingLookup {
  from: number;
  to: number;
  shortest: number;
  longest: number;
  /** A bit for each letter. */
  letters: number;
  /** Bits that may differ. */
  differing: number;
}

/** Documents that a term gains. */
export interface TermGain {
  number: number;
  term: string;
  letters: number;
  /** Addresses, four bytes each. */
  gained: Uint8Array;
}

/** A thing whose row in the store was written and not yet taken over by the index. */
export interface DueDocument {
  userId: string;
  source: DueSource;
  id: string;
  revision: number;
}

/** Which rows of the store a thing that can be found is kept in. */
export type DueSource = 'memory' | 'message' | 'screen';

/** Changes of one user's part; all happen or none. Nobody else changes that user's part meanwhile. */
export interface IndexWriter {
  readonly head: IndexHead;
  putHead(head: IndexHead): Promise<void>;
  /** Addresses of the documents that are there, by id. */
  places(ids: readonly string[]): Promise<Map<string, number>>;
  putPlaces(places: ReadonlyMap<string, number>): Promise<void>;
  erasePlaces(ids: readonly string[]): Promise<void>;
  sessions(keys: readonly Pick<IndexSession, 'appId' | 'sessionId'>[]): Promise<IndexSession[]>;
  putSessions(sessions: readonly IndexSession[]): Promise<void>;
  eraseSessions(keys: readonly Pick<IndexSession, 'appId' | 'sessionId'>[]): Promise<void>;
  pages(pages: readonly number[]): Promise<IndexPage[]>;
  putPages(pages: readonly IndexPage[]): Promise<void>;
  erasePages(pages: readonly number[]): Promise<void>;
  terms(numbers: readonly number[]): Promise<IndexTerm[]>;
  /** Replaces what is known of terms that are there; those without documents are erased with their blocks. */
  putTerms(terms: readonly Omit<IndexTerm, 'term'>[]): Promise<void>;
  /** Adds to terms, making them where need be. Returns those whose recent addresses take more than so many bytes. */
  gainTerms(gains: readonly TermGain[], mostRecent: number): Promise<Pick<IndexTerm, 'number' | 'recent'>[]>;
  /** Empties the recent addresses of these. */
  emptyRecent(numbers: readonly number[]): Promise<void>;
  /** The last block of each of these terms that has any. */
  lastBlocks(numbers: readonly number[]): Promise<IndexBlock[]>;
  /** All blocks that may hold the address. */
  blocksAround(sought: readonly { number: number; address: number }[]): Promise<IndexBlock[]>;
  putBlocks(blocks: readonly IndexBlock[]): Promise<void>;
  eraseBlocks(blocks: readonly Pick<IndexBlock, 'number' | 'block'>[]): Promise<void>;
  /** What is due of these, now that nobody else takes it over. */
  due(ids: readonly string[]): Promise<DueDocument[]>;
  /** These were taken over; what was written again since stays due. */
  settle(taken: readonly DueDocument[]): Promise<void>;
}

/**
 * Where an index that is shared by several services, or too large for memory, is kept. Every call concerns one user,
 * except those that say otherwise. Errors: `unavailable`, `storage_full`.
 */
export interface IndexTables {
  /** The user's head with the terms looked for that are there; null = the user has nothing. */
  look(userId: string, lookup: TermLookup): Promise<{ head: IndexHead; terms: IndexTerm[] } | null>;
  spelled(userId: string, lookups: readonly SpellingLookup[]): Promise<Omit<IndexTerm, 'recent'>[]>;
  /** How often terms occur. */
  frequencies(userId: string, numbers: readonly number[]): Promise<Omit<IndexTerm, 'recent'>[]>;
  /** The newest blocks of each term: at most so many of each. */
  blocks(
    userId: string,
    wanted: readonly { number: number; most: number }[],
  ): Promise<Pick<IndexBlock, 'number' | 'entries'>[]>;
  /** The pages, with all others of their sessions where those have no more than so many. */
  pages(userId: string, pages: readonly number[], wholeSession: number): Promise<FoundPage[]>;
  /** Sessions of that id, whichever app they belong to. */
  sessionsWithId(userId: string, sessionId: string): Promise<IndexSession[]>;
  /** Null when another instance is at work on that user and `isPatient` is false. */
  change<T>(userId: string, work: (writer: IndexWriter) => Promise<T>, isPatient?: boolean): Promise<T | null>;
  /** What is due of one user's documents. */
  due(userId: string, ids: readonly string[]): Promise<DueDocument[]>;
  /** Of all users, in a fixed order: what is due after that one. */
  dueAfter(last: DueDocument | null, limit: number): Promise<DueDocument[]>;
  /** All users that have anything: for the documented searches over all. */
  users(): Promise<string[]>;
  /** Over all users. */
  status(): Promise<{ documents: number; bytes: number }>;
  /** Gives the room of what was erased back, so that nothing of it is left. */
  sweep(): Promise<void>;
}
