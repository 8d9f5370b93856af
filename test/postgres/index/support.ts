import { createIndexTables } from '../../../server/adapters/postgres/index/tables.js';
import { parseDatabaseUrl } from '../../../server/adapters/postgres/address.js';
import { createDatabase, type Database } from '../../../server/adapters/postgres/pool.js';
import { createLexicalIndex, type LexicalIndex } from '../../../server/core/retrieval/lexical/lexicalIndex.js';
import { createStoredIndex, type StoredIndex } from '../../../server/core/retrieval/stored/storedIndex.js';
import type { IndexTables } from '../../../server/ports/indexTables.js';
import type { IndexDocument, IndexHit, IndexQuery } from '../../../server/ports/searchIndex.js';
import { dropDatabase, freshDatabase } from '../../support/databases.js';
import { silentLog } from '../../support/silentLog.js';

export interface Instance {
  database: Database;
  tables: IndexTables;
  index: StoredIndex;
}

/** Fresh tables; each call of `open` is another service on them. */
export async function startTables(): Promise<{ open(): Instance; stop(): Promise<void> }> {
  const url = await freshDatabase();
  const opened: Database[] = [];
  return {
    open() {
      const database = createDatabase({ address: parseDatabaseUrl(url), size: 4, log: silentLog });
      opened.push(database);
      const tables = createIndexTables(database);
      return { database, tables, index: createStoredIndex(tables) };
    },
    async stop() {
      for (const database of opened) await database.close();
      await dropDatabase(url);
    },
  };
}

/** The engine in memory and the one on tables, given the same. */
export interface Pair {
  memory: LexicalIndex;
  stored: StoredIndex;
  put(documents: IndexDocument[]): Promise<void>;
  remove(documents: readonly IndexDocument[]): Promise<void>;
}

export function pairOf(stored: StoredIndex): Pair {
  const memory = createLexicalIndex();
  return {
    memory,
    stored,
    async put(documents) {
      memory.put(documents);
      await stored.put(documents);
    },
    async remove(documents) {
      memory.remove(documents.map(({ id }) => id));
      await stored.remove(documents);
    },
  };
}

const rounded = ({ id, kind, score, similarity }: IndexHit) => ({
  id,
  kind,
  score: Number(score.toFixed(4)),
  similarity: Number(similarity.toFixed(4)),
});

/** Both answers, as far as they mean something: equals in any order. */
export async function answers({ memory, stored }: Pair, query: IndexQuery) {
  const order = (hits: IndexHit[]) => hits.map(rounded).sort((a, b) => b.score - a.score || a.id.localeCompare(b.id));
  return { memory: order(memory.search(query)), stored: order(await stored.search(query)) };
}
