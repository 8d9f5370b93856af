import { createNeighbours } from './neighbours.js';
import { createNumbers, setAt } from './numbers.js';

/** The terms of one partition, each with a number. A term that no living document has is forgotten at once. */
export interface Vocabulary {
  /** -1 = no document has it. */
  numberOf(term: string): number;
  termOf(number: number): string;
  /** Living documents that have the term. */
  documentsOf(number: number): number;
  formsOf(term: string): string[];
  spellingsOf(term: string): string[];
  /** The number of a term, given now if need be. */
  learn(term: string): number;
  /** One more document has the term. */
  count(number: number): void;
  /** One document less has it. Returns whether it is forgotten now; its number may be given again. */
  release(number: number): boolean;
  save(): SavedVocabulary;
  /** Estimated memory. */
  bytes(): number;
}

/** By number; '' = not in use. */
export interface SavedVocabulary {
  terms: string[];
  documents: Int32Array;
}

/** A term's string, its places in the map and in the buckets of its neighbours. */
const TERM_BYTES = 150;

export function createVocabulary(saved?: SavedVocabulary): Vocabulary {
  const terms: string[] = saved?.terms ?? [];
  const documents = createNumbers(saved?.documents, saved?.documents.length);
  const numbers = new Map<string, number>();
  const free: number[] = [];
  const termOf = (number: number): string => terms[number] ?? '';
  const neighbours = createNeighbours(termOf);

  for (const [number, term] of terms.entries()) {
    if (term === '') free.push(number);
    else {
      numbers.set(term, number);
      neighbours.add(term, number);
    }
  }

  return {
    numberOf: (term) => numbers.get(term) ?? -1,
    termOf,
    documentsOf: (number) => documents.data[number] ?? 0,
    formsOf: (term) => neighbours.formsOf(term).map(termOf),
    spellingsOf: (term) => neighbours.spellingsOf(term).map(termOf),
    learn(term) {
      const known = numbers.get(term);
      if (known !== undefined) return known;
      const number = free.pop() ?? terms.length;
      terms[number] = term;
      numbers.set(term, number);
      setAt(documents, number, 0);
      neighbours.add(term, number);
      return number;
    },
    count(number) {
      setAt(documents, number, (documents.data[number] ?? 0) + 1);
    },
    release(number) {
      const left = (documents.data[number] ?? 0) - 1;
      setAt(documents, number, left);
      if (left > 0) return false;
      const term = termOf(number);
      neighbours.remove(term, number);
      numbers.delete(term);
      terms[number] = '';
      free.push(number);
      return true;
    },
    save: () => ({
      terms,
      documents: documents.data.slice(0, documents.used),
    }),
    bytes: () => numbers.size * TERM_BYTES + terms.length * 8,
  };
}
