import { HIT_KINDS, type IndexHit, type IndexQuery } from '../../../ports/searchIndex.js';
import type { FoundPage, IndexHead, IndexTables, IndexTerm } from '../../../ports/indexTables.js';
import type { Analyser, QueryTerms } from '../analysis/analyser.js';
import { explain } from '../lexical/explanation.js';
import { prepareQuery, type PreparedQuery } from '../lexical/preparedQuery.js';
import { rankPartition, type Found } from '../lexical/ranking.js';
import { createScratch, fitScratch } from '../lexical/scratch.js';
import type { Searchable } from '../lexical/searchable.js';
import { similarityOf } from '../lexical/similarity.js';
import { createTopList } from '../lexical/topList.js';
import type { Weights } from '../lexical/weights.js';
import { askedDays, type AskedDays } from './days.js';
import { admits, sessionName } from './draft.js';
import type { Frequencies } from './frequencies.js';
import { gather } from './gathered.js';
import { createKnownTerms, lookupFor, spellingsFor, type KnownTerms } from './knownTerms.js';
import { readPages } from './pagesReading.js';
import { readLists } from './postingsReading.js';
import { createTally, type Promising, type Tally } from './tally.js';
import { numberOf } from './termNumbers.js';

/** Pages of the most promising documents that a search reads: enough that no other could come among the best. */
const LEAST_READ = 32;
const READ_FOR_EACH = 2;
/** What a search reads at most where a condition left too little of what it read first. */
const DEEPER = 8;
/** Pages of one session that are read when only it is searched. */
const MOST_OF_SESSION = 256;

/** What one search knows once it has looked at the vocabulary. */
interface Looked {
  query: IndexQuery & { userId: string };
  head: IndexHead;
  rows: IndexTerm[];
  known: KnownTerms;
  prepared: PreparedQuery;
  days: AskedDays;
}

export interface StoredSearchDeps {
  tables: IndexTables;
  analyser: Analyser;
  weights: Weights;
  frequencies: Frequencies;
}

/** Searches one user's part: reads what is needed of it, then ranks as the engine in memory does. */
export function createStoredSearch({
  tables,
  analyser,
  weights,
  frequencies,
}: StoredSearchDeps): (query: IndexQuery & { userId: string }) => Promise<IndexHit[]> {
  const tally = createTally(weights);
  let scratch = createScratch(0);

  const rank = ({ prepared, query }: Looked, gathered: Searchable): Found[] => {
    const best = createTopList<Found>(query.limit);
    scratch = fitScratch(scratch, gathered.columns.capacity);
    rankPartition(gathered, prepared, query, weights, scratch, best);
    return best.sorted();
  };

  const rankPages = (looked: Looked, pages: FoundPage[]): Found[] => {
    const asked = looked.prepared.terms.flatMap(({ forms }) => forms.map(({ term }) => numberOf(term)));
    return rank(looked, gather(pages, asked, looked.known, analyser));
  };

  const toHits = async ({ query, head, known, prepared }: Looked, found: readonly Found[]): Promise<IndexHit[]> => {
    const numbers = known.missing(found.flatMap(({ partition, slot }) => [...partition.termsAt(slot)]));
    if (numbers.length > 0) known.add(await frequencies.of(query.userId, head, numbers));
    return found.map((hit) => {
      const { partition, slot, score } = hit;
      const kind = HIT_KINDS[partition.columns.kind[slot] ?? 0] ?? 'memory';
      const shown = { id: partition.idOf(slot), kind, score, similarity: similarityOf(hit, prepared, analyser) };
      return query.explain === true ? { ...shown, explanation: explain(hit, weights) } : shown;
    });
  };

  return async (request) => {
    const { sessionId } = request;
    const query = sessionId === undefined ? request : { ...request, sessionId: sessionName(sessionId) };
    const asked = analyser.query(query.text, query.now);
    const looked = await look(tables, analyser, weights, query, asked);
    if (!looked) return [];
    if (query.sessionId !== undefined) return toHits(looked, rankPages(looked, await sessionPages(tables, looked)));
    return toHits(looked, await rankBest(tables, tally, looked, (pages) => rankPages(looked, pages)));
  };
}

/** Weighs the query by the user's vocabulary; null where the user has nothing that it could find. */
async function look(
  tables: IndexTables,
  analyser: Analyser,
  weights: Weights,
  query: IndexQuery & { userId: string },
  asked: QueryTerms,
): Promise<Looked | null> {
  const days = askedDays(asked.dates, query);
  const ranges = [...days.named, ...(days.told ? [days.told] : [])];
  const found = await tables.look(query.userId, lookupFor(asked, analyser, ranges));
  if (!found || found.head.documents === 0) return null;
  const { head, terms: rows } = found;
  const known = createKnownTerms(head, rows, asked);
  const { unknown } = known;
  if (unknown.length > 0) {
    const spelled = await tables.spelled(query.userId, spellingsFor(unknown));
    known.add(spelled);
  }
  const prepared = prepareQuery(analyser, asked, known.collection, weights);
  const missing = prepared.terms.some(({ forms }) => forms.some(({ relation }) => relation === 'spelling'))
    ? await spelledRows(tables, query.userId, prepared)
    : [];
  if (prepared.terms.length === 0 && prepared.dates.length === 0) return null;
  return { query, head, rows: [...rows, ...missing], known, prepared, days };
}

/** Where the spellings that count occur. */
async function spelledRows(tables: IndexTables, userId: string, { terms }: PreparedQuery): Promise<IndexTerm[]> {
  const forms = terms.flatMap((term) => term.forms).filter(({ relation }) => relation === 'spelling');
  const found = await tables.look(userId, { numbers: forms.map(({ term }) => numberOf(term)), ranges: [] });
  return found?.terms ?? [];
}

async function sessionPages(tables: IndexTables, { query }: Looked): Promise<FoundPage[]> {
  const sessions = await tables.sessionsWithId(query.userId, query.sessionId ?? '');
  const pages = sessions.flatMap((session) => session.pages).slice(-MOST_OF_SESSION);
  return pages.length === 0 ? [] : tables.pages(query.userId, pages, 0);
}

/** Ranks what the lists promise most of; more of it where conditions leave too little. */
async function rankBest(
  tables: IndexTables,
  tally: Tally,
  { query, head, rows, prepared, days }: Looked,
  rank: (pages: FoundPage[]) => Found[],
): Promise<Found[]> {
  const lists = await readLists(tables, query.userId, prepared, days, rows);
  const admitted = head.scopes.map((scope) => admits(scope, query));
  const most = Math.max(LEAST_READ, READ_FOR_EACH * query.limit);
  const read = async (depth: number): Promise<{ found: Found[]; outcome: Promising }> => {
    const outcome = tally.best(head, lists, admitted, depth);
    return { outcome, found: rank(await readPages(tables, query.userId, outcome.pages, outcome.touched)) };
  };
  const { found, outcome } = await read(most);
  if (found.length >= query.limit || !outcome.isCut) return found;
  return (await read(DEEPER * most)).found;
}
