import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createIndexWorker } from '../../../server/adapters/indexWorker/indexWorker.js';
import { afterwards } from '../../support/afterwards.js';
import { silentLog } from '../../support/silentLog.js';
import type { SavableIndex } from '../../../server/ports/searchIndex.js';
import { documentOf, queryOf } from '../../core/retrieval/support.js';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'index-worker-'));
  afterwards(() => rm(made, { recursive: true, force: true }));
  return made;
}

async function open(
  workerFile = 'dist/server/workers/indexWorker.cjs',
  file = join(folder(), 'index/words.bin'),
): Promise<SavableIndex> {
  const index = await createIndexWorker({ workerFile, file, log: silentLog });
  afterwards(() => index.close());
  return index;
}

/** A worker that answers its first request and then, at the next, does what the given statement says. */
function workerThat(statement: string): string {
  const source = `const { parentPort } = require('node:worker_threads');
    parentPort.once('message', ({ number }) => {
      parentPort.postMessage({ number, ok: true, answer: null });
      parentPort.once('message', () => { ${statement} });
    });`;
  const file = join(folder(), 'worker.cjs');
  writeFileSync(file, source);
  return file;
}

describe('index worker', () => {
  it('puts, searches, removes and reports', async () => {
    const index = await open();
    await index.put(Array.from({ length: 2500 }, (_, i) => documentOf(`d${String(i)}`, `memory number${String(i)}`)));
    expect((await index.status()).documents).toBe(2500);
    expect(await index.search(queryOf('number2042'))).toMatchObject([{ id: 'd2042', kind: 'memory' }]);
    await index.remove([{ userId: 'ann', id: 'd2042' }]);
    expect(await index.search(queryOf('number2042'))).toEqual([]);
  });

  it('answers a search sent right after a put with what was put', async () => {
    const index = await open();
    const put = index.put([documentOf('a', 'zebra')]);
    expect(await index.search(queryOf('zebra'))).toHaveLength(1);
    await put;
  });

  it('rejects what is pending and what comes later once the worker dies', async () => {
    const index = await open(workerThat('process.exit(1)'));
    const pending = index.search(queryOf('anything'));
    const alsoPending = index.put([documentOf('a', 'x')]);
    await expect(pending).rejects.toMatchObject({ code: 'unavailable' });
    await expect(alsoPending).rejects.toMatchObject({ code: 'unavailable' });
    await expect(index.status()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('rejects with what was thrown kept to itself', async () => {
    const index = await open(workerThat("throw new Error('boom')"));
    await expect(index.search(queryOf('anything'))).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says so when the worker cannot start', async () => {
    await expect(open('no/such/worker.cjs')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuses calls once closed', async () => {
    const index = await open();
    await index.close();
    await expect(index.search(queryOf('x'))).rejects.toMatchObject({ code: 'unavailable' });
  });

  describe('kept on disk', () => {
    const worker = 'dist/server/workers/indexWorker.cjs';

    async function saved(): Promise<string> {
      const file = join(folder(), 'index/words.bin');
      const index = await open(worker, file);
      expect(index.restoredTo).toBeNull();
      await index.put([documentOf('a', 'zebra crossing'), documentOf('b', 'yellow submarine')]);
      await index.save(17);
      await index.close();
      return file;
    }

    it('is taken up by the next one, which goes on with it', async () => {
      const file = await saved();
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const index = await open(worker, file);
      expect(index.restoredTo).toBe(17);
      await index.put([documentOf('c', 'zebra stripes')]);
      await index.remove([{ userId: 'ann', id: 'a' }]);
      expect((await index.search(queryOf('zebra'))).map(({ id }) => id)).toEqual(['c']);
      expect(await index.search(queryOf('submarine'))).toHaveLength(1);
    });

    it.each([
      ['cut off', (bytes: Buffer) => bytes.subarray(0, -5)],
      ['flipped', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -5), Buffer.from('xxxxx')])],
      ['empty', () => Buffer.alloc(0)],
      [
        'made by other code',
        (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"maker":"', '"maker":"0'), 'latin1'),
      ],
    ])('is not used, and gone, when it is %s', async (_name, damage) => {
      const file = await saved();
      writeFileSync(file, damage(readFileSync(file)));
      const index = await open(worker, file);
      expect(index.restoredTo).toBeNull();
      expect((await index.status()).documents).toBe(0);
      expect(existsSync(file)).toBe(false);
    });

    it('leaves nothing when it is discarded', async () => {
      const file = await saved();
      const index = await open(worker, file);
      await index.discard();
      expect(readdirSync(dirname(file))).toEqual([]);
      expect(await index.search(queryOf('zebra'))).toHaveLength(1);
    });
  });
});
