import { HIT_KINDS, type IndexQuery } from '../../../ports/searchIndex.js';
import type { DayRange } from '../analysis/calendar.js';
import { FACT_NAME, FACT_NUMBER, FACT_TIME } from '../analysis/facts.js';
import { TRAIT_QUESTION } from './columns.js';
import type { Columns } from './columns.js';
import { matchTerms } from './matching.js';
import type { MatchedTerm } from './matching.js';
import type { Searchable } from './searchable.js';
import type { PreparedQuery } from './preparedQuery.js';
import { clearScratch } from './scratch.js';
import type { Scratch } from './scratch.js';
import { scoreSessions } from './sessionScores.js';
import type { TopList } from './topList.js';
import { scoreTurns } from './turnScores.js';
import type { Weights } from './weights.js';

/** What a score is made of: (words + session) times all the others. */
export interface Factors {
  /** From its own words and those that its neighbours lend. */
  words: number;
  /** From the words of its whole session. */
  session: number;
  speaker: number;
  question: number;
  date: number;
  /** For having a quoted phrase. */
  phrase: number;
  /** For telling the sort of fact asked for. */
  fact: number;
  recency: number;
}

/** A document found. */
export interface Found {
  partition: Searchable;
  slot: number;
  score: number;
  factors: Factors;
  /** The query's terms as the partition knows them. */
  matched: readonly MatchedTerm[];
}

const DAY_MS = 86_400_000;
/** Days after which a date that is near the one asked for counts about a third. */
const DATE_REACH = 7;
/** Days after which a memory has lost half of what it gained for being new. */
const RECENCY_REACH = 30;
/** What a document is worth that shares only the time with the query. */
const LONE_DATE = 0.05;

/** Makes the test of the query's conditions; null where it has none. */
function admission(partition: Searchable, query: IndexQuery): ((slot: number) => boolean) | null {
  const { kinds, appIds, sessionId, from = -Infinity, to = Infinity } = query;
  const isBounded = query.from !== undefined || query.to !== undefined;
  if (kinds === undefined && appIds === undefined && sessionId === undefined && !isBounded) return null;
  const { columns, sessions } = partition;
  const kindNumbers = kinds && new Set(kinds.map((kind) => HIT_KINDS.indexOf(kind)));
  const appNumbers = appIds && new Set(appIds.map((id) => partition.appNumber(id)));
  const sessionNumbers = sessionId === undefined ? undefined : sessions.withId(sessionId);
  return (slot) => {
    const toldAt = columns.toldAt[slot] ?? 0;
    return (
      toldAt >= from &&
      toldAt <= to &&
      (kindNumbers?.has(columns.kind[slot] ?? 0) ?? true) &&
      (appNumbers?.has(columns.app[slot] ?? 0) ?? true) &&
      (sessionNumbers?.has(columns.session[slot] ?? -1) ?? true)
    );
  };
}

/** Days between a document's time and the nearest range asked for: the time it speaks of, or that of the telling. */
function daysApart({ fromDay, toDay, toldAt }: Columns, slot: number, asked: readonly DayRange[]): number {
  const from = fromDay[slot] ?? 0;
  const to = toDay[slot] ?? 0;
  const told = Math.floor((toldAt[slot] ?? 0) / DAY_MS);
  let nearest = Infinity;
  for (const range of asked) {
    const spokenOf = Math.max(range.from - to, from - range.to, 0);
    const telling = Math.max(range.from - told, told - range.to, 0);
    nearest = Math.min(nearest, spokenOf, telling);
  }
  return nearest;
}

/** 1 where the time asked for is met, fading with the days between; 0 where none is asked for. */
export function dateCloseness(columns: Columns, slot: number, asked: readonly DayRange[]): number {
  return asked.length === 0 ? 0 : Math.exp(-daysApart(columns, slot, asked) / DATE_REACH);
}

/** Whether the terms of one of the phrases follow each other somewhere in the text. */
function hasPhrase(partition: Searchable, slot: number, phrases: readonly string[][]): boolean {
  if (phrases.length === 0) return false;
  const { vocabulary } = partition;
  const terms = partition.termsAt(slot);
  return phrases.some((phrase) => {
    const numbers = phrase.map((term) => vocabulary.numberOf(term));
    return terms.some((_, at) => numbers.every((number, offset) => terms[at + offset] === number));
  });
}

