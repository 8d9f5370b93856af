import { parseDatabaseUrl } from '../../server/adapters/postgres/address.js';
import { createIndexTables } from '../../server/adapters/postgres/index/tables.js';
import { migrate } from '../../server/adapters/postgres/migrate.js';
import { createDatabase } from '../../server/adapters/postgres/pool.js';
import { toDocument } from '../../server/core/memory/commit.js';
import { createStoredIndex } from '../../server/core/retrieval/stored/storedIndex.js';
import { startPostgres } from '../support/postgres.js';
import { silentLog } from '../support/silentLog.js';
import { createCorpus } from './syntheticMemories.js';

const n = Number(process.argv[2] ?? 10000);
const users = Number(process.argv[3] ?? 1);
const SETTINGS = { shared_buffers: '2GB', effective_cache_size: '6GB', max_wal_size: '4GB', checkpoint_timeout: '15min', wal_compression: 'on', jit: 'off', random_page_cost: 1.1 };

async function main(): Promise<void> {
  const server = await startPostgres({ isDurable: true, settings: SETTINGS });
  try {
    const url = await server.createDatabase();
    const database = createDatabase({ address: parseDatabaseUrl(url), size: 10, log: silentLog });
    await migrate(database, silentLog);
    const tables = createIndexTables(database);
    const index = createStoredIndex(tables);
    const corpus = createCorpus();
    const userOf = (u: number) => `00000000-0000-4000-8000-${String(u).padStart(12, '0')}`;
    const perUser = Math.ceil(n / users);
    const batch = Math.min(1000, perUser);
    const started = performance.now();
    for (let u = 0; u < users; u++) {
      for (let at = 0; at < perUser; at += batch) {
        await index.put(
          Array.from({ length: Math.min(batch, perUser - at) }, (_, i) =>
            toDocument(corpus.memory(u * perUser + at + i, { userId: userOf(u), appId: 'bench' })),
          ),
        );
      }
    }
    const seconds = (performance.now() - started) / 1000;
    const size = await database.all(`SELECT relname, pg_total_relation_size(c.oid)::float8/${n} AS per, pg_relation_size(c.oid)::float8/${n} AS heap FROM pg_class c JOIN pg_namespace s ON s.oid=relnamespace WHERE nspname='loci' AND relname LIKE 'index_%' AND relkind='r'`);
    console.log({ n, users, addsPerSecond: Math.round(n / seconds), seconds: Math.round(seconds) });
    console.table(size);
    console.log('status', (await index.status()).bytes / n);
    await database.run('ANALYZE');
    await tables.sweep();
    const one = performance.now();
    for (let i = 0; i < 100; i++) await index.put([toDocument(corpus.memory(n + i, { userId: userOf(0), appId: 'bench' }))]);
    console.log('single put ms', (performance.now() - one) / 100);
    for (const clients of [1, 8]) {
      const questions = createCorpus(11);
      let left = Math.min(2000, 1000);
      const times: number[] = [];
      const cpu = process.cpuUsage();
      const t = performance.now();
      await Promise.all(Array.from({ length: clients }, async () => {
        while (left-- > 0) {
          const text = questions.question();
          const from = performance.now();
          await index.search({ text, userId: userOf(left % users), now: Date.now(), limit: 10 });
          times.push(performance.now() - from);
        }
      }));
      const wall = performance.now() - t;
      const used = process.cpuUsage(cpu);
      times.sort((a, b) => a - b);
      console.log({ clients, p50: times[Math.floor(times.length / 2)], p95: times[Math.floor(times.length * 0.95)], max: times.at(-1), perSecond: 1000 * times.length / wall, nodeCpuMs: (used.user + used.system) / 1000 / times.length });
    }
    await database.close();
  } finally {
    await server.stop();
  }
}
void main();
