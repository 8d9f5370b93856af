import type { IndexHead, IndexTables, IndexTerm } from '../../../ports/indexTables.js';

type Known = Omit<IndexTerm, 'recent'>;

/** How often terms occur, for saying how much of a hit a query asks for: read once, used again while it hardly changes. */
export interface Frequencies {
  of(userId: string, head: IndexHead, numbers: readonly number[]): Promise<Known[]>;
  /** The user's terms were written. */
  forget(userId: string): void;
}

/** Users, and terms of each, that are remembered. */
const MOST_USERS = 200;
const MOST_TERMS = 20_000;
/** What other services write counts once it makes so much of all that the user has: rarity changes with the logarithm. */
const CHANGED_SHARE = 0.02;

interface Remembered {
  documents: number;
  terms: Map<number, Known>;
}

export function createFrequencies(tables: Pick<IndexTables, 'frequencies'>): Frequencies {
  /** The longest unused first. */
  const users = new Map<string, Remembered>();

  const rememberedOf = (userId: string, { documents }: IndexHead): Remembered => {
    const known = users.get(userId);
    const isFresh = known && Math.abs(known.documents - documents) <= CHANGED_SHARE * known.documents;
    const remembered =
      isFresh && known.terms.size <= MOST_TERMS ? known : { documents, terms: new Map<number, Known>() };
    users.delete(userId);
    users.set(userId, remembered);
    const [oldest] = users.keys();
    if (users.size > MOST_USERS && oldest !== undefined) users.delete(oldest);
    return remembered;
  };

  return {
    async of(userId, head, numbers) {
      const { terms } = rememberedOf(userId, head);
      const missing = numbers.filter((number) => !terms.has(number));
      if (missing.length > 0)
        for (const term of await tables.frequencies(userId, missing)) terms.set(term.number, term);
      return numbers.map((number) => terms.get(number)).filter((term) => term !== undefined);
    },
    forget: (userId) => void users.delete(userId),
  };
}
