import type { NoteFacets, Turn } from '../../../ports/entities.js';
import { distinctLabels } from '../../text/labels.js';
import { splitSentences } from '../../text/sentences.js';
import { countWords } from '../../text/words.js';
import { extractKeywords, extractTags } from './keywords.js';
import { isBoilerplate, isQuestion, isSmallTalk } from './statements.js';

const MOST = { tags: 8, keywords: 10, queries: 4, followUps: 2 } as const;
const LONGEST_QUESTION = 200;
/** Least words of a conversation that goes into some depth, or far. */
const DEPTH = { medium: 140, high: 700 } as const;

/** What can be said of a conversation without understanding it; `told` = its statements. Nobody judged its quality. */
export function facetsFromRules(turns: Turn[], told: string): NoteFacets {
  const last = turns.at(-1);
  const words = turns.reduce((sum, { content }) => sum + countWords(content), 0);
  return {
    tags: extractTags(told, MOST.tags),
    keywords: extractKeywords(told, MOST.keywords),
    queries: likelyQueries(turns),
    depth: words >= DEPTH.high ? 'high' : words >= DEPTH.medium ? 'medium' : 'low',
    quality: null,
    followUps: last === undefined ? [] : distinctLabels(questionsIn(last), MOST.followUps),
  };
}

/** Questions that a conversation answers: those that were asked in it and after which somebody went on. */
export function likelyQueries(turns: Turn[], most: number = MOST.queries): string[] {
  return distinctLabels(turns.slice(0, -1).flatMap(questionsIn), most);
}

function questionsIn({ content }: Turn): string[] {
  return splitSentences(content).filter(
    (sentence) =>
      sentence.length <= LONGEST_QUESTION && isQuestion(sentence) && !isSmallTalk(sentence) && !isBoilerplate(sentence),
  );
}
