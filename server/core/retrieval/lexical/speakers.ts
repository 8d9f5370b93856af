import { foldAccents } from '../analysis/fold.js';

interface Speaker {
  number: number;
  key: string;
  /** As first written. */
  name: string;
  words: string[];
  documents: number;
}

export interface Speakers {
  /** Number of this speaker, counted from 1; 0 = nobody named. */
  add(name: string | null): number;
  remove(number: number): void;
  nameOf(number: number): string;
  /** Numbers of the speakers whose names stand among these words, which are in lower case and folded. */
  named(words: ReadonlySet<string>): Set<number>;
}

const MAX_NAME_WORDS = 6;
/** A single letter is no name that a question can be about. */
const MIN_NAME_WORD = 2;

function nameWords(name: string): string[] {
  const words = foldAccents(name).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length >= MIN_NAME_WORD).slice(0, MAX_NAME_WORDS);
}

/** Who speaks in one partition. A speaker without documents is forgotten. */
export function createSpeakers(): Speakers {
  const byKey = new Map<string, Speaker>();
  const byNumber = new Map<number, Speaker>();
  const byWord = new Map<string, Set<number>>();
  const free: number[] = [];

  const register = (key: string, name: string, words: string[]): Speaker => {
    const speaker = { number: free.pop() ?? byNumber.size + 1, key, name, words, documents: 0 };
    byKey.set(key, speaker);
    byNumber.set(speaker.number, speaker);
    for (const word of words) byWord.set(word, (byWord.get(word) ?? new Set()).add(speaker.number));
    return speaker;
  };

  const forget = (speaker: Speaker): void => {
    byKey.delete(speaker.key);
    byNumber.delete(speaker.number);
    for (const word of speaker.words) {
      const numbers = byWord.get(word);
      numbers?.delete(speaker.number);
      if (numbers?.size === 0) byWord.delete(word);
    }
    free.push(speaker.number);
  };

  return {
    add(name) {
      const words = nameWords(name ?? '');
      if (words.length === 0) return 0;
      const key = words.join(' ');
      const speaker = byKey.get(key) ?? register(key, name ?? '', words);
      speaker.documents++;
      return speaker.number;
    },
    remove(number) {
      const speaker = byNumber.get(number);
      if (speaker === undefined) return;
      speaker.documents--;
      if (speaker.documents === 0) forget(speaker);
    },
    nameOf: (number) => byNumber.get(number)?.name ?? '',
    named(words) {
      const named = new Set<number>();
      for (const word of words) for (const number of byWord.get(word) ?? []) named.add(number);
      return named;
    },
  };
}
