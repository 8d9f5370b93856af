import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSqljsStore } from '../../server/adapters/sqljs/store.js';
import { toDocument } from '../../server/core/memory/commit.js';
import { createLexicalIndex } from '../../server/core/retrieval/lexical/lexicalIndex.js';
import { silentLog } from '../support/silentLog.js';
import { put } from '../support/memory.js';
import { measurePostgres } from './scalePostgres.js';
import { spread, type Spread } from './spread.js';
import { createCorpus } from './syntheticMemories.js';

// npm run bench:scale -- --n 10000 [--json]: loading, starting and searching with that many memories of one user.
// With --postgres [--users 1]: on a PostgreSQL that is started for it, of so many users together; with --url as well: on
// the database at that address, which keeps them for the next time.

const BATCH = 1000;
const SEARCHES = 1000;
const built = resolve('dist/server');

/** Fills a store and, beside it, an engine in this process. */
async function load(
  dataDir: string,
  count: number,
): Promise<{ addsPerSecond: number; bytesPerMemory: number; engine: Spread; lastText: string }> {
  const corpus = createCorpus();
  const store = await createSqljsStore({
    directory: join(dataDir, 'store'),
    workerFile: join(built, 'workers/storeWorker.cjs'),
    wasmFile: join(built, 'sql-wasm.wasm'),
    log: silentLog,
  });
  const index = createLexicalIndex();
  const { id: userId } = await store.ensureUser('user', Date.now());
  const { id: appId } = await store.ensureApp(userId, 'bench', Date.now());
  let lastText = '';
  const started = performance.now();
  for (let start = 0; start < count; start += BATCH) {
    const memories = Array.from({ length: Math.min(BATCH, count - start) }, (_, at) =>
      corpus.memory(start + at, { userId, appId }),
    );
    await store.commit(put(...memories));
    index.put(memories.map(toDocument));
    lastText = memories.at(-1)?.content ?? '';
  }
  const addsPerSecond = Math.round((1000 * count) / (performance.now() - started));
  await store.purge();
  await store.close();
  const times = Array.from({ length: SEARCHES }, () => {
    const text = corpus.question();
    const at = performance.now();
    index.search({ text, userId, now: Date.now(), limit: 10 });
    return performance.now() - at;
  });
  return { addsPerSecond, bytesPerMemory: Math.round(index.status().bytes / count), engine: spread(times), lastText };
}

/** The first start on a filled directory, which builds the index and leaves it on disk; ms until a search is right. */
async function firstStart(dataDir: string, lastText: string): Promise<number> {
  const { firstSearchMs } = await serve(dataDir, lastText, false);
  return firstSearchMs;
}

/** A service on the filled directory: how long until a search is right, and how long searches take. */
async function serve(
  dataDir: string,
  lastText: string,
  isDriven = true,
): Promise<{ firstSearchMs: number } & Record<string, unknown>> {
  const started = performance.now();
  const child = spawn(process.execPath, [join(built, 'main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise((done) => child.once('exit', done));
  try {
    const line = await new Promise<Buffer>((done) => child.stdout.once('data', done));
    const { url, pid } = JSON.parse(line.toString()) as { url: string; pid: number };
    const search = async (text: string): Promise<string[]> => {
      const response = await fetch(`${url}/api/v1/search?q=${encodeURIComponent(text)}&limit=10`);
      return ((await response.json()) as { hits: { text: string }[] }).hits.map((hit) => hit.text);
    };
    const [first] = await search(lastText);
    if (first !== lastText) throw new Error('The first search was wrong');
    const firstSearchMs = Math.round(performance.now() - started);
    if (!isDriven) return { firstSearchMs };
    const oneClient = await drive(search, 1);
    const eightClients = await drive(search, 8);
    return { firstSearchMs, oneClient, eightClients, rssMb: residentMb(pid) };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

async function drive(search: (text: string) => Promise<unknown>, clients: number): Promise<Spread> {
  const corpus = createCorpus(11);
  const questions = Array.from({ length: SEARCHES }, () => corpus.question());
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let text = questions.pop(); text !== undefined; text = questions.pop()) {
        const at = performance.now();
        await search(text);
        times.push(performance.now() - at);
      }
    }),
  );
  return spread(times);
}

/** Linux only; 0 elsewhere. */
function residentMb(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  } catch {
    return 0;
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      n: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
      postgres: { type: 'boolean', default: false },
      users: { type: 'string', default: '1' },
      url: { type: 'string' },
    },
  });
  const count = Number(values.n);
  if (values.postgres) {
    const users = Number(values.users);
    const result = await measurePostgres({
      memories: count,
      users,
      url: values.url ?? null,
      clients: [1, 8],
      built,
      drive,
    });
    console.log(values.json ? JSON.stringify(result) : result);
    return;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  try {
    const { lastText, ...loaded } = await load(dataDir, count);
    const buildingSearchMs = await firstStart(dataDir, lastText);
    const served = await serve(dataDir, lastText);
    const result = { memories: count, ...loaded, buildingSearchMs, ...served };
    console.log(values.json ? JSON.stringify(result) : result);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
