import type { Source } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import type { Hit, Retrieval } from '../retrieval/retrieval.js';
import { splitSentences } from '../text/sentences.js';
import { isQuestion } from '../writing/rules/statements.js';
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
const MOST_QUESTIONS = 3;

/** The whole, and each of its questions by itself: what else is said would water them down. */
function partsOf(question: string): string[] {
  const sentences = splitSentences(question);
  const questions = sentences.length > 1 ? sentences.filter(isQuestion).slice(0, MOST_QUESTIONS) : [];
  return [question, ...questions];
}

/** Each thing once, as alike as it was found to be; the most alike first. */
function bestOfEach(hits: readonly Hit[]): Hit[] {
  const best = new Map<string, Hit>();
  for (const hit of hits) if (hit.similarity > (best.get(hit.id)?.similarity ?? -1)) best.set(hit.id, hit);
  return [...best.values()].sort((a, b) => b.similarity - a.similarity);
}

export function toSource({ kind, id, text, toldAt, app, moment }: Hit): Source {
  const source = { kind, id, text: text.slice(0, SNIPPET).toWellFormed(), at: toldAt, app };
  // Whose window it was says more than who read it.
  return moment ? { ...source, app: moment.application || app, link: moment.link } : source;
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
  const search = (text: string, bounds: object = {}): Promise<Hit[]> =>
    retrieval.search({ text, userId, kinds: KINDS, limit: MOST, ...bounds });
  const [ofThatTime, ...found] = await Promise.all([
    timeframe ? search(question, timeframe) : [],
    ...partsOf(question).map((part) => search(part)),
  ]);
  const any = bestOfEach(found.flat());
  const ids = new Set(ofThatTime.map(({ id }) => id));
  const others = any.filter(({ id, similarity }) => !ids.has(id) && similarity >= LEAST_SIMILARITY);
  return [...ofThatTime, ...others]
    .slice(0, MOST)
    .map((hit) => ({ source: toSource(hit), text: hit.text, similarity: hit.similarity }));
}
