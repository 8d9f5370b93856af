import { isUnspaced } from '../../text/sentences.js';
import { distinctLabels } from '../../text/similar.js';
import { contentWords, isStopWord, wordsOf } from '../../text/words.js';

/** Of a text, this much is read for its words. */
const READ = 20_000;

/** The words that carry a text, the weightiest first: how often they come, names and long words before others. */
export function extractKeywords(text: string, most: number): string[] {
  const start = text.slice(0, READ);
  const names = new Set(
    (start.match(/(?<=[\p{L}\p{N},;:]\s)\p{Lu}[\p{L}\p{N}]+/gu) ?? []).map((name) => name.toLowerCase()),
  );
  const scores = new Map<string, number>();
  for (const word of contentWords(start)) {
    if (/^\d+$/.test(word)) continue;
    const weight = names.has(word) ? 2 : 1 + Math.min(word.length, 12) / 24;
    scores.set(word, (scores.get(word) ?? 0) + weight);
  }
  return [...scores]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([word]) => word);
}

/** Short phrases that stand in a text as they are: runs of content words, RAKE's candidates, scored by length and frequency. */
export function extractTags(text: string, most: number): string[] {
  const start = text.slice(0, READ);
  const scores = new Map<string, number>();
  for (const clause of start.split(/[.!?,;:()"\n。！？，；：、]+/)) {
    for (const phrase of phrasesOf(clause))
      scores.set(phrase, (scores.get(phrase) ?? 0) + Math.min(phrase.split(' ').length, 2));
  }
  const ranked = [...scores].sort(([, a], [, b]) => b - a).map(([phrase]) => phrase);
  return distinctLabels(ranked).slice(0, most);
}

const LONGEST_PHRASE = 3;

function phrasesOf(clause: string): string[] {
  if (isUnspaced(clause)) return contentWords(clause).filter((word) => word.length > 1);
  const phrases: string[] = [];
  let run: string[] = [];
  for (const word of [...wordsOf(clause), '']) {
    if (word !== '' && !isStopWord(word) && !/^\d+$/.test(word)) run.push(word);
    else {
      if (run.length > 0 && run.length <= LONGEST_PHRASE) phrases.push(run.join(' '));
      run = [];
    }
  }
  return phrases;
}
