import { distinctLabels } from '../../text/labels.js';
import { isUnspaced } from '../../text/scripts.js';
import { contentWords, isStopWord, wordsOf } from '../../text/words.js';

/** Of a text, this much is read for its words. */
const READ = 20_000;
const NAME = /(?<=[\p{L}\p{N},;:]\s)\p{Lu}[\p{L}\p{N}]+/gu;
const NAME_WEIGHT = 2;

/** The words that carry a text, the weightiest first: how often they come, names and long words before others. */
export function extractKeywords(text: string, most: number): string[] {
  const start = text.slice(0, READ);
  const names = new Set((start.match(NAME) ?? []).map((name) => name.toLowerCase()));
  const scores = new Map<string, number>();
  for (const word of contentWords(start).filter(isTelling)) {
    const weight = names.has(word) ? NAME_WEIGHT : 1 + Math.min(word.length, 12) / 24;
    scores.set(word, (scores.get(word) ?? 0) + weight);
  }
  return distinctLabels(byScore(scores), most);
}

/** Short phrases that stand in a text as they are: runs of content words, RAKE's candidates, scored by length and frequency. */
export function extractTags(text: string, most: number): string[] {
  const scores = new Map<string, number>();
  for (const clause of text.slice(0, READ).split(/[.!?,;:()"\n。！？，；：、“”]+/)) {
    for (const phrase of phrasesOf(clause))
      scores.set(phrase, (scores.get(phrase) ?? 0) + Math.min(phrase.split(' ').length, 2));
  }
  return distinctLabels(byScore(scores), most);
}

function byScore(scores: Map<string, number>): string[] {
  return [...scores].sort(([, a], [, b]) => b - a).map(([label]) => label);
}

/** More than a number or a single letter. */
function isTelling(word: string): boolean {
  return word.length > 1 && !/^\d+$/.test(word);
}

const LONGEST_PHRASE = 3;

function phrasesOf(clause: string): string[] {
  if (isUnspaced(clause)) return contentWords(clause).filter(isTelling);
  const phrases: string[] = [];
  let run: string[] = [];
  for (const word of [...wordsOf(clause), '']) {
    if (isTelling(word) && !isStopWord(word)) run.push(word);
    else {
      if (run.length > 0 && run.length <= LONGEST_PHRASE) phrases.push(run.join(' '));
      run = [];
    }
  }
  return phrases;
}
