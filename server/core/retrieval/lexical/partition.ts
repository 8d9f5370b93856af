import { HIT_KINDS, type IndexDocument } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { dayOf } from '../analysis/calendar.js';
import { COLUMN_BYTES, createColumns, growColumns, TRAIT_LIVE, TRAIT_QUESTION, trimColumns } from './columns.js';
import type { Columns } from './columns.js';
import { createNumbers, take } from './numbers.js';
import { createPostings } from './postings.js';
import type { Postings, SavedPostings } from './postings.js';
import { createSessions } from './sessions.js';
import type { Session, Sessions } from './sessions.js';
import { createSpeakers } from './speakers.js';
import type { SavedSpeaker, Speakers } from './speakers.js';
import { createVocabulary } from './vocabulary.js';
import type { SavedVocabulary, Vocabulary } from './vocabulary.js';

/** All that one user has in the index. Nothing in it depends on any other user; texts stay in the store. */
export interface Partition {
  readonly vocabulary: Vocabulary;
  readonly postings: Postings;
  readonly sessions: Sessions;
  readonly speakers: Speakers;
  readonly columns: Columns;
  /** Living documents. */
  readonly size: number;
  /** One more than the highest slot in use. */
  readonly limit: number;
  /** '' = nothing is there. */
  idOf(slot: number): string;
  /** Terms of the document as numbers, in the order of the text, with repeats. */
  termsAt(slot: number): Int32Array;
  /** -1 = the app has nothing here. */
  appNumber(appId: string): number;
  /** Returns the slot it now has. */
  add(document: IndexDocument, arrival: number): number;
  remove(slot: number): void;
  /** All of it, for `createPartition` to go on from; nothing removed is left in it. */
  save(): SavedPartition;
  /** Estimated memory. */
  bytes(): number;
}

export interface SavedPartition {
  ids: string[];
  columns: Columns;
  terms: Int32Array;
  vocabulary: SavedVocabulary;
  postings: SavedPostings;
  sessions: (Session | undefined)[];
  speakers: SavedSpeaker[];
  /** Ids of the apps by number. */
  apps: string[];
}

/** An id with its places in the list and in the map of ids. */
const ID_BYTES = 160;
const MIN_SWEEP = 64;
/** Sweeping costs a walk over all postings, so it waits until this share of them is dead. */
const SWEEP_SHARE = 0.25;

function countTerms(terms: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

export function createPartition(analyser: Analyser, saved?: SavedPartition): Partition {
  const vocabulary = createVocabulary(saved?.vocabulary);
  const postings = createPostings(saved?.postings);
  const sessions = createSessions(saved?.sessions);
  const speakers = createSpeakers(analyser, saved?.speakers);
  const apps: string[] = saved?.apps ?? [];
  const ids: string[] = saved?.ids ?? [];
  let columns = saved?.columns ?? createColumns();
  let terms = createNumbers(saved?.terms, saved?.terms.length);
  let free = ids.flatMap((id, slot) => (id === '' ? [slot] : []));
  let dead: number[] = [];
  let size = ids.length - free.length;

  const takeSlot = (): number => {
    const slot = free.pop() ?? ids.length;
    if (slot >= columns.capacity) columns = growColumns(columns);
    return slot;
  };

  const numberOfApp = (appId: string): number => {
    const known = apps.indexOf(appId);
    return known >= 0 ? known : apps.push(appId) - 1;
  };

  const termsAt = (slot: number): Int32Array => {
    const start = columns.start[slot] ?? 0;
    return terms.data.subarray(start, start + (columns.length[slot] ?? 0));
  };

  /** Writes the terms down and into the lists of their documents. */
  const addTerms = (slot: number, written: readonly string[]): void => {
    columns.start[slot] = take(terms, written.length);
    columns.length[slot] = written.length;
    const own = termsAt(slot);
    for (const [at, term] of written.entries()) own[at] = vocabulary.learn(term);
    for (const [term, count] of countTerms(own)) {
      vocabulary.count(term);
      postings.add(term, slot, count);
    }
  };

  const sweep = (): void => {
    postings.sweep((slot) => columns.traits[slot] !== 0);
    const kept = createNumbers(new Int32Array(terms.used));
    for (let slot = 0; slot < ids.length; slot++) {
      const own = termsAt(slot);
      const start = take(kept, own.length);
      kept.data.set(own, start);
      columns.start[slot] = start;
    }
    terms = kept;
    free = free.concat(dead);
    dead = [];
  };

  return {
    vocabulary,
    postings,
    sessions,
    speakers,
    get columns() {
      return columns;
    },
    get size() {
      return size;
    },
    get limit() {
      return ids.length;
    },
    idOf: (slot) => ids[slot] ?? '',
    termsAt,
    appNumber: (appId) => apps.indexOf(appId),
    add(document, arrival) {
      const slot = takeSlot();
      const { terms: written, dates, facts, isQuestion } = analyser.document(document.text, document.toldAt);
      ids[slot] = document.id;
      addTerms(slot, written);
      const told = dayOf(document.toldAt);
      columns.previous[slot] = -1;
      columns.next[slot] = -1;
      columns.session[slot] = -1;
      columns.speaker[slot] = speakers.add(document.speaker);
      columns.app[slot] = numberOfApp(document.appId);
      columns.kind[slot] = HIT_KINDS.indexOf(document.kind);
      columns.toldAt[slot] = document.toldAt;
      columns.arrival[slot] = arrival;
      columns.fromDay[slot] = dates[0]?.from ?? told;
      columns.toDay[slot] = dates[0]?.to ?? told;
      columns.traits[slot] = TRAIT_LIVE | facts | (isQuestion ? TRAIT_QUESTION : 0);
      // What one app sees must not depend on another that has a session of the same id.
      if (document.sessionId !== null) sessions.insert(columns.app[slot], document.sessionId, slot, columns);
      size++;
      return slot;
    },
    remove(slot) {
      if ((ids[slot] ?? '') === '') return;
      for (const term of countTerms(termsAt(slot)).keys()) if (vocabulary.release(term)) postings.drop(term);
      sessions.remove(slot, columns);
      speakers.remove(columns.speaker[slot] ?? 0);
      ids[slot] = '';
      columns.traits[slot] = 0;
      columns.length[slot] = 0;
      size--;
      dead.push(slot);
      if (dead.length > Math.max(MIN_SWEEP, size * SWEEP_SHARE)) sweep();
    },
    save() {
      sweep();
      return {
        ids,
        columns: trimColumns(columns, ids.length),
        terms: terms.data.slice(0, terms.used),
        vocabulary: vocabulary.save(),
        postings: postings.save(),
        sessions: sessions.save(),
        speakers: speakers.save(),
        apps,
      };
    },
    bytes: () =>
      postings.bytes() +
      vocabulary.bytes() +
      4 * terms.data.length +
      COLUMN_BYTES * columns.capacity +
      ID_BYTES * ids.length,
  };
}
