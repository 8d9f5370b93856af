import { saturated } from '../lexical/matching.js';
import { createTopList } from '../lexical/topList.js';
import type { Weights } from '../lexical/weights.js';
import type { IndexHead } from '../../../ports/indexTables.js';
import { IN_SCOPE_BITS, SLOT_BITS, SLOTS } from './addresses.js';
import { readRecent, visitEntries } from './entries.js';
import { createLayout, type Layout } from './layout.js';
import type { PostingList, ReadLists, TermLists } from './postingsReading.js';
import { createSums, type Sums } from './sums.js';

/** Estimates what documents will score from the lists alone, so that only the pages of the best are read. */
export interface Tally {
  /** Pages of the best documents in these scopes, the best first; at most so many. */
  best(head: IndexHead, lists: ReadLists, admitted: readonly boolean[], mostPages: number): Promising;
}

export interface Promising {
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
/** Marks: told on one of the days searched; told on, or speaking of, one that the query names. */
const TOLD = 1;
const NAMED = 2;
const IN_PAGE = SLOTS - 1;

interface Estimate {
  score: number;
  place: number;
}

/** Visits every address of a list. */
function visit({ recent, blocks }: PostingList, visitor: (address: number) => void): void {
  for (const address of readRecent(recent)) visitor(address);
  for (const block of blocks) visitEntries(block, visitor);
}

function mark(marks: Sums, lists: readonly PostingList[], bit: number, { placeOf }: Layout): void {
  for (const list of lists) {
    visit(list, (address) => {
      const place = placeOf(address);
      if (place >= 0 && (marks.at(place) & bit) === 0) marks.raise(place, bit);
    });
  }
}

/** Makes a tally; its working memory is shared by all searches, which never interleave. */
export function createTally(weights: Weights): Tally {
  const [occurrences, scores, marks] = [createSums(), createSums(), createSums()];
  const [pageOccurrences, pageScores] = [createSums(), createSums()];

  const layout = createLayout();

  const addTerm = ({ weight, forms }: TermLists, { scopes }: IndexHead, placeOf: Layout['placeOf']): void => {
    for (const form of forms) {
      const { share } = form;
      visit(form, (address) => {
        const place = placeOf(address);
        if (place < 0) return;
        occurrences.raise(place, share);
        pageOccurrences.raise(place >>> SLOT_BITS, share);
        if (scopes[address >>> IN_SCOPE_BITS]?.isLoose === false) lend(occurrences, place, share, weights);
      });
    }
    gain(occurrences, scores, weight, weights);
    gain(pageOccurrences, pageScores, weights.session * weight, weights);
  };

  const estimate = (place: number): number => {
    const words = scores.at(place);
    const isNamed = marks.count > 0 && (marks.at(place) & NAMED) !== 0;
    if (words === 0) return isNamed ? LONE_DATE : 0;
    return (words + pageScores.at(place >>> SLOT_BITS)) * (isNamed ? 1 + weights.date : 1);
  };

  /** Of what was scored or only named, the documents that may be among the best, best first, and how many there are. */
  const choose = (isTold: boolean, most: number): { best: Estimate[]; count: number } => {
    const best = createTopList<Estimate>(most);
    let { floor } = best;
    let count = 0;
    const offer = (place: number): void => {
      if (isTold && (marks.at(place) & TOLD) === 0) return;
      const score = estimate(place);
      if (score === 0) return;
      count++;
      if (score <= floor) return;
      best.offer({ score, place });
      ({ floor } = best);
    };
    for (let i = 0; i < scores.count; i++) offer(scores.touched[i] ?? 0);
    for (let i = 0; i < marks.count; i++) {
      const place = marks.touched[i] ?? 0;
      if (scores.at(place) === 0) offer(place);
    }
    return { best: best.sorted(), count };
  };

  /** Pages of the best, and what the last of them was chosen for; 0 = all are. */
  const choosePages = (isTold: boolean, most: number): { pages: number[]; floor: number; count: number } => {
    const { best, count } = choose(isTold, most * DOCUMENTS_OF_PAGE);
    const pages = new Set<number>();
    for (const { place, score } of best) {
      pages.add(layout.pageAt(place >>> SLOT_BITS));
      if (pages.size === most) return { pages: [...pages], floor: score, count };
    }
    return { pages: [...pages], floor: best.length < most * DOCUMENTS_OF_PAGE ? 0 : (best.at(-1)?.score ?? 0), count };
  };

  /** What a document comes to that has each of these terms once, and whose page has no other. */
  const mostOf = (terms: readonly TermLists[], { named }: ReadLists): number => {
    const each = (1 + weights.session) * (named.length > 0 ? 1 + weights.date : 1);
    return terms.reduce((sum, { weight }) => sum + weight * each, 0);
  };

  /**
   * Adds the terms, the rarest first, as long as a page that has none of those before may still come among the best; of
   * the others what lies on pages that do (MaxScore: Turtle & Flood 1995).
   */
  const addTerms = (lists: ReadLists, head: IndexHead, mostPages: number): void => {
    let isOpen = true;
    for (const [at, term] of lists.terms.entries()) {
      if (isOpen && at > 0) {
        const { floor } = choosePages(lists.told !== null, mostPages);
        isOpen = floor < mostOf(lists.terms.slice(at), lists);
      }
      addTerm(term, head, isOpen ? layout.placeOf : layout.knownPlaceOf);
    }
  };

  return {
    best(head, lists, admitted, mostPages) {
      layout.begin(admitted);
      mark(marks, lists.named, NAMED, layout);
      if (lists.told) mark(marks, lists.told, TOLD, layout);
      addTerms(lists, head, mostPages);
      const { pages, count } = choosePages(lists.told !== null, mostPages);
      const touched = pageScores.touched.slice(0, pageScores.count).map(layout.pageAt);
      for (const sums of [scores, pageScores, marks]) sums.clear();
      return { pages, isCut: count > mostPages, touched: () => new Set(touched) };
    },
  };
}

/** What a document has it lends to those around it on its page. */
function lend(occurrences: Sums, place: number, own: number, weights: Weights): void {
  const { lendForward, lendBackward, statementLending } = weights;
  const [first, last] = [place & ~IN_PAGE, place | IN_PAGE];
  for (let i = 0; i < lendForward.length && place + 1 + i <= last; i++)
    occurrences.raise(place + 1 + i, own * statementLending * (lendForward[i] ?? 0));
  for (let i = 0; i < lendBackward.length && place - 1 - i >= first; i++)
    occurrences.raise(place - 1 - i, own * (lendBackward[i] ?? 0));
}

/** Adds what occurrences of one term are worth, and forgets them. */
function gain(occurrences: Sums, scores: Sums, weight: number, weights: Weights): void {
  const { touched, count } = occurrences;
  for (let i = 0; i < count; i++) {
    const at = touched[i] ?? 0;
    scores.raise(at, weight * saturated(occurrences.at(at), 1, weights));
  }
  occurrences.clear();
}
