import { createLexicalIndex } from '../../server/core/retrieval/lexical/lexicalIndex.js';
import type { IndexDocument } from '../../server/ports/searchIndex.js';

/** What the benchmark measures: anything that takes turns in and gives their ids back, best first. */
export interface Retriever {
  add(documents: IndexDocument[]): Promise<void>;
  /** `now` in epoch ms. */
  search(text: string, now: number, limit: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface Contestant {
  name: string;
  create(): Promise<Retriever>;
}

/** The engine itself, in this process, asked at the end of each conversation. */
export const engine: Contestant = {
  name: 'Loci, engine alone',
  create() {
    const index = createLexicalIndex();
    return Promise.resolve({
      close: () => Promise.resolve(),
      add(documents) {
        index.put(documents);
        return Promise.resolve();
      },
      search: (text, now, limit) =>
        Promise.resolve(index.search({ text, userId: null, now, limit }).map((hit) => hit.id)),
    });
  },
};
