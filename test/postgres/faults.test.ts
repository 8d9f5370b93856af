import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { afterwards } from '../support/afterwards.js';
import { isPostgresHere } from '../support/databases.js';
import { memoryOf, ownerIn, put, type Owner } from '../support/memory.js';
import { startPostgres, type PostgresServer } from '../support/postgres.js';
import { startService } from '../support/service.js';
import type { Store } from '../../server/ports/store.js';
import { openStore } from './support.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes one memory after another in several lanes until told to stop; keeps what was acknowledged and what was refused. */
function writeOn(store: Store, owner: Owner, lanes = 4) {
  let isOver = false;
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const work = Array.from({ length: lanes }, async (_, lane) => {
    for (let index = 0; !isOver; index++) {
      const memory = memoryOf(owner, `${lane}-${index}`);
      try {
        await store.commit(put(memory));
        acknowledged.push(memory.id);
      } catch (error) {
        refused.push((error as { code: string }).code);
      }
    }
  });
  const stop = async (): Promise<void> => {
    isOver = true;
    await Promise.all(work);
  };
  afterwards(stop);
  /** Resolves when so many more were acknowledged than when it was asked. */
  const more = async (count: number): Promise<void> => {
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length, { timeout: 30_000 }).toBeGreaterThan(before + count);
  };
  return { acknowledged, refused, more, stop };
}

async function storedIds(store: Store): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let cursor: number | null = 0; cursor !== null;) {
    const batch = await store.scanMemories(null, cursor, 1000);
    for (const { id } of batch.items) ids.add(id);
    cursor = batch.cursor;
  }
  return ids;
}

