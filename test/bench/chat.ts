import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSqljsStore } from '../../server/adapters/sqljs/store.js';
import { CHAT_MODEL, startFakeOllama } from '../support/fakeOllama.js';
import { put } from '../support/memory.js';
import { silentLog } from '../support/silentLog.js';
import { spread, type Spread } from './spread.js';
import { createCorpus } from './syntheticMemories.js';

// npm run bench:chat -- --n 100000 [--json]: what the service adds to a model's first token, and how long lists take.

const BATCH = 1000;
const QUESTIONS = 300;
const MESSAGES = 2000;
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
  for (let start = 0; start < count; start += BATCH)
    await store.commit(
      put(
        ...Array.from({ length: Math.min(BATCH, count - start) }, (_, at) =>
          corpus.memory(start + at, { userId, appId }),
        ),
      ),
    );
  await store.close();
}

/** From sending to the first frame that fits, ms; reads the rest as well. */
async function untilFirst(url: string, body: unknown, fits: RegExp): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  let first = 0;
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (first === 0 && fits.test(text)) first = performance.now() - started;
  }
  if (first === 0) throw new Error(`No first token: ${text.slice(0, 200)}`);
  return first;
}

async function measure(url: string, modelUrl: string): Promise<Record<string, Spread>> {
  const corpus = createCorpus(11);
  const [alone, through]: number[][] = [[], []];
  for (let i = 0; i < QUESTIONS; i++) {
    const message = corpus.question();
    const call = { model: CHAT_MODEL, messages: [{ role: 'user', content: message }], stream: true };
    alone!.push(await untilFirst(`${modelUrl}/api/chat`, call, /"content":"[^"]/));
    const thread = { sessionId: `thread-${i % 20}`, content: message };
    through!.push(await untilFirst(`${url}/api/messages/send`, thread, /assistant_message_chunk/));
  }
  const added = through!.map((time, i) => time - (alone![i] ?? 0));
  return { modelAlone: spread(alone!), firstToken: spread(through!), added: spread(added) };
}

/** A conversation of many messages, listed page by page. */
async function lists(url: string): Promise<Spread> {
  for (let i = 0; i < MESSAGES / 2; i++)
    await (
      await fetch(`${url}/api/messages/send`, {
        method: 'POST',
        body: JSON.stringify({ sessionId: 'long', content: `turn ${i}` }),
      })
    ).text();
  const times: number[] = [];
  for (let i = 0; i < 400; i++) {
    const started = performance.now();
    const page = await fetch(`${url}/api/messages/list?sessionId=long&page=${(i % 40) + 1}&pageSize=50`);
    const { total } = (await page.json()) as { total: number };
    if (total !== MESSAGES) throw new Error(`The list holds ${total} messages`);
    times.push(performance.now() - started);
  }
  return spread(times);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: '100000' }, json: { type: 'boolean', default: false } },
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  // No embedder: placing so many memories would be measured as well.
  const model = await startFakeOllama({ answer: 'An answer of a few words.', models: [{ name: CHAT_MODEL }] });
  await fill(dataDir, Number(values.n));
  const child = spawn(
    process.execPath,
    [join(built, 'main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir, '--ollama-url', model.url],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, LOCI_LEARN_FROM_CHAT: 'false' } },
  );
  const gone = new Promise((done) => child.once('exit', done));
  try {
    const line = await new Promise<Buffer>((done) => child.stdout.once('data', done));
    const { url } = JSON.parse(line.toString()) as { url: string };
    await fetch(`${url}/api/v1/search?q=warm`);
    const result = {
      memories: Number(values.n),
      ...(await measure(url, model.url)),
      listPageOf2000: await lists(url),
    };
    console.log(values.json ? JSON.stringify(result) : result);
  } finally {
    child.kill('SIGTERM');
    await gone;
    await model.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

void main();
