import type { IndexHead } from '../../../ports/indexTables.js';
import { saturated } from '../lexical/matching.js';
import { createTopList } from '../lexical/topList.js';
import type { Weights } from '../lexical/weights.js';
import { IN_SCOPE_BITS, pageNumber, SLOT_BITS, SLOTS } from './addresses.js';
import { readRecent, visitEntries } from './entries.js';
import type { PostingList, ReadLists, TermLists } from './postingsReading.js';

/** Estimates what documents will score from the lists alone, so that only the pages of the best are read. */
export interface Tally {
  /** Pages of the best documents, the best first; at most so many. */
  best(head: IndexHead, lists: ReadLists, admitted: readonly boolean[], mostPages: number): TallyOutcome;
}

export interface TallyOutcome {
  pages: number[];
  /** There were more documents than were asked for. */
  isCut: boolean;
  /** Pages on which any of the terms occurs. */
  touched(): ReadonlySet<number>;
}

/** The best documents that are looked at for each page that may be read: several often share one. */
const DOCUMENTS_OF_PAGE = 4;
/** What a document is worth that shares only the time with the query. */
const LONE_DATE = 0.05;
const TOLD = 1;
const NAMED = 2;
const IN_SCOPE = 2 ** IN_SCOPE_BITS - 1;
const IN_PAGE = SLOTS - 1;

/** Visits every address of a list. */
function visit({ recent, blocks }: PostingList, visitor: (address: number) => void): void {
  for (const address of readRecent(recent)) visitor(address);
  for (const block of blocks) visitEntries(block, visitor);
}

/** Numbers that grow as they are needed and are zero again after `clear`. */
interface Sums {
  values: Float32Array;
  touched: number[];
}

const createSums = (): Sums => ({ values: new Float32Array(0), touched: [] });

function fit(sums: Sums, count: number): void {
  if (sums.values.length < count) sums.values = new Float32Array(Math.ceil(count * 1.25));
}

function raise({ values, touched }: Sums, at: number, value: number): void {
  const before = values[at] ?? 0;
  if (before === 0) touched.push(at);
  values[at] = before + value;
}

function clear({ values, touched }: Sums): void {
  for (const at of touched) values[at] = 0;
  touched.length = 0;
}

/** Makes a tally; its working memory grows with the largest user and is shared by all searches, which never interleave. */
export function createTally(weights: Weights): Tally {
  const occurrences = createSums();
  const scores = createSums();
  const pageOccurrences = createSums();
  const pageScores = createSums();
  const marks = createSums();
  const { lendForward, lendBackward, statementLending } = weights;

  /** What a document has it lends to those around it on its page. */
  const lend = (at: number, own: number): void => {
    const [first, last] = [at & ~IN_PAGE, at | IN_PAGE];
    for (let i = 0; i < lendForward.length && at + 1 + i <= last; i++)
      raise(occurrences, at + 1 + i, own * statementLending * (lendForward[i] ?? 0));
    for (let i = 0; i < lendBackward.length && at - 1 - i >= first; i++)
      raise(occurrences, at - 1 - i, own * (lendBackward[i] ?? 0));
  };

  const addTerm = (
    { weight, forms }: TermLists,
    place: (address: number) => number,
    isLoose: (address: number) => boolean,
  ): void => {
    for (const form of forms) {
      visit(form, (address) => {
        const at = place(address);
        if (at < 0) return;
        raise(occurrences, at, form.share);
        raise(pageOccurrences, at >>> SLOT_BITS, form.share);
        if (!isLoose(address)) lend(at, form.share);
      });
    }
    for (const at of occurrences.touched)
      raise(scores, at, weight * saturated(occurrences.values[at] ?? 0, 1, weights));
    for (const page of pageOccurrences.touched)
      raise(pageScores, page, weights.session * weight * saturated(pageOccurrences.values[page] ?? 0, 1, weights));
    clear(occurrences);
    clear(pageOccurrences);
  };

  const mark = (lists: readonly PostingList[], bit: number, place: (address: number) => number): void => {
    for (const list of lists)
      visit(list, (address) => {
        const at = place(address);
        if (at >= 0 && ((marks.values[at] ?? 0) & bit) === 0) raise(marks, at, bit);
      });
  };

  const estimate = (at: number): number => {
    const words = scores.values[at] ?? 0;
    const isNamed = ((marks.values[at] ?? 0) & NAMED) !== 0;
    if (words === 0) return isNamed ? LONE_DATE : 0;
    return (words + (pageScores.values[at >>> SLOT_BITS] ?? 0)) * (isNamed ? 1 + weights.date : 1);
  };

  return {
    best(head, lists, admitted, mostPages) {
      const starts: number[] = [];
      let slots = 0;
      for (const { pages } of head.scopes) {
        starts.push(slots);
        slots += pages * SLOTS;
      }
      for (const sums of [occurrences, scores, marks]) fit(sums, slots);
      for (const sums of [pageOccurrences, pageScores]) fit(sums, slots / SLOTS);
      const place = (address: number): number => {
        const scope = address >>> IN_SCOPE_BITS;
        const at = (starts[scope] ?? 0) + (address & IN_SCOPE);
        // What was written since the head was read is left to the next search.
        return admitted[scope] && at < (starts[scope + 1] ?? slots) ? at : -1;
      };
      for (const term of lists.terms)
        addTerm(term, place, (address) => head.scopes[address >>> IN_SCOPE_BITS]?.isLoose ?? true);
      mark(lists.named, NAMED, place);
      if (lists.told) mark(lists.told, TOLD, place);
      const found = createTopList<{ score: number; at: number }>(mostPages * DOCUMENTS_OF_PAGE);
      let count = 0;
      const offer = (at: number): void => {
        if (lists.told && ((marks.values[at] ?? 0) & TOLD) === 0) return;
        count++;
        const score = estimate(at);
        if (score > found.floor) found.offer({ score, at });
      };
      scores.touched.forEach(offer);
      for (const at of marks.touched)
        if ((scores.values[at] ?? 0) === 0 && ((marks.values[at] ?? 0) & NAMED) !== 0) offer(at);
      const pageAt = (place: number): number => {
        const scope = starts.findLastIndex((start) => start <= place * SLOTS);
        return pageNumber(scope, place - (starts[scope] ?? 0) / SLOTS);
      };
      const pages = new Set<number>();
      for (const { at } of found.sorted()) {
        if (pages.size === mostPages) break;
        pages.add(pageAt(at >>> SLOT_BITS));
      }
      const touched = Int32Array.from(pageScores.touched);
      for (const sums of [scores, pageScores, marks]) clear(sums);
      return { pages: [...pages], isCut: count > mostPages, touched: () => new Set(Array.from(touched, pageAt)) };
    },
  };
}
