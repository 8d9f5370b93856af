import type { IndexDocument } from '../../../ports/searchIndex.js';
import type { Analyser } from '../analysis/analyser.js';
import { dayOf } from '../analysis/calendar.js';
import { TRAIT_LIVE, TRAIT_QUESTION } from '../lexical/columns.js';
import { speakerName } from '../lexical/speakers.js';
import type { StoredDocument } from './pageContent.js';
import { numberOf, spokenOf, toldOn } from './termNumbers.js';

/** A document that is to be kept, analysed; its order of arrival is not known yet. */
export interface IncomingDocument {
  document: IndexDocument;
  stored: Omit<StoredDocument, 'arrival'>;
  /** The terms that its numbers stand for. */
  names: ReadonlyMap<number, string>;
}

/** Longer ranges are spoken of too vaguely to be looked up by day. */
const LONGEST_RANGE = 62;

export function analyse(document: IndexDocument, analyser: Analyser): IncomingDocument {
  const { id, text, toldAt, speaker } = document;
  const { terms, dates, facts, isQuestion } = analyser.document(text, toldAt);
  const told = dayOf(toldAt);
  const [date = { from: told, to: told }] = dates;
  const names = new Map<number, string>();
  const numbers = Float64Array.from(terms, (term) => {
    const number = numberOf(term);
    names.set(number, term);
    return number;
  });
  const traits = TRAIT_LIVE | facts | (isQuestion ? TRAIT_QUESTION : 0);
  const stored = {
    id,
    speaker: speakerName(speaker),
    toldAt,
    fromDay: date.from,
    toDay: date.to,
    traits,
    terms: numbers,
  };
  return { document, stored, names };
}

/** All that a document is looked up by: its terms, and its days. */
export function keysOf({
  terms,
  toldAt,
  fromDay,
  toDay,
}: Pick<StoredDocument, 'terms' | 'toldAt' | 'fromDay' | 'toDay'>): Set<number> {
  const keys = new Set(terms);
  keys.add(toldOn(dayOf(toldAt)));
  if (toDay - fromDay <= LONGEST_RANGE) for (let day = fromDay; day <= toDay; day++) keys.add(spokenOf(day));
  return keys;
}
