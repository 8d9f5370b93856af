import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChanges } from '../../../server/adapters/postgres/commit.js';
import { parseDatabaseUrl } from '../../../server/adapters/postgres/address.js';
import { createVectorOpener } from '../../../server/adapters/postgres/index/openVectors.js';
import { migrate } from '../../../server/adapters/postgres/migrate.js';
import { createDatabase, type Database } from '../../../server/adapters/postgres/pool.js';
import { toPlaced } from '../../../server/core/retrieval/vectors/spaces.js';
import type { Change, StoredVector } from '../../../server/ports/store.js';
import type { VectorIndex } from '../../../server/ports/vectorIndex.js';
import { dropDatabase, freshDatabase, isPostgresHere } from '../../support/databases.js';
import { memoryOf, put } from '../../support/memory.js';
import { createRecordingLog } from '../../support/recordingLog.js';
import { silentLog } from '../../support/silentLog.js';

const SPACE = { name: "test:o'model/4", dimension: 4 };
const QUERY = Float32Array.of(1, 0, 0, 0);

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A vector that lies the further from `QUERY` the higher its number. */
const turned = (number: number): Float32Array =>
  Float32Array.of(Math.cos(number / 400), Math.sin(number / 400), 0, 0.1);

async function store(database: Database, userId: string, count: number): Promise<StoredVector[]> {
  const memories = Array.from({ length: count }, (_, at) => memoryOf({ userId, appId: 'app' }, `${userId} ${at}`));
  const vectors = memories.map(({ id }, at) => ({ memoryId: id, userId, space: SPACE.name, values: turned(at) }));
  const placed = vectors.map((vector, at): Change => ({ kind: 'vector.put', vector, hash: memories[at]!.hash }));
  await database.transaction((session) => applyChanges(session, [...put(...memories), ...placed]));
  return vectors;
}

describe('vectors in pgvector', () => {
  let lite: PGlite;
  let server: PGLiteSocketServer;
  let database: Database;
  let index: VectorIndex;
  let own: StoredVector[];
  beforeAll(async () => {
    lite = await PGlite.create({ extensions: { vector } });
    const port = await freePort();
    server = new PGLiteSocketServer({ db: lite, port, host: '127.0.0.1', maxConnections: 4 });
    await server.start();
    const url = `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
    database = createDatabase({ address: parseDatabaseUrl(url), size: 1, log: silentLog });
    await migrate(database, silentLog);
    index = await createVectorOpener(database, silentLog)(SPACE);
    own = await store(database, 'ann', 30);
    await store(database, 'bob', 10);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await server.stop();
    await lite.close();
  });

  it('takes in what was stored before, and only once', async () => {
    await index.load?.();
    expect((await index.status()).vectors).toBe(40);
    await index.load?.();
    expect((await index.status()).vectors).toBe(40);
  });

  it("finds the user's nearest, and tells how all of them are spread", async () => {
    const { ids, total, mean, deviation } = await index.search({ userId: 'ann', values: QUERY, limit: 5 });
    expect(ids).toEqual(own.slice(0, 5).map(({ memoryId }) => memoryId));
    const cosines = own.map(({ values }) => values[0]! / Math.hypot(...values));
    const expected = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    expect(total).toBe(30);
    expect(mean).toBeCloseTo(expected, 4);
    expect(deviation).toBeCloseTo(Math.sqrt(cosines.reduce((sum, c) => sum + (c - expected) ** 2, 0) / 30), 4);
  });

  it('finds among all users through the index of neighbours', async () => {
    const { ids } = await index.search({ userId: null, values: QUERY, limit: 4 });
    expect(ids).toHaveLength(4);
    expect(ids).toContain(own[0]!.memoryId);
    const plan = await database.all<Record<string, unknown>>(
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'index_vectors' AND indexdef LIKE '%hnsw%'`,
    );
    expect(plan).toHaveLength(1);
  });

  it('forgets with the store, whoever erased, and compares no vector of another length', async () => {
    const [first, second] = own as [StoredVector, StoredVector];
    await database.transaction((session) =>
      applyChanges(session, [{ kind: 'memory.erase', userId: 'ann', id: first.memoryId }]),
    );
    const found = await index.search({ userId: 'ann', values: QUERY, limit: 1 });
    expect(found.ids).toEqual([second.memoryId]);
    // What the store no longer has is not put back by whoever comes late.
    await index.put([toPlaced(first)]);
    expect((await index.search({ userId: 'ann', values: QUERY, limit: 1 })).ids).toEqual([second.memoryId]);
    expect(await index.search({ userId: 'ann', values: Float32Array.of(1, 0), limit: 1 })).toMatchObject({ ids: [] });
  });
});

describe.skipIf(!isPostgresHere())('vectors without pgvector', () => {
  it('find among few, and of many only weigh what words find, which is said once', async () => {
    const url = await freshDatabase();
    const database = createDatabase({ address: parseDatabaseUrl(url), size: 2, log: silentLog });
    try {
      const { log, lines } = createRecordingLog();
      const open = createVectorOpener(database, log);
      const index = await open(SPACE);
      await open({ name: 'other/2', dimension: 2 });
      expect(lines.filter((line) => line.includes('no pgvector'))).toHaveLength(1);
      const few = await store(database, 'bob', 30);
      const all = await index.search({ userId: 'bob', values: QUERY, limit: 2 });
      expect(all).toMatchObject({ ids: [few[0]!.memoryId, few[1]!.memoryId], total: 30 });
      await store(database, 'ann', 320);
      const { ids, mean, deviation } = await index.search({ userId: 'ann', values: QUERY, limit: 5 });
      expect(ids).toEqual([]);
      expect(mean).toBeGreaterThan(0.5);
      expect(deviation).toBeGreaterThan(0);
    } finally {
      await database.close();
      await dropDatabase(url);
    }
  });
});
