import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSqljsStore } from '../../server/adapters/sqljs/store.js';
import type { Memory } from '../../server/ports/entities.js';
import { silentLog } from '../support/silentLog.js';
import { memoryOf } from '../support/memory.js';
import type { Change, Store } from '../../server/ports/store.js';

// npm run bench:store [-- --json] [--dir DIR]: durable writes, snapshots and starts of the embedded store.

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    dir: { type: 'string', default: tmpdir() },
    measure: { type: 'string' },
  },
});
const built = resolve('dist/server');
const WORDS =
  'the release train leaves every second tuesday from staging when all checks are green and someone has looked at the graphs'.split(
    ' ',
  );

function memoryFor(userId: string, appId: string, index: number): Memory {
  const content =
    Array.from({ length: 20 }, (_, at) => WORDS[(index * 7 + at * 13) % WORDS.length]).join(' ') + ` ${index}`;
  return memoryOf({ userId, appId }, content, { categories: index % 3 === 0 ? ['work'] : [], metadata: { index } });
}

const birth = (memory: Memory): Change[] => [
  { kind: 'memory.put', memory },
  {
    kind: 'stateChange.add',
    entry: {
      id: randomUUID(),
      memoryId: memory.id,
      userId: memory.userId,
      oldState: null,
      newState: 'active',
      changedAt: memory.createdAt,
    },
  },
];

const percentile = (sorted: number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const round = (value: number): number => Math.round(value * 1000) / 1000;

function rawSync(directory: string): number {
  const path = join(directory, '.sync-probe');
  const file = openSync(path, 'w');
  const bytes = Buffer.alloc(1200, 97);
  const times: number[] = [];
  for (let index = 0; index < 500; index++) {
    const started = performance.now();
    writeSync(file, bytes);
    fdatasyncSync(file);
    times.push(performance.now() - started);
  }
  closeSync(file);
  unlinkSync(path);
  return percentile(
    times.sort((a, b) => a - b),
    0.5,
  );
}

async function addMany(
  store: Store,
  ids: { userId: string; appId: string },
  count: number,
  writers: number,
): Promise<{ perSecond: number; p50: number; p95: number }> {
  const times: number[] = [];
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (next < count) {
        const memory = memoryFor(ids.userId, ids.appId, next++);
        const at = performance.now();
        await store.commit(birth(memory));
        times.push(performance.now() - at);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  return {
    perSecond: Math.round(count / seconds),
    p50: round(percentile(times, 0.5)),
    p95: round(percentile(times, 0.95)),
  };
}

const open = (directory: string): Promise<Store> =>
  createSqljsStore({
    directory,
    workerFile: join(built, 'workers/storeWorker.cjs'),
    wasmFile: join(built, 'sql-wasm.wasm'),
    log: silentLog,
  });

async function fill(store: Store, ids: { userId: string; appId: string }, count: number): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    await store.commit(
      Array.from({ length: Math.min(1000, count - start) }, (_, index) =>
        birth(memoryFor(ids.userId, ids.appId, start + index)),
      ).flat(),
    );
  }
}

async function atSize(count: number): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(values.dir, 'loci-bench-'));
  try {
    const store = await open(directory);
    const user = await store.ensureUser('bench', Date.now());
    const ids = { userId: user.id, appId: (await store.ensureApp(user.id, 'bench', Date.now())).id };
    await fill(store, ids, count);
    const snapshotStarted = performance.now();
    await store.purge();
    const snapshotMs = performance.now() - snapshotStarted;
    const loaded = await addMany(store, ids, 1000, 1);
    const bytes = (await store.status()).bytes;
    await store.close();
    // A process of its own: what the store needs, without what this benchmark left behind.
    const fresh = JSON.parse(
      execFileSync(process.execPath, [process.argv[1] ?? '', '--measure', directory], { encoding: 'utf8' }),
    ) as { startMs: number; rssMb: number };
    return {
      memories: count,
      snapshotMs: Math.round(snapshotMs),
      ...fresh,
      diskMb: Math.round(bytes / 1e6),
      addP50: loaded.p50,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Opens an existing store and prints how long that took and what the process holds then. */
async function measureStart(directory: string): Promise<void> {
  const started = performance.now();
  const store = await open(directory);
  await store.listUsers();
  const startMs = Math.round(performance.now() - started);
  const rssMb = Math.round(process.memoryUsage.rss() / 1e6);
  await store.close();
  console.log(JSON.stringify({ startMs, rssMb }));
}

async function main(): Promise<void> {
  const directory = mkdtempSync(join(values.dir, 'loci-bench-'));
  const rawSyncMs = round(rawSync(directory));
  const store = await open(directory);
  const user = await store.ensureUser('bench', Date.now());
  const ids = { userId: user.id, appId: (await store.ensureApp(user.id, 'bench', Date.now())).id };
  await addMany(store, ids, 500, 4);
  const one = await addMany(store, ids, 3000, 1);
  const sixteen = await addMany(store, ids, 20_000, 16);
  await store.close();
  rmSync(directory, { recursive: true, force: true });
  const sizes = [await atSize(10_000), await atSize(100_000)];
  const result = {
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model ?? '',
    rawSyncMs,
    oneWriter: one,
    sixteenWriters: sixteen,
    sizes,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    console.log(`node ${result.node}, ${result.cores} × ${result.cpu}; raw fdatasync p50 ${rawSyncMs} ms`);
    console.table({ '1 writer': one, '16 writers': sixteen });
    console.table(sizes);
  }
}

void (values.measure === undefined ? main() : measureStart(values.measure));
