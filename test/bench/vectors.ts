import { resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createVectorWorker } from '../../server/adapters/vectorWorker/vectorWorker.js';
import { cosineOf } from '../../server/core/retrieval/vectors/quantise.js';
import { noiseEmbedding } from '../support/noiseEmbedding.js';
import { silentLog } from '../support/silentLog.js';

// npm run bench:vectors -- --n 100000 --dimension 768: loading and searching vectors of one user in the worker.

const BATCH = 500;
const SEARCHES = 100;
const TOPICS = 300;
const NEAREST = 100;

/** A direction common to all texts, one of its topic, and noise, as embeddings of one language have. */
function createVectors(dimension: number): (at: number) => Float32Array {
  const topics = Array.from({ length: TOPICS }, (_, at) => noiseEmbedding(`topic ${at}`, dimension));
  const common = noiseEmbedding('common', dimension);
  return (at) => {
    const own = noiseEmbedding(`text ${at}`, dimension);
    const [first, second] = [topics[(at * 7919) % TOPICS]!, topics[(at * 104_729 + 13) % TOPICS]!];
    return Float32Array.from(own, (value, i) => 0.8 * common[i]! + first[i]! + 0.5 * second[i]! + 0.8 * value);
  };
}

const at = (sorted: number[], share: number): number =>
  Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!) / 10;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: '100000' }, dimension: { type: 'string', default: '768' } },
  });
  const [count, dimension] = [Number(values.n), Number(values.dimension)];
  const vectorOf = createVectors(dimension);
  const index = await createVectorWorker({
    workerFile: resolve('dist/server/workers/vectorWorker.cjs'),
    log: silentLog,
  });
  let putMs = 0;
  const vectors: Float32Array[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - start) }, (_, offset) => ({
      id: String(start + offset),
      userId: 'u',
      values: vectorOf(start + offset),
    }));
    vectors.push(...batch.map((vector) => vector.values));
    const started = performance.now();
    await index.put(batch);
    putMs += performance.now() - started;
  }
  const queries = Array.from({ length: SEARCHES }, (_, search) => {
    const noise = noiseEmbedding(`query ${search}`, dimension);
    return vectors[(search * 7_368_787) % count]!.map((value, i) => value + 0.6 * noise[i]!);
  });
  const search = (values: Float32Array) => index.search({ userId: 'u', values, limit: NEAREST + 20 });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  // Only what happens while searching counts.
  await sleep(100);
  delays.enable();
  const times: number[] = [];
  for (const query of queries) {
    const started = performance.now();
    await search(query);
    times.push(performance.now() - started);
  }
  delays.disable();
  let found = 0;
  for (const query of queries) {
    const { ids } = await search(query);
    const cosines = vectors.map((vector, id) => ({ id: String(id), cosine: cosineOf(vector, query) }));
    const exact = cosines.sort((a, b) => b.cosine - a.cosine).slice(0, NEAREST);
    found += exact.filter(({ id }) => ids.includes(id)).length / NEAREST / SEARCHES;
  }
  const { bytes } = await index.status();
  await index.close();
  const sorted = times.toSorted((a, b) => a - b);
  console.log({
    vectors: count,
    dimension,
    putPerSecond: Math.round((1000 * count) / putMs),
    megabytes: Math.round(bytes / 1e6),
    searchMs: { p50: at(sorted, 0.5), p95: at(sorted, 0.95), max: at(sorted, 1) },
    longestBlockMs: Math.round(delays.max / 1e5) / 10,
    recallOf100: Math.round(found * 10_000) / 10_000,
  });
}

void main();