function factGain(told: number, weights: Weights): number {
  let gain = 1;
  if ((told & FACT_TIME) !== 0) gain *= 1 + weights.time;
  if ((told & FACT_NUMBER) !== 0) gain *= 1 + weights.number;
  if ((told & FACT_NAME) !== 0) gain *= 1 + weights.name;
  return gain;
}

/** Adds to the scored slots those that only share the time with the query. Returns how many there now are. */
function addByDate(
  { columns, limit }: Searchable,
  dates: readonly DayRange[],
  count: number,
  scratch: Scratch,
): number {
  const { traits } = columns;
  const { scores, scored } = scratch;
  let total = count;
  for (let slot = 0; slot < limit; slot++) {
    if (traits[slot] === 0 || scores[slot] !== 0 || daysApart(columns, slot, dates) > 0) continue;
    scores[slot] = LONE_DATE;
    scored[total++] = slot;
  }
  return total;
}

/** What is the same for every document that one search scores in one partition. */
interface Judge {
  partition: Searchable;
  columns: Columns;
  prepared: PreparedQuery;
  now: number;
  weights: Weights;
  scratch: Scratch;
  /** Numbers of the speakers whom the query names. */
  named: ReadonlySet<number>;
}

/** From the words of the whole session; what stands alone is a session of its own. */
function sessionShare(slot: number, { columns, weights, scratch }: Judge): number {
  const session = columns.session[slot] ?? -1;
  const words = session < 0 ? scratch.scores[slot] : scratch.sessionScores[session];
  return weights.session * (words ?? 0);
}

function factorsOf(slot: number, judge: Judge): Factors {
  const { partition, columns, prepared, now, weights, scratch, named } = judge;
  const traits = columns.traits[slot] ?? 0;
  const age = Math.max(0, now - (columns.toldAt[slot] ?? 0)) / DAY_MS;
  return {
    words: scratch.scores[slot] ?? 0,
    session: sessionShare(slot, judge),
    speaker: named.has(columns.speaker[slot] ?? 0) ? 1 + weights.speaker : 1,
    question: (traits & TRAIT_QUESTION) === 0 ? 1 : 1 - weights.question,
    date: 1 + weights.date * dateCloseness(columns, slot, prepared.dates),
    phrase: hasPhrase(partition, slot, prepared.phrases) ? 1 + weights.phrase : 1,
    fact: factGain(traits & prepared.facts, weights),
    recency: 1 + weights.recency / (1 + age / RECENCY_REACH),
  };
}

/** No document's factors multiply to more than this. */
function ceilingOf({ prepared, weights, named }: Judge): number {
  const speaker = named.size > 0 ? 1 + weights.speaker : 1;
  const date = prepared.dates.length > 0 ? 1 + weights.date : 1;
  const phrase = prepared.phrases.length > 0 ? 1 + weights.phrase : 1;
  return speaker * date * phrase * factGain(prepared.facts, weights) * (1 + weights.recency);
}

function scoreOf({ words, session, speaker, question, date, phrase, fact, recency }: Factors): number {
  return (words + session) * speaker * question * date * phrase * fact * recency;
}

/** Scores what a partition has for the query and offers what the query admits. */
export function rankPartition(
  partition: Searchable,
  prepared: PreparedQuery,
  query: IndexQuery,
  weights: Weights,
  scratch: Scratch,
  best: TopList<Found>,
): void {
  const matched = matchTerms(partition, prepared);
  const isAdmitted = admission(partition, query);
  const named = partition.speakers.named(prepared.words);
  const judge = { partition, columns: partition.columns, prepared, now: query.now, weights, scratch, named };
  scoreSessions(partition, matched, prepared.statistics.averageSessionLength, weights, scratch);
  let count = scoreTurns(partition, matched, weights, scratch);
  if (prepared.dates.length > 0) count = addByDate(partition, prepared.dates, count, scratch);
  const ceiling = ceilingOf(judge);
  const { scored, scores } = scratch;
  let floor = best.floor;
  for (let i = 0; i < count; i++) {
    const slot = scored[i] ?? 0;
    // Most documents share too little with the query to be worth a closer look.
    if (((scores[slot] ?? 0) + sessionShare(slot, judge)) * ceiling <= floor) continue;
    if (isAdmitted?.(slot) === false) continue;
    const factors = factorsOf(slot, judge);
    const score = scoreOf(factors);
    if (score <= floor) continue;
    best.offer({ partition, slot, score, factors, matched });
    floor = best.floor;
  }
  clearScratch(scratch, count, partition.sessions.limit);
}
