import type { IndexQuery } from '../../../ports/searchIndex.js';
import type { DayRange } from '../analysis/calendar.js';
import { STATE_QUESTION } from './columns.js';
import { clearScratch, scoreSessions, scoreTurns } from './matching.js';
import type { Scratch, WeightedTerm } from './matching.js';
import type { Entry, Partition } from './partition.js';
import type { PreparedQuery } from './preparedQuery.js';
import type { TopList } from './topList.js';
import type { Weights } from './weights.js';

/** A document found, and what its score is made of. */
export interface Found {
  partition: Partition;
  slot: number;
  score: number;
  factors: Factors;
}

export interface Factors {
  /** From its own words and those that its neighbours lend. */
  words: number;
  /** From the words of its whole session. */
  session: number;
  /** Multipliers. */
  speaker: number;
  question: number;
  date: number;
  recency: number;
}

const DAY_MS = 86_400_000;
const DAYS_OF_FADING_DATE = 7;
const DAYS_OF_FADING_RECENCY = 30;

function isAdmitted(entry: Entry, toldAt: number, query: IndexQuery): boolean {
  return (
    (query.kinds === undefined || query.kinds.includes(entry.kind)) &&
    (query.appIds === undefined || query.appIds.includes(entry.appId)) &&
    (query.sessionId === undefined || query.sessionId === entry.sessionId) &&
    (query.from === undefined || toldAt >= query.from) &&
    (query.to === undefined || toldAt <= query.to)
  );
}

/** 1 where the ranges overlap, fading with the days between them. */
function closeness(asked: readonly DayRange[], from: number, to: number): number {
  const gaps = asked.map((range) => Math.max(range.from - to, from - range.to, 0));
  return Math.exp(-Math.min(...gaps) / DAYS_OF_FADING_DATE);
}

/** Scores every document of a partition that shares a term with the query and offers those that the query admits. */
export function rankPartition(
  partition: Partition,
  prepared: PreparedQuery,
  query: IndexQuery,
  weights: Weights,
  scratch: Scratch,
  found: TopList<Found>,
): void {
  const { columns } = partition;
  const { statistics } = prepared;
  const terms = knownTerms(partition, prepared);
  const count = scoreTurns(partition, terms, statistics.averageLength, weights, scratch);
  scoreSessions(partition, terms, statistics.averageSessionLength, weights, scratch);
  const named = partition.speakers.named(prepared.words);
  for (let i = 0; i < count; i++) {
    const slot = scratch.scored[i] ?? 0;
    const entry = partition.entry(slot);
    const toldAt = columns.toldAt[slot] ?? 0;
    if (entry === undefined || !isAdmitted(entry, toldAt, query)) continue;
    const factors: Factors = {
      words: scratch.scores[slot] ?? 0,
      session: weights.session * (scratch.sessionScores[columns.session[slot] ?? -1] ?? 0),
      speaker: named.has(columns.speaker[slot] ?? 0) ? 1 + weights.speaker : 1,
      question: columns.state[slot] === STATE_QUESTION ? 1 - weights.question : 1,
      date: dateFactor(partition, slot, prepared.dates, weights),
      recency: 1 + weights.recency * Math.exp(-Math.max(0, query.now - toldAt) / DAY_MS / DAYS_OF_FADING_RECENCY),
    };
    const score = scoreOf(factors);
    if (score > found.floor) found.offer({ partition, slot, score, factors });
  }
  clearScratch(scratch, count, partition.sessions.limit);
}

function scoreOf({ words, session, speaker, question, date, recency }: Factors): number {
  return (words + session) * speaker * question * date * recency;
}

function dateFactor({ columns }: Partition, slot: number, asked: readonly DayRange[], weights: Weights): number {
  if (asked.length === 0) return 1;
  return 1 + weights.date * closeness(asked, columns.fromDay[slot] ?? 0, columns.toDay[slot] ?? 0);
}

export function knownTerms(partition: Partition, { terms }: PreparedQuery): WeightedTerm[] {
  const known: WeightedTerm[] = [];
  for (const { term, weight } of terms) {
    const list = partition.postings.find(term);
    if (list !== undefined) known.push({ list, weight });
  }
  return known;
}
