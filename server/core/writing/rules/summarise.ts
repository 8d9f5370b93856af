import type { Turn } from '../../../ports/entities.js';
import { isNearDuplicate } from '../../text/similar.js';
import { countWords, splitSentences } from '../../text/sentences.js';
import { contentWords } from '../../text/words.js';
import { isBoilerplate, isStatement } from './statements.js';

export interface RuleSummary {
  /** The weightiest sentences in their own order. */
  summary: string;
  keyPoints: string[];
}

const MOST_SENTENCES = 400;
const KEY_POINTS = 5;

/** An extract: the sentences whose words come back most in the whole text, as many as fit. */
export function summarise(content: string | Turn[], maxWords: number): RuleSummary {
  const texts = typeof content === 'string' ? [content] : content.map((turn) => turn.content);
  const all = texts.flatMap(splitSentences).slice(0, MOST_SENTENCES);
  const statements = all.filter((sentence) => isStatement(sentence) && !isBoilerplate(sentence));
  const ranked = rank(distinct(statements.length > 0 ? statements : all));
  const chosen = fitting(ranked, maxWords);
  const inOrder = all.filter((sentence, index) => chosen.includes(sentence) && all.indexOf(sentence) === index);
  return { summary: inOrder.map(closed).join(' '), keyPoints: ranked.slice(0, KEY_POINTS) };
}

function distinct(sentences: string[]): string[] {
  const kept: string[] = [];
  for (const sentence of sentences) if (!kept.some((known) => isNearDuplicate(known, sentence))) kept.push(sentence);
  return kept;
}

/** Each sentence by the mean frequency of its content words; earlier ones a little before later ones. */
function rank(sentences: string[]): string[] {
  const frequency = new Map<string, number>();
  const words = sentences.map((sentence) => new Set(contentWords(sentence)));
  for (const set of words) for (const word of set) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const score = (index: number): number => {
    const own = [...(words[index] ?? [])];
    const sum = own.reduce((total, word) => total + (frequency.get(word) ?? 0), 0);
    return (own.length === 0 ? 0 : sum / Math.sqrt(own.length)) * (1 - (0.2 * index) / Math.max(1, sentences.length));
  };
  return sentences
    .map((sentence, index) => ({ sentence, score: score(index) }))
    .sort((a, b) => b.score - a.score)
    .map(({ sentence }) => sentence);
}

function fitting(ranked: string[], maxWords: number): string[] {
  const chosen: string[] = [];
  let words = 0;
  for (const sentence of ranked) {
    words += countWords(sentence);
    if (chosen.length > 0 && words > maxWords) break;
    chosen.push(sentence);
  }
  return chosen;
}

/** A sentence that was a line of its own still ends before the next. */
function closed(sentence: string): string {
  return /[\p{P}]$/u.test(sentence) ? sentence : `${sentence}.`;
}
