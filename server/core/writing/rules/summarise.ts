import type { Turn } from '../../../ports/entities.js';
import { joinSentences, splitSentences } from '../../text/sentences.js';
import { distinctBy } from '../../text/similar.js';
import { contentWords, countWords } from '../../text/words.js';
import { isBoilerplate, isParticular, isSmallTalk, isStatement } from './statements.js';

export interface RuleSummary {
  /** The weightiest sentences in their own order. */
  summary: string;
  /** The weightiest sentences, the weightiest first. */
  keyPoints: string[];
}

const KEY_POINTS = 5;

/** An extract: the sentences whose words come back most in the whole text, as many as fit into `maxWords`. */
export function summarise(content: string | Turn[], maxWords: number): RuleSummary {
  const texts = typeof content === 'string' ? [content] : content.map((turn) => turn.content);
  const sentences = telling(texts.flatMap(splitSentences));
  const ranked = rank(distinctBy(sentences, (sentence) => sentence));
  const chosen = fitting(ranked, maxWords).sort((a, b) => a.index - b.index);
  return {
    summary: joinSentences(chosen.map(({ sentence }) => sentence)),
    keyPoints: ranked.slice(0, KEY_POINTS).map(({ sentence }) => sentence),
  };
}

/** The statements; where there are none, whatever is more than small talk. */
function telling(sentences: string[]): string[] {
  const statements = sentences.filter((sentence) => isStatement(sentence) && !isBoilerplate(sentence));
  return statements.length > 0 ? statements : sentences.filter((sentence) => !isSmallTalk(sentence));
}

interface Ranked {
  sentence: string;
  index: number;
  score: number;
}

/** Numbers, names and decisions are what a summary is read for. */
const PARTICULAR = 1.25;
/** The last sentence weighs so much less than the first. */
const FADING = 0.2;

/** Each sentence by how often its content words come in the whole, with what is particular and what comes first before the rest. */
function rank(sentences: string[]): Ranked[] {
  const words = sentences.map((sentence) => [...new Set(contentWords(sentence))]);
  const frequency = new Map<string, number>();
  for (const word of words.flat()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  return sentences
    .map((sentence, index) => {
      const own = words[index] ?? [];
      const sum = own.reduce((total, word) => total + (frequency.get(word) ?? 0), 0);
      const centrality = sum / Math.sqrt(Math.max(1, own.length));
      const position = 1 - (FADING * index) / sentences.length;
      return { sentence, index, score: centrality * position * (isParticular(sentence) ? PARTICULAR : 1) };
    })
    .sort((a, b) => b.score - a.score);
}

/** The best that fit together; the best alone, cut, where not even that fits. */
function fitting(ranked: Ranked[], maxWords: number): Ranked[] {
  let left = maxWords;
  const chosen = ranked.filter(({ sentence }) => {
    const words = countWords(sentence);
    if (words > left) return false;
    left -= words;
    return true;
  });
  const [best] = ranked;
  return chosen.length > 0 || best === undefined ? chosen : [{ ...best, sentence: cut(best.sentence, maxWords) }];
}

/** The first words of a sentence, and a sign that there were more. */
function cut(sentence: string, maxWords: number): string {
  let end = Math.min(sentence.length, maxWords * 12);
  while (end > 0 && countWords(sentence.slice(0, end)) > maxWords) end = Math.floor(end * 0.9);
  return `${sentence.slice(0, end).trimEnd()}…`;
}
