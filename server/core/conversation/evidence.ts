import type { Source } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import type { Hit, Retrieval } from '../retrieval/retrieval.js';
import { timeframeOf } from './timeframe.js';

/** Something that may answer a question. */
export interface Evidence {
  source: Source;
  /** All that it says. */
  text: string;
  /** 0..1, how alike it is to the question. */
  similarity: number;
}

const KINDS = ['memory', 'screen', 'activity'] as const;
const MOST = 12;
/** What is less alike shares but a common word with the question. */
const LEAST_SIMILARITY = 0.12;
const SNIPPET = 240;

export function toSource({ kind, id, text, toldAt, app }: Hit): Source {
  return { kind, id, text: text.slice(0, SNIPPET).toWellFormed(), at: toldAt, app };
}

/**
 * What the person's memory holds for a question, best first. A time that it speaks of narrows the search: what is of
 * that time comes first, whatever its words.
 */
export async function gatherEvidence(
  { retrieval, clock }: { retrieval: Retrieval; clock: Clock },
  userId: string,
  question: string,
): Promise<Evidence[]> {
  const timeframe = timeframeOf(question, clock.now());
  const search = (bounds: object, limit: number): Promise<Hit[]> =>
    retrieval.search({ text: question, userId, kinds: KINDS, limit, ...bounds });
  const [ofThatTime, any] = await Promise.all([timeframe ? search(timeframe, MOST) : [], search({}, MOST)]);
  const ids = new Set(ofThatTime.map(({ id }) => id));
  const others = any.filter(({ id, similarity }) => !ids.has(id) && similarity >= LEAST_SIMILARITY);
  return [...ofThatTime, ...others]
    .slice(0, MOST)
    .map((hit) => ({ source: toSource(hit), text: hit.text, similarity: hit.similarity }));
}
