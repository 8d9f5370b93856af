import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openStorage } from '../../server/storage.js';
import { toDocument } from '../../server/core/memory/commit.js';
import { put } from '../support/memory.js';
import { startPostgres } from '../support/postgres.js';
import { silentLog } from '../support/silentLog.js';
import { createCorpus } from './syntheticMemories.js';

/** What a server of 8 GB would be set to; every commit of the store reaches the disk. */
const SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '6GB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  random_page_cost: 1.1,
  jit: 'off',
};
const BATCH = 1000;
const SINGLE = 200;

export interface PostgresScale {
  memories: number;
  users: number;
  clients: readonly number[];
  built: string;
  /** A database of one's own, which stays and is only filled where it has less; null = one that is made for it. */
  url: string | null;
  /** Asks with so many clients; answers how long that took. */
  drive: (search: (text: string) => Promise<unknown>, clients: number) => Promise<unknown>;
}

/** Fills a real PostgreSQL, the store and the index in it, and searches it through a service of its own. */
export async function measurePostgres(scale: PostgresScale): Promise<Record<string, unknown>> {
  if (scale.url !== null) return measureAt(scale.url, scale);
  const server = await startPostgres({ isDurable: true, settings: SETTINGS });
  try {
    return await measureAt(await server.createDatabase(), scale);
  } finally {
    await server.stop();
  }
}

async function measureAt(url: string, scale: PostgresScale): Promise<Record<string, unknown>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  try {
    const loaded = await load(url, scale);
    const sizes = await sizesOf(url, scale.memories);
    const served = await serve(url, dataDir, scale);
    return { memories: scale.memories, users: scale.users, ...loaded, ...sizes, ...served };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const nameOf = (user: number): string => `bench${user}`;

/** Memories written by the thousand, then one by one, as their writer sees it: stored for good and found. */
async function load(url: string, { memories, users }: PostgresScale): Promise<Record<string, unknown>> {
  const { store, index } = await openStorage({
    dataDir: '',
    built: '',
    database: { url, poolSize: 4 },
    log: silentLog,
  });
  const corpus = createCorpus();
  const each = Math.ceil(memories / users);
  let next = 0;
  const write = async (owner: { userId: string; appId: string }, count: number): Promise<void> => {
    const some = Array.from({ length: count }, () => corpus.memory(next++, owner));
    await store.commit(put(...some));
    await index.put(some.map(toDocument));
  };
  const ownerOf = async (user: number): Promise<{ userId: string; appId: string }> => {
    const { id: userId } = await store.ensureUser(nameOf(user), Date.now());
    return { userId, appId: (await store.ensureApp(userId, 'bench', Date.now())).id };
  };
  next = await store.countFindable();
  const missing = next < memories ? memories : 0;
  const started = performance.now();
  for (let user = 0; user < users && missing > 0; user++) {
    const owner = await ownerOf(user);
    for (let left = each; left > 0; left -= BATCH) await write(owner, Math.min(BATCH, left));
  }
  const addsPerSecond = Math.round((1000 * missing) / (performance.now() - started));
  const owner = await ownerOf(0);
  const singly = performance.now();
  for (let at = 0; at < SINGLE; at++) await write(owner, 1);
  const singleAddMs = Math.round((10 * (performance.now() - singly)) / SINGLE) / 10;
  await index.close();
  await store.close();
  return { addsPerSecond, singleAddMs };
}

/** Bytes for each memory, with indexes, as they are after what autovacuum would do sooner or later. */
async function sizesOf(url: string, memories: number): Promise<Record<string, unknown>> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('VACUUM ANALYZE');
  const { rows } = await client.query<{ name: string; bytes: number }>(
    `SELECT relname AS name, pg_total_relation_size(c.oid)::float8 AS bytes FROM pg_class c
     WHERE relnamespace = 'loci'::regnamespace AND relkind = 'r' ORDER BY 2 DESC`,
  );
  await client.end();
  const each = rows.map(({ name, bytes }): [string, number] => [name, Math.round(bytes / memories)]);
  const sum = (isIndex: boolean): number =>
    each.reduce((total, [name, bytes]) => total + (name.startsWith('index_') === isIndex ? bytes : 0), 0);
  return {
    storeBytesPerMemory: sum(false),
    indexBytesPerMemory: sum(true),
    tables: Object.fromEntries(each.filter(([, bytes]) => bytes > 0)),
  };
}

/** `drive` asks so often. */
const SEARCHES = 1000;
const perSearch = (ms: number): number => Math.round((10 * ms) / SEARCHES) / 10;

/** Processor time that the service and the processes of its database have taken up to now, ms; Linux only. */
async function cpuOf(url: string, service: number): Promise<{ service: number; database: number }> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`,
  );
  const parent = rows[0] ? Number(fieldsOf(rows[0].pid)[1]) : 0;
  const database = rows.reduce((sum, { pid }) => sum + ticksOf(pid, OWN), ticksOf(parent, ENDED));
  await client.end();
  return { service: ticksOf(service, OWN), database };
}

/** Places of user and system time in what the kernel tells of a process: its own, and of its children that have ended. */
const OWN = [11, 12] as const;
const ENDED = [13, 14] as const;
const TICK_MS = 10;

function fieldsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}

function ticksOf(pid: number, [user, system]: readonly [number, number]): number {
  const fields = fieldsOf(pid);
  return TICK_MS * (Number(fields[user] ?? 0) + Number(fields[system] ?? 0));
}

async function serve(
  url: string,
  dataDir: string,
  { users, clients, built, drive }: PostgresScale,
): Promise<Record<string, unknown>> {
  const child = spawn(
    process.execPath,
    [
      ...(process.env['PROF'] ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : []),
      join(built, 'main.cjs'),
      'serve',
      '--port',
      '0',
      '--data-dir',
      dataDir,
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, LOCI_DATABASE_URL: url },
    },
  );
  const gone = new Promise((done) => child.once('exit', done));
  try {
    const line = await new Promise<Buffer>((done) => child.stdout.once('data', done));
    const service = (JSON.parse(line.toString()) as { url: string }).url;
    let asked = 0;
    const search = async (text: string): Promise<void> => {
      const user = nameOf((asked++ * 7919) % users);
      const query = new URLSearchParams({ q: text, user_id: user, limit: '10' });
      const response = await fetch(`${service}/api/v1/search?${query.toString()}`);
      if (!response.ok) throw new Error(`The service answered ${response.status}`);
      await response.arrayBuffer();
    };
    // The first searches load the code and the database's pages.
    await drive(search, 2);
    const results: Record<string, unknown> = {};
    for (const count of clients) results[`clients${count}`] = await drive(search, count);
    const before = await cpuOf(url, child.pid ?? 0);
    await drive(search, 2);
    const after = await cpuOf(url, child.pid ?? 0);
    results['serviceCpuMsPerSearch'] = perSearch(after.service - before.service);
    results['databaseCpuMsPerSearch'] = perSearch(after.database - before.database);
    return results;
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}
