import type { IndexDocument } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { dayOf } from '../analysis/calendar.js';
import { COLUMN_BYTES, createColumns, growColumns, TRAIT_LIVE, TRAIT_QUESTION } from './columns.js';
import type { Columns } from './columns.js';
import { createPostings } from './postings.js';
import type { Postings, TermList } from './postings.js';
import { createSessions } from './sessions.js';
import type { Sessions } from './sessions.js';
import { createSpeakers } from './speakers.js';
import type { Speakers } from './speakers.js';

/** A document as the index keeps it: its text stays in the store. */
export interface Entry {
  id: string;
  kind: IndexDocument['kind'];
  appId: string;
  sessionId: string | null;
  /** In the order of the text, with repeats. */
  terms: TermList[];
}

/** All that one user has in the index. Nothing in it depends on any other user. */
export interface Partition {
  readonly postings: Postings;
  readonly sessions: Sessions;
  readonly speakers: Speakers;
  readonly columns: Columns;
  /** Living documents. */
  readonly size: number;
  /** Sum of the lengths of all living documents. */
  readonly totalLength: number;
  /** One more than the highest slot in use. */
  readonly limit: number;
  /** Estimated memory. */
  bytes(): number;
  entry(slot: number): Entry | undefined;
  /** Returns the slot it now has. */
  add(document: IndexDocument, arrival: number): number;
  remove(slot: number): void;
}

/** An entry with its id, and its place in the map of ids. */
const ENTRY_BYTES = 300;
/** One more term in an entry. */
const TERM_BYTES = 8;
const MIN_SWEEP = 64;
/** Sweeping costs a walk over all postings, so it waits until this share of them is dead. */
const SWEEP_SHARE = 0.25;

export function createPartition(analyser: Analyser): Partition {
  const postings = createPostings();
  const sessions = createSessions();
  const speakers = createSpeakers(analyser);
  const entries: (Entry | undefined)[] = [];
  let columns = createColumns();
  let free: number[] = [];
  let dead: number[] = [];
  let size = 0;
  let totalLength = 0;

  const takeSlot = (): number => {
    const slot = free.pop() ?? entries.length;
    if (slot >= columns.capacity) columns = growColumns(columns);
    return slot;
  };

  const sweep = (): void => {
    postings.sweep((slot) => columns.traits[slot] !== 0);
    free = free.concat(dead);
    dead = [];
  };

  return {
    postings,
    sessions,
    speakers,
    get columns() {
      return columns;
    },
    get size() {
      return size;
    },
    get totalLength() {
      return totalLength;
    },
    get limit() {
      return entries.length;
    },
    bytes: () => postings.bytes() + entries.length * COLUMN_BYTES + size * ENTRY_BYTES + totalLength * TERM_BYTES,
    entry: (slot) => entries[slot],
    add(document, arrival) {
      const slot = takeSlot();
      const { terms, dates, facts, isQuestion } = analyser.document(document.text, document.toldAt);
      const { id, kind, appId, sessionId } = document;
      entries[slot] = { id, kind, appId, sessionId, terms: postings.add(slot, terms) };
      const told = dayOf(document.toldAt);
      columns.length[slot] = terms.length;
      columns.previous[slot] = -1;
      columns.next[slot] = -1;
      columns.session[slot] = -1;
      columns.speaker[slot] = speakers.add(document.speaker);
      columns.toldAt[slot] = document.toldAt;
      columns.arrival[slot] = arrival;
      columns.fromDay[slot] = dates[0]?.from ?? told;
      columns.toDay[slot] = dates[0]?.to ?? told;
      columns.traits[slot] = TRAIT_LIVE | facts | (isQuestion ? TRAIT_QUESTION : 0);
      // The same session id of two apps is two sessions: what one app sees must not depend on the other.
      if (sessionId !== null) sessions.insert(`${appId}\n${sessionId}`, slot, columns);
      size++;
      totalLength += terms.length;
      return slot;
    },
    remove(slot) {
      const entry = entries[slot];
      if (entry === undefined) return;
      postings.release(entry.terms);
      sessions.remove(slot, columns);
      speakers.remove(columns.speaker[slot] ?? 0);
      size--;
      totalLength -= columns.length[slot] ?? 0;
      columns.traits[slot] = 0;
      entries[slot] = undefined;
      dead.push(slot);
      if (dead.length > Math.max(MIN_SWEEP, size * SWEEP_SHARE)) sweep();
    },
  };
}
