import type { Analyser } from '../analysis/analyser.js';

interface Speaker {
  number: number;
  name: string;
  /** Its words, in lower case and folded. */
  words: string[];
  /** The terms that a query has for it. */
  terms: ReadonlySet<string>;
  documents: number;
}

export interface Speakers {
  /** Number of this speaker, counted from 1; 0 = nobody named. */
  add(name: string | null): number;
  remove(number: number): void;
  nameOf(number: number): string;
  termsOf(number: number): ReadonlySet<string>;
  /** Numbers of the speakers whose names stand among these words, which are in lower case and folded. */
  named(words: ReadonlySet<string>): Set<number>;
  save(): SavedSpeaker[];
}

export interface SavedSpeaker {
  number: number;
  name: string;
  documents: number;
}

const MAX_NAME = 80;
/** A single letter is no name that a question can be about. */
const MIN_NAME_WORD = 2;

/** The name as it is kept; '' = nobody. */
export const speakerName = (name: string | null): string => name?.trim().slice(0, MAX_NAME) ?? '';

/** Who speaks in one partition. A speaker without documents is forgotten. */
export function createSpeakers(analyser: Analyser, saved: readonly SavedSpeaker[] = []): Speakers {
  const byName = new Map<string, Speaker>();
  const byNumber = new Map<number, Speaker>();
  const byWord = new Map<string, Set<number>>();
  const free: number[] = [];
  const noTerms: ReadonlySet<string> = new Set();

  const register = (name: string, number: number, documents: number): Speaker => {
    const { words: spoken, terms } = analyser.query(name, 0);
    const words = [...spoken].filter((word) => word.length >= MIN_NAME_WORD);
    const speaker = { number, name, words, terms: new Set(terms.keys()), documents };
    byName.set(name, speaker);
    byNumber.set(speaker.number, speaker);
    for (const word of words) byWord.set(word, (byWord.get(word) ?? new Set()).add(speaker.number));
    return speaker;
  };

  const forget = (speaker: Speaker): void => {
    byName.delete(speaker.name);
    byNumber.delete(speaker.number);
    for (const word of speaker.words) {
      const numbers = byWord.get(word);
      numbers?.delete(speaker.number);
      if (numbers?.size === 0) byWord.delete(word);
    }
    free.push(speaker.number);
  };

  for (const { number, name, documents } of saved) register(name, number, documents);
  const highest = Math.max(0, ...byNumber.keys());
  for (let number = 1; number < highest; number++) if (!byNumber.has(number)) free.push(number);

  return {
    add(name) {
      const trimmed = speakerName(name);
      if (trimmed === '') return 0;
      const speaker = byName.get(trimmed) ?? register(trimmed, free.pop() ?? byNumber.size + 1, 0);
      speaker.documents++;
      return speaker.number;
    },
    remove(number) {
      const speaker = byNumber.get(number);
      if (speaker === undefined) return;
      speaker.documents--;
      if (speaker.documents === 0) forget(speaker);
    },
    termsOf: (number) => byNumber.get(number)?.terms ?? noTerms,
    nameOf: (number) => byNumber.get(number)?.name ?? '',
    named(words) {
      const named = new Set<number>();
      for (const word of words) for (const number of byWord.get(word) ?? []) named.add(number);
      return named;
    },
    save: () => Array.from(byNumber.values(), ({ number, name, documents }) => ({ number, name, documents })),
  };
}
