import type { Log } from '../../../ports/log.js';
import type { VectorIndex, VectorSpace } from '../../../ports/vectorIndex.js';
import type { Database } from '../pool.js';
import { createRescoring } from './rescoring.js';
import { createPgvectorIndex } from './vectorIndex.js';
import { prepareVectors } from './vectorTables.js';

/** Opens the vectors of a space in the database: by pgvector where it has that, which is asked once. */
export function createVectorOpener(database: Database, log: Log): (space: VectorSpace) => Promise<VectorIndex> {
  let prepared: Promise<boolean> | null = null;
  return async (space) => {
    prepared ??= prepareVectors(database, log);
    const hasPgvector = await prepared.catch((error: unknown) => {
      prepared = null;
      throw error;
    });
    return hasPgvector ? createPgvectorIndex(database, space) : createRescoring(database, space.name);
  };
}
