import type { IndexHead, IndexTerm, SpellingLookup, TermLookup, TermRange } from '../../../ports/indexTables.js';
import type { Analyser, QueryTerms } from '../analysis/analyser.js';
import { createNeighbours, isWord, sharedByForms, slipsIn } from '../lexical/neighbours.js';
import { hasForms } from '../lexical/preparedQuery.js';
import type { Collection } from '../lexical/statistics.js';
import type { Vocabulary } from '../lexical/vocabulary.js';
import { numberOf, rangeOfForms, spellingsOf } from './termNumbers.js';

type Known = Omit<IndexTerm, 'recent'>;

/** What was read of one user's vocabulary for one query. */
export interface KnownTerms extends Pick<Vocabulary, 'numberOf' | 'termOf' | 'documentsOf'> {
  readonly collection: Collection;
  add(terms: readonly Known[]): void;
  /** Words of the query that no document has: they may be misspelt. */
  readonly unknown: readonly string[];
  /** Of these numbers those that were not read yet. */
  missing(numbers: Iterable<number>): number[];
}

/** What is to be read for a query: its terms, those of which they name the kind, and words that begin as they do. */
export function lookupFor(query: QueryTerms, analyser: Analyser, days: TermLookup['ranges']): TermLookup {
  const numbers = new Set<number>();
  const beginnings = new Map<string, TermRange>();
  const covered = new Set<number>();
  const isWide = hasForms(query);
  for (const term of query.terms.keys()) {
    if (isWide && isWord(term)) {
      covered.add(numberOf(term));
      beginnings.set(sharedByForms(term), { ...rangeOfForms(term), beginning: sharedByForms(term) });
    } else numbers.add(numberOf(term));
    if (isWide) for (const kind of analyser.kindsOf(term)) numbers.add(numberOf(kind));
  }
  const ranges = [...beginnings.values()];
  return { numbers: [...numbers].filter((number) => !covered.has(number)), ranges: [...ranges, ...days] };
}

/** Where the spellings are that an unknown word may be meant for. */
export const spellingsFor = (words: readonly string[]): SpellingLookup[] =>
  words.map((word) => spellingsOf(word, slipsIn(word)));

export function createKnownTerms(head: IndexHead, terms: readonly Known[], query: QueryTerms): KnownTerms {
  const byNumber = new Map<number, Known>();
  const byOrder: Known[] = [];
  const neighbours = createNeighbours((at) => byOrder[at]?.term ?? '');
  const frequencyOf = (term: string): number => byNumber.get(numberOf(term))?.documents ?? 0;
  const termsAt = (places: number[]): string[] => places.map((at) => byOrder[at]?.term ?? '');

  const known: KnownTerms = {
    collection: {
      statistics: {
        documents: head.documents,
        averageSessionLength: head.sessionLength / Math.max(1, head.sessions),
      },
      frequencyOf,
      formsOf: (term) => termsAt(neighbours.formsOf(term)),
      spellingsOf: (term) => termsAt(neighbours.spellingsOf(term)),
    },
    add(added) {
      for (const term of added) {
        if (byNumber.has(term.number)) continue;
        byNumber.set(term.number, term);
        neighbours.add(term.term, byOrder.push(term) - 1);
      }
    },
    numberOf(term) {
      const number = numberOf(term);
      return byNumber.has(number) ? number : -1;
    },
    termOf: (number) => byNumber.get(number)?.term ?? '',
    documentsOf: (number) => byNumber.get(number)?.documents ?? 0,
    get unknown() {
      return hasForms(query) ? [...query.terms.keys()].filter((term) => isWord(term) && frequencyOf(term) === 0) : [];
    },
    missing: (numbers) => [...new Set(numbers)].filter((number) => !byNumber.has(number)),
  };
  known.add(terms);
  return known;
}
