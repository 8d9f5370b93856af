import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { createLoci, type Loci, type Served } from '../service/support/loci.js';
import { isPostgresHere } from '../support/databases.js';
import { startPostgres, type PostgresServer } from '../support/postgres.js';

const INSTANCES = 3;
const CLIENTS = 6;
const KILLS = 5;
const KILL_EVERY_MS = 4_000;
const TURNS_PER_BATCH = 10;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A service that is started again whenever it was killed. */
interface Instance {
  loci: Loci;
  served: Served;
}

const post = async (url: string, path: string, body: object): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(15_000),
  });

describe.skipIf(!isPostgresHere())('three services, one of them killed every few seconds', () => {
  let server: PostgresServer;
  let databaseUrl: string;
  const instances: Instance[] = [];

  beforeAll(async () => {
    server = await startPostgres({ isDurable: true });
    databaseUrl = await server.createDatabase();
    const env = { LOCI_DATABASE_URL: databaseUrl, LOCI_DATABASE_POOL: '5' };
    for (let index = 0; index < INSTANCES; index++) {
      const loci = await createLoci();
      instances.push({ loci, served: await loci.serve([], env) });
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(instances.map(({ loci }) => loci.close()));
    await server.stop();
  }, 60_000);

  it('lose nothing acknowledged and do nothing twice', { timeout: 240_000 }, async () => {
    const acknowledged: string[] = [];
    const turns = { acknowledged: 0, unanswered: 0 };
    let isOver = false;
    const client = async (nth: number): Promise<void> => {
      for (let index = 0; !isOver; index++) {
        const { url } = instances[(nth + index) % INSTANCES]!.served.ready;
        const text = `unique ${randomUUID()}`;
        const messages = [{ role: 'user', content: `My bicycle number ${nth}-${index} is green.` }];
        const ids = { user_id: 'user-of-many-words', app_id: 'app-of-many-words' };
        const [added, batched] = await Promise.allSettled([
          post(url, '/api/v1/memories/', { user_id: 'user', text, infer: false }),
          post(url, '/api/v1/memory-batcher/messages', { ...ids, messages }),
        ]);
        if (added.status === 'fulfilled' && added.value.ok) acknowledged.push(text);
        if (batched.status === 'fulfilled' && batched.value.ok) turns.acknowledged += 1;
        else turns.unanswered += 1;
        if (added.status === 'rejected') await pause(100);
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, nth) => client(nth));
    for (let round = 0; round < KILLS; round++) {
      await pause(KILL_EVERY_MS);
      const instance = instances[round % INSTANCES]!;
      await instance.served.end('SIGKILL');
      instance.served = await instance.loci.serve([], { LOCI_DATABASE_URL: databaseUrl, LOCI_DATABASE_POOL: '5' });
    }
    isOver = true;
    await Promise.all(clients);

    const database = new pg.Client(databaseUrl);
    await database.connect();
    const ask = async <R extends pg.QueryResultRow>(sql: string): Promise<R[]> => (await database.query<R>(sql)).rows;
    const unfinished = () => ask(`SELECT id FROM loci.tasks WHERE state IN ('queued', 'running')`);
    await expect.poll(unfinished, { timeout: 90_000, interval: 500 }).toEqual([]);

    const stored = await ask<{ content: string }>(`SELECT content FROM loci.memories WHERE content LIKE 'unique %'`);
    const contents = new Set(stored.map(({ content }) => content));
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((text) => !contents.has(text))).toEqual([]);
    expect(contents.size).toBe(stored.length);

    expect(await ask(`SELECT kind, error FROM loci.tasks WHERE state = 'failed'`)).toEqual([]);
    expect(
      await ask(`SELECT task_id FROM loci.memories WHERE task_id IS NOT NULL GROUP BY task_id HAVING count(*) > 1`),
    ).toEqual([]);
    const [buffer] = await ask<{ turns: string }>(`SELECT turns FROM loci.buffers`);
    const waiting = buffer ? (JSON.parse(buffer.turns) as unknown[]).length : 0;
    const [batches] = await ask<{ n: string }>(
      `SELECT count(*) AS n FROM loci.tasks t JOIN loci.users u ON u.id = t.user_id WHERE u.name = 'user-of-many-words'`,
    );
    const taken = TURNS_PER_BATCH * Number(batches!.n) + waiting;
    expect(taken).toBeGreaterThanOrEqual(turns.acknowledged);
    expect(taken).toBeLessThanOrEqual(turns.acknowledged + turns.unanswered);
    await database.end();
  });
});