describe.skipIf(!isPostgresHere())('when the database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ isDurable: true, settings: { max_connections: 20 } });
  });
  afterAll(() => server.stop());
  afterEach(() => server.resume());

  /** What the out-of-memory killer does: the server then ends all others, recovers, and goes on. */
  const crash = async (): Promise<void> => {
    const { rows } = await server.administer(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'loci' LIMIT 1`,
    );
    process.kill((rows[0] as { pid: number }).pid, 'SIGKILL');
  };
  const restart = async (how: 'immediate' | 'fast'): Promise<void> => {
    await server.halt(how);
    await pause(500);
    await server.resume();
  };
  const faults = { 'is halted': () => restart('immediate'), 'is shut down': () => restart('fast'), crashes: crash };

  it.each(Object.entries(faults))(
    '%s under writes, and starts again: nothing acknowledged is lost',
    async (_, fail) => {
      const store = await openStore(await server.createDatabase(), { poolSize: 6 });
      const owner = await ownerIn(store);
      const writing = writeOn(store, owner);
      for (let round = 0; round < 2; round++) {
        await writing.more(50);
        await fail();
      }
      await writing.more(50);
      await writing.stop();
      const stored = await storedIds(store);
      expect(writing.acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      // Of a commit whose answer a crash took, nobody may know.
      expect(writing.refused.filter((code) => code !== 'unavailable')).toEqual([]);
      expect(stored.size).toBeLessThanOrEqual(writing.acknowledged.length + writing.refused.length);
    },
  );

  it('ends connections again and again, nothing is lost or done twice', async () => {
    const store = await openStore(await server.createDatabase(), { poolSize: 6 });
    const owner = await ownerIn(store);
    const writing = writeOn(store, owner);
    for (let round = 0; round < 15; round++) {
      await pause(100);
      await server.administer(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'loci' AND pid <> pg_backend_pid()`,
      );
    }
    await writing.stop();
    expect(writing.acknowledged.length).toBeGreaterThan(50);
    expect(new Set(writing.refused).size).toBeLessThanOrEqual(1);
    const stored = await storedIds(store);
    expect(writing.acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(stored.size).toBe(writing.acknowledged.length);
  });

  it('fails over to a standby, nothing acknowledged is lost', { timeout: 120_000 }, async () => {
    const primary = await startPostgres({ isDurable: true });
    afterwards(() => primary.stop());
    const url = new URL(await primary.createDatabase());
    const standby = await startPostgres({ isDurable: true, standbyOf: primary });
    afterwards(() => standby.stop());
    await primary.administer(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await primary.administer('SELECT pg_reload_conf()');
    const store = await openStore(url.href.replace(url.host, `${url.host},127.0.0.1:${standby.port}`), { poolSize: 4 });
    let told = 0;
    store.watch(() => (told += 1));
    const owner = await ownerIn(store);
    const writing = writeOn(store, owner);
    await writing.more(50);
    await primary.halt('immediate');
    await pause(500);
    await standby.administer('SELECT pg_promote()');
    await writing.more(50);
    await writing.stop();
    const stored = await storedIds(store);
    expect(writing.acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    expect(writing.refused.filter((code) => code !== 'unavailable')).toEqual([]);
    // Others are heard through it as well.
    await expect.poll(() => told, { timeout: 20_000 }).toBeGreaterThan(0);
  });

  it('has no connection left, requests wait or are refused, and go on afterwards', async () => {
    const url = await server.createDatabase();
    const store = await openStore(url, { poolSize: 4 });
    const owner = await ownerIn(store);
    const { default: pg } = await import('pg');
    const greedy: InstanceType<typeof pg.Client>[] = [];
    afterwards(() => Promise.all(greedy.map((client) => client.end().catch(() => undefined))));
    for (;;) {
      const client = new pg.Client(url);
      client.on('error', () => undefined);
      const isIn = await client.connect().then(
        () => true,
        () => false,
      );
      if (!isIn) break;
      greedy.push(client);
    }
    const commits = Array.from({ length: 8 }, (_, index) => store.commit(put(memoryOf(owner, `m${index}`))));
    const outcomes = Promise.allSettled(commits);
    await pause(300);
    await Promise.all(greedy.splice(0).map((client) => client.end()));
    for (const outcome of await outcomes) expect(outcome.status).toBe('fulfilled');
    expect((await storedIds(store)).size).toBe(8);
  });

  it('is away for longer, every API says so with Retry-After, and serves again by itself', async () => {
    const service = await startService({ databaseUrl: await server.createDatabase() });
    afterwards(() => service.close());
    const add = () => service.call('POST', '/api/v1/memories/', { user_id: 'user', text: 'heron', infer: false });
    expect((await add()).status).toBe(200);
    await server.halt('immediate');
    const refused = await Promise.all([
      service.fetch('/openmemory/api/v1/memories/', {
        method: 'POST',
        body: JSON.stringify({ user_id: 'user', text: 'ibis', infer: false }),
      }),
      service.fetch('/omnimemory/api/v1/memories?user_id=someone-long&app_id=app-of-many-words'),
      service.fetch('/api/sessions/list'),
      service.fetch('/chattr/api/v1/characters'),
      service.fetch('/memscreen/chat/history'),
    ]);
    const bodies = await Promise.all(refused.map((response) => response.json()));
    const served = refused.map(({ status, headers }) => [status, headers.get('retry-after')]);
    expect(served.filter(([status]) => status === 503).length).toBeGreaterThanOrEqual(3);
    for (const [status, retry] of served) if (status === 503) expect(retry).toBe('2');
    expect(refused[0].status).toBe(503);
    expect(bodies[0]).toEqual({ detail: 'The database is away' });
    expect(bodies[2]).toMatchObject({ error: 'Service Unavailable', message: 'The database is away' });
    await server.resume();
    await expect.poll(async () => (await add()).status).toBe(200);
    const found = await service.call('GET', '/api/v1/search?q=heron');
    expect(found.body.hits.length).toBeGreaterThan(0);
  });

  it('is full, writes say so and reads go on', async () => {
    const store = await openStore(await server.createDatabase());
    const owner = await ownerIn(store);
    await store.commit(put(memoryOf(owner, 'before')));
    const url = (await store.status()).location;
    await server.administer(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_read_only = off`);
    const full = await openStore(url, {
      wrap: (database) => ({
        ...database,
        get stats() {
          return database.stats;
        },
        transaction: (work) =>
          database.transaction(async (session) => {
            await work(session);
            await session.run(`DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`);
            throw new Error('unreachable');
          }),
      }),
    });
    await expect(full.commit(put(memoryOf(owner, 'during')))).rejects.toMatchObject({ code: 'storage_full' });
    expect((await storedIds(full)).size).toBe(1);
  });
});
