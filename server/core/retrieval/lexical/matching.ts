import type { Searchable } from './searchable.js';
import type { PreparedQuery, Relation } from './preparedQuery.js';
import type { Weights } from './weights.js';

/** A term of the query as one partition knows it: its forms by their numbers, each with the share that it counts. */
export interface MatchedTerm {
  term: string;
  written: string;
  weight: number;
  forms: { number: number; share: number; relation: Relation }[];
}

export function matchTerms({ vocabulary }: Searchable, { terms }: PreparedQuery): MatchedTerm[] {
  return terms.flatMap(({ term, written, weight, forms: all }) => {
    const forms = all.flatMap(({ term: form, share, relation }) => {
      const number = vocabulary.numberOf(form);
      return number < 0 ? [] : [{ number, share, relation }];
    });
    return forms.length === 0 ? [] : [{ term, written, weight, forms }];
  });
}

/** BM25 without its weight (Robertson & Zaragoza 2009): grows with the occurrences, ever slower. `strain` >= 1 slows it further. */
export function saturated(occurrences: number, strain: number, { saturation }: Weights): number {
  return (occurrences * (saturation + 1)) / (occurrences + saturation * strain);
}

/** Terms of a long spoken turn: what is no longer is not held back, so that short and long turns compete as equals. */
const LONG_TURN = 60;

/** How much the length of a text holds it back: 1 for a turn, more for a page. */
export function strainOf(length: number, { lengthPenalty }: Weights): number {
  return length <= LONG_TURN ? 1 : 1 + lengthPenalty * (length / LONG_TURN - 1);
}
