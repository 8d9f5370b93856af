import type { Analyser, QueryTerms } from '../analysis/analyser.js';
import type { DayRange } from '../analysis/calendar.js';
import { rarity } from './statistics.js';
import type { Collection, Statistics } from './statistics.js';
import type { Weights } from './weights.js';

export type Relation = 'same' | 'form' | 'spelling' | 'kind';

/** A term that counts for the one asked for, with the share that an occurrence of it counts. */
export interface Form {
  term: string;
  relation: Relation;
  share: number;
}

export interface AskedTerm {
  term: string;
  /** The word of the query that it was read from. */
  written: string;
  /** Weight in the query, times salience, times rarity. */
  weight: number;
  /** The term itself first. */
  forms: Form[];
}

/** A query, weighed by what is known of the documents that it may find. */
export interface PreparedQuery {
  /** Those of its terms that some document has in some form; the rarest where there are very many. */
  terms: AskedTerm[];
  /** What `terms` would weigh together if every term of the query were known. */
  totalWeight: number;
  /** Every distinct term asked for. */
  asked: ReadonlyMap<string, number>;
  words: ReadonlySet<string>;
  dates: readonly DayRange[];
  phrases: readonly string[][];
  /** What one date asked for weighs beside the terms. */
  dateWeight: number;
  facts: number;
  statistics: Statistics;
}

/** Beyond this many, a further term finds little that the rarest did not. */
const MAX_TERMS = 64;
const MAX_WITH_FORMS = 32;
const DATE_SALIENCE = 0.6;

const weightOf = (terms: readonly AskedTerm[]): number => terms.reduce((total, { weight }) => total + weight, 0);

/** What weighing a term depends on. */
interface Context {
  analyser: Analyser;
  collection: Collection;
  weights: Weights;
  query: QueryTerms;
}

/** The term and what counts for it; another form that the query asks for itself is left to it. */
function formsOf(term: string, { analyser, collection, weights, query }: Context): Form[] {
  const forms = new Map<string, Form>([[term, { term, relation: 'same', share: 1 }]]);
  if (!hasForms(query)) return [...forms.values()];
  const add = (relation: Relation, share: number, others: Iterable<string>): void => {
    if (share === 0) return;
    for (const other of others) {
      if (!forms.has(other) && !query.terms.has(other)) forms.set(other, { term: other, relation, share });
    }
  };
  if (collection.frequencyOf(term) === 0) add('spelling', weights.spelling, collection.spellingsOf(term));
  add('form', weights.form, collection.formsOf(term));
  add('kind', weights.kind, analyser.kindsOf(term));
  return [...forms.values()];
}

function weigh(term: string, context: Context): AskedTerm & { frequency: number } {
  const { analyser, collection, query } = context;
  const forms = formsOf(term, context);
  const frequency = forms.reduce((sum, form) => sum + form.share * collection.frequencyOf(form.term), 0);
  const weight =
    (query.terms.get(term) ?? 0) * analyser.salience(term) * rarity(frequency, collection.statistics.documents);
  return { term, written: query.written.get(term) ?? term, weight, forms, frequency };
}

/** Whether other forms count for the terms of a query: longer queries say enough in their own words. */
export const hasForms = (query: QueryTerms): boolean => query.terms.size <= MAX_WITH_FORMS;

/** Weighs a query by what is known of the collection that it searches. */
export function prepareQuery(
  analyser: Analyser,
  query: QueryTerms,
  collection: Collection,
  weights: Weights,
): PreparedQuery {
  const { terms: asked, words, dates, phrases, facts } = query;
  const { statistics } = collection;
  const context = { analyser, collection, weights, query };
  const all = Array.from(asked.keys(), (term) => weigh(term, context));
  const known = all.filter(({ frequency }) => frequency > 0);
  const terms = known.length > MAX_TERMS ? known.toSorted((a, b) => b.weight - a.weight).slice(0, MAX_TERMS) : known;
  // Terms that were left out count as found as often as those that were kept.
  const keptShare = known.length === 0 ? 1 : weightOf(terms) / weightOf(known);
  const dateWeight = dates.length === 0 ? 0 : DATE_SALIENCE * rarity(1, statistics.documents);
  const totalWeight = keptShare * weightOf(all) + dateWeight;
  return { terms, totalWeight, asked, words, dates, phrases, dateWeight, facts, statistics };
}
