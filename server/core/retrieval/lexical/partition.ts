import { HIT_KINDS, type IndexDocument } from '../../../ports/searchIndex.js';
import type { Analyser, DocumentTerms as DocumentAnalysis } from '../analysis/analyser.js';
import { dayOf } from '../analysis/calendar.js';
import { COLUMN_BYTES, createColumns, growColumns, TRAIT_LIVE, TRAIT_QUESTION, trimColumns } from './columns.js';
import type { Columns } from './columns.js';
import { createDocumentTerms } from './documentTerms.js';
import { createPostings } from './postings.js';
import type { Postings, SavedPostings } from './postings.js';
import type { Searchable } from './searchable.js';
import { createSessions } from './sessions.js';
import type { Session, Sessions } from './sessions.js';
import { createSlots } from './slots.js';
import { createSpeakers } from './speakers.js';
import type { SavedSpeaker, Speakers } from './speakers.js';
import { createVocabulary } from './vocabulary.js';
import type { SavedVocabulary, Vocabulary } from './vocabulary.js';

/** All that one user has in the index. Nothing in it depends on any other user; texts stay in the store. */
export interface Partition extends Searchable {
  readonly vocabulary: Vocabulary;
  readonly postings: Postings;
  readonly sessions: Sessions;
  readonly speakers: Speakers;
  /** Living documents. */
  readonly size: number;
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

interface Filling {
  document: IndexDocument;
  analysed: DocumentAnalysis;
  arrival: number;
  app: number;
  speaker: number;
}

function fillColumns(columns: Columns, slot: number, { document, analysed, arrival, app, speaker }: Filling): void {
  const told = dayOf(document.toldAt);
  const [date = { from: told, to: told }] = analysed.dates;
  columns.previous[slot] = -1;
  columns.next[slot] = -1;
  columns.session[slot] = -1;
  columns.speaker[slot] = speaker;
  columns.app[slot] = app;
  columns.kind[slot] = HIT_KINDS.indexOf(document.kind);
  columns.toldAt[slot] = document.toldAt;
  columns.arrival[slot] = arrival;
  columns.fromDay[slot] = date.from;
  columns.toDay[slot] = date.to;
  columns.traits[slot] = TRAIT_LIVE | analysed.facts | (analysed.isQuestion ? TRAIT_QUESTION : 0);
}

export function createPartition(analyser: Analyser, saved?: SavedPartition): Partition {
  const vocabulary = createVocabulary(saved?.vocabulary);
  const postings = createPostings(saved?.postings);
  const sessions = createSessions(saved?.sessions);
  const speakers = createSpeakers(analyser, saved?.speakers);
  const apps: string[] = saved?.apps ?? [];
  const slots = createSlots(saved?.ids);
  let columns = saved?.columns ?? createColumns();
  const terms = createDocumentTerms(saved?.terms);

  const numberOfApp = (appId: string): number => {
    const known = apps.indexOf(appId);
    return known >= 0 ? known : apps.push(appId) - 1;
  };

  /** Writes the terms down and into the lists of their documents. */
  const addTerms = (slot: number, written: readonly string[]): void => {
    const own = terms.open(slot, written.length, columns);
    for (const [at, term] of written.entries()) own[at] = vocabulary.learn(term);
    for (const [term, count] of countTerms(own)) {
      vocabulary.count(term);
      postings.add(term, slot, count);
    }
  };

  const sweep = (): void => {
    postings.sweep((slot) => columns.traits[slot] !== 0);
    terms.sweep(slots.limit, columns);
    slots.recycle();
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
      return slots.size;
    },
    get limit() {
      return slots.limit;
    },
    idOf: (slot) => slots.idOf(slot),
    termsAt: (slot) => terms.at(slot, columns),
    appNumber: (appId) => apps.indexOf(appId),
    add(document, arrival) {
      const slot = slots.take(document.id);
      if (slot >= columns.capacity) columns = growColumns(columns);
      const analysed = analyser.document(document.text, document.toldAt);
      addTerms(slot, analysed.terms);
      const app = numberOfApp(document.appId);
      fillColumns(columns, slot, { document, analysed, arrival, app, speaker: speakers.add(document.speaker) });
      // What one app sees must not depend on another that has a session of the same id.
      if (document.sessionId !== null) sessions.insert(app, document.sessionId, slot, columns);
      return slot;
    },
    remove(slot) {
      if (slots.idOf(slot) === '') return;
      for (const term of countTerms(terms.at(slot, columns)).keys()) if (vocabulary.release(term)) postings.drop(term);
      sessions.remove(slot, columns);
      speakers.remove(columns.speaker[slot] ?? 0);
      columns.traits[slot] = 0;
      columns.length[slot] = 0;
      slots.leave(slot);
      if (slots.left > Math.max(MIN_SWEEP, slots.size * SWEEP_SHARE)) sweep();
    },
    save() {
      sweep();
      return {
        ids: slots.save(),
        columns: trimColumns(columns, slots.limit),
        terms: terms.save(),
        vocabulary: vocabulary.save(),
        postings: postings.save(),
        sessions: sessions.save(),
        speakers: speakers.save(),
        apps,
      };
    },
    bytes: () =>
      postings.bytes() + vocabulary.bytes() + terms.bytes() + COLUMN_BYTES * columns.capacity + ID_BYTES * slots.limit,
  };
}
