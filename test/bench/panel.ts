import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSqljsStore } from '../../server/adapters/sqljs/store.js';
import { discover, type ServiceHandle } from '../../server/contract/discover.js';
import type { PanelMethod, PanelParams } from '../../server/contract/panel/index.js';
import { PANEL_CALL, PanelAnswer } from '../../server/contract/panelWire.js';
import { put } from '../support/memory.js';
import { silentLog } from '../support/silentLog.js';
import { spread, type Spread } from './spread.js';
import { createCorpus } from './syntheticMemories.js';

// npm run bench:panel -- --n 100000 [--json]: how long the Memories panel waits for what it asks of a real service, ms.

const BATCH = 1000;
const QUESTIONS = 300;
const WARM = 20;
const built = resolve('dist/server');

async function fill(dataDir: string, count: number): Promise<void> {
  const corpus = createCorpus();
  const store = await createSqljsStore({
    directory: join(dataDir, 'store'),
    workerFile: join(built, 'workers/storeWorker.cjs'),
    wasmFile: join(built, 'sql-wasm.wasm'),
    log: silentLog,
  });
  const { id: userId } = await store.ensureUser('user', Date.now());
  const { id: appId } = await store.ensureApp(userId, 'bench', Date.now());
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    const owner = { userId, appId };
    await store.commit(put(...Array.from({ length: size }, (_, at) => corpus.memory(start + at, owner))));
  }
  await store.purge();
  await store.close();
}

/** As the panel's page asks, over HTTP; the time until the answer is read. */
async function timed<M extends PanelMethod>(
  service: ServiceHandle,
  method: M,
  params: PanelParams<M>,
): Promise<{ ms: number; data: unknown }> {
  const started = performance.now();
  const headers = { 'Content-Type': 'application/json' };
  const response = await service.fetch(PANEL_CALL, {
    method: 'POST',
    headers,
    body: JSON.stringify({ method, params }),
  });
  const answer = PanelAnswer.parse(await response.json());
  if (!answer.ok) throw new Error(answer.error.message);
  return { ms: performance.now() - started, data: answer.data };
}

async function repeat(times: number, ask: (round: number) => Promise<{ ms: number }>): Promise<Spread> {
  const measured: number[] = [];
  for (let round = 0; round < times + WARM; round++) {
    const { ms } = await ask(round);
    if (round >= WARM) measured.push(ms);
  }
  return spread(measured);
}

async function measure(service: ServiceHandle): Promise<Record<string, Spread>> {
  const corpus = createCorpus(11);
  const search = (text: string, offset = 0) =>
    timed(service, 'memories.search', { text, filter: {}, offset, limit: 60 });
  const words = await repeat(QUESTIONS, () => search(corpus.question()));
  // Each letter of a question, as it is typed.
  const typed = corpus.question();
  const typing = await repeat(QUESTIONS, (round) => search(typed.slice(0, 1 + (round % typed.length))));
  const list = await repeat(50, () => search(''));
  const deep = await repeat(50, (round) => search('', 40_000 + round * 60));
  const { data } = await search('');
  const [first] = (data as { items: { id: string }[] }).items;
  const detail = await repeat(50, () => timed(service, 'memories.get', { id: first?.id ?? '' }));
  const statistics = await repeat(10, () => timed(service, 'memories.statistics', { utcOffset: 0 }));
  return { words, typing, list, deep, detail, statistics };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  try {
    await fill(dataDir, Number(values.n));
    const child = spawn(process.execPath, [join(built, 'main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const gone = new Promise((done) => child.once('exit', done));
    try {
      await new Promise((done) => child.stdout.once('data', done));
      const service = await discover(dataDir);
      if (!service) throw new Error('The service does not answer');
      const result = { memories: Number(values.n), ...(await measure(service)) };
      console.log(values.json ? JSON.stringify(result) : result);
    } finally {
      child.kill('SIGTERM');
      await gone;
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
