import type { IndexHead, IndexTables, IndexTerm } from '../../../ports/indexTables.js';

type Known = Omit<IndexTerm, 'recent'>;

/** How often terms occur, for saying how much of a hit a query asks for: read once, used again while it hardly changes. */
export interface Frequencies {
  of(userId: string, head: IndexHead, numbers: readonly number[]): Promise<Known[]>;
  /** The user's terms were written. */
  forget(userId: string): void;
}

/** Terms that are remembered of all users together. */
const MOST_TERMS = 500_000;
/** What other services write counts once it makes so much of all that the user has: rarity changes with the logarithm. */
const CHANGED_SHARE = 0.02;

interface Remembered {
  documents: number;
  terms: Map<number, Known>;
}

export function createFrequencies(
  tables: Pick<IndexTables, 'frequencies'>,
  mostTerms: number = MOST_TERMS,
): Frequencies {
  /** The longest unused first. */
  const users = new Map<string, Remembered>();
  let remembered = 0;

  const forget = (userId: string): void => {
    remembered -= users.get(userId)?.terms.size ?? 0;
    users.delete(userId);
  };

  const rememberedOf = (userId: string, { documents }: IndexHead): Remembered => {
    const known = users.get(userId);
    if (known && Math.abs(known.documents - documents) <= CHANGED_SHARE * known.documents) {
      users.delete(userId);
      users.set(userId, known);
      return known;
    }
    forget(userId);
    const fresh = { documents, terms: new Map<number, Known>() };
    users.set(userId, fresh);
    return fresh;
  };

  /** Until there is room again; of whoever is asked for last as well, when theirs alone are too many. */
  const makeRoom = (): void => {
    for (const userId of users.keys()) {
      if (remembered <= mostTerms) return;
      forget(userId);
    }
  };

  return {
    async of(userId, head, numbers) {
      const entry = rememberedOf(userId, head);
      const { terms } = entry;
      const missing = numbers.filter((number) => !terms.has(number));
      if (missing.length > 0) {
        const read = await tables.frequencies(userId, missing);
        const before = terms.size;
        for (const term of read) terms.set(term.number, term);
        // It may have been forgotten meanwhile.
        if (users.get(userId) === entry) remembered += terms.size - before;
      }
      const found = numbers.map((number) => terms.get(number)).filter((term) => term !== undefined);
      makeRoom();
      return found;
    },
    forget,
  };
}
