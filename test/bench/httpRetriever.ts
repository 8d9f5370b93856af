import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresServer } from '../support/postgres.js';
import type { IndexDocument } from '../../server/ports/searchIndex.js';
import { startFakeOllama } from '../support/fakeOllama.js';
import type { Contestant, Retriever } from './retriever.js';
import type { Embed } from './standIns.js';

/** The most hits that one search answers. */
const MOST_HITS = 100;

interface Service {
  url: string;
  stop(): Promise<void>;
}

/** The built service as its users run it, on a free port and an empty data directory. */
async function startService(env: Record<string, string> = {}): Promise<Service> {
  const dataDir = mkdtempSync(join(tmpdir(), 'loci-bench-'));
  const child = spawn(
    process.execPath,
    [resolve('dist/server/main.cjs'), 'serve', '--port', '0', '--data-dir', dataDir],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    },
  );
  const gone = new Promise((done) => child.once('exit', done));
  const line = await new Promise<Buffer>((done) => child.stdout.once('data', done));
  return {
    url: (JSON.parse(line.toString()) as { url: string }).url,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function retrieverFor(url: string, user: string, stop: () => Promise<void>): Retriever {
  const add = async ({ id, text, speaker, sessionId, toldAt }: IndexDocument): Promise<void> => {
    const metadata = { ref: id, session_id: sessionId, timestamp: new Date(toldAt).toISOString(), speaker };
    const body = JSON.stringify({ user_id: user, text, metadata, infer: false });
    const response = await fetch(`${url}/api/v1/memories/`, { method: 'POST', body });
    if (!response.ok) throw new Error(`The service answered ${response.status}`);
    await response.arrayBuffer();
  };
  return {
    close: stop,
    async add(documents) {
      for (const document of documents) await add(document);
    },
    async search(text, _now, limit) {
      const query = new URLSearchParams({ q: text, user_id: user, limit: String(Math.min(limit, MOST_HITS)) });
      const { hits } = (await (await fetch(`${url}/api/v1/search?${query.toString()}`)).json()) as {
        hits: { metadata: { ref: string } }[];
      };
      return hits.map(({ metadata }) => metadata.ref);
    },
  };
}

/** The product's own path: every turn a memory through the API, every question a search, the clock as it is. */
export const product: Contestant = {
  name: 'Loci over HTTP',
  async create() {
    const service = await startService();
    return retrieverFor(service.url, 'bench', service.stop);
  },
};

/** The same with store and index in a PostgreSQL of its own; each index is a database. */
export function productOn(server: PostgresServer): Contestant {
  return {
    name: 'Loci over HTTP, on PostgreSQL',
    async create() {
      const url = await server.createDatabase();
      const service = await startService({ LOCI_DATABASE_URL: url });
      return retrieverFor(service.url, 'bench', async () => {
        await service.stop();
        await server.dropDatabase(url);
      });
    },
  };
}

const EMBEDDER = 'stand-in-embed:latest';
/** From the embedder's last answer until what it placed can be found: a commit and a message to a worker. */
const SETTLING_MS = 500;

/** The same with an embedder: asked only when every turn has its vector. */
export function productWith(name: string, embed: Embed): Contestant {
  return {
    name: `Loci over HTTP, ${name}`,
    async create() {
      const wanted = new Set<string>();
      const ollama = await startFakeOllama({
        models: [{ name: EMBEDDER, family: 'bert' }],
        embed(text) {
          wanted.delete(text);
          return embed(text);
        },
      });
      const service = await startService({ LOCI_OLLAMA_URL: ollama.url, LOCI_EMBEDDER: `ollama:${EMBEDDER}` });
      const retriever = retrieverFor(service.url, 'bench', async () => {
        await service.stop();
        await ollama.close();
      });
      return {
        ...retriever,
        async add(documents) {
          for (const { text } of documents) wanted.add(text);
          await retriever.add(documents);
          while (wanted.size > 0) await sleep(20);
          await sleep(SETTLING_MS);
        },
      };
    },
  };
}
