import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqljsStore } from '../../server/adapters/sqljs/store.js';
import type { Store } from '../../server/ports/store.js';
import { recordingLog } from '../adapters/sqljs/support.js';

const ROUNDS = 50;
const workerFile = resolve('dist/server/workers/storeWorker.cjs');
const wasmFile = resolve('dist/server/sql-wasm.wasm');

let directory: string;
let writer: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'loci-crash-'));
  writer = join(directory, 'writer.cjs');
  await build({
    entryPoints: ['test/service/support/storeWriter.ts'],
    outfile: writer,
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Starts the writers and kills the process without warning after some acknowledgements. Returns all ids it acknowledged. */
function writeUntilKilled(storeDirectory: string, acknowledgements: number): Promise<string[]> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [writer, storeDirectory, workerFile, wasmFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.length > acknowledgements * 37) child.kill('SIGKILL');
    });
    child.on('error', fail);
    child.on('close', (_code, signal) => {
      // A line without its end was cut by the kill.
      if (signal === 'SIGKILL') done(output.split('\n').slice(0, -1));
      else fail(new Error('The writer ended by itself'));
    });
  });
}

/** Ids in the store, each with everything that was written in the same commit. */
async function wholeMemories(store: Store): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let cursor: number | null = 0; cursor !== null;) {
    const batch = await store.scanMemories(null, cursor, 1000);
    for (const { id, content, categories } of batch.items) {
      const [changes, accesses] = await Promise.all([
        store.listStateChanges(null, id),
        store.listAccesses(null, id, { offset: 0, limit: 2 }),
      ]);
      expect([content, categories, changes.length, accesses.total]).toEqual([`memory ${id}`, ['crash'], 1, 1]);
      ids.add(id);
    }
    cursor = batch.cursor;
  }
  return ids;
}

describe('kill -9', () => {
  it(`at any moment, ${ROUNDS} times under 8 writers, loses nothing acknowledged and leaves nothing half done`, async () => {
    const storeDirectory = join(directory, 'store');
    const acknowledged: string[] = [];
    for (let round = 0; round < ROUNDS; round++)
      acknowledged.push(...(await writeUntilKilled(storeDirectory, 1 + Math.floor(Math.random() * 120))));
    const log = recordingLog();
    const store = await createSqljsStore({ directory: storeDirectory, workerFile, wasmFile, log });
    const kept = await wholeMemories(store);
    await store.close();
    expect(acknowledged.length).toBeGreaterThan(ROUNDS);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    // At most the writes that were under way at each kill are there without an acknowledgement.
    expect(kept.size - acknowledged.length).toBeLessThanOrEqual(ROUNDS * 16);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
