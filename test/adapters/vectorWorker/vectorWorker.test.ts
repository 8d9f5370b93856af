import { describe, expect, it } from 'vitest';
import { createVectorWorker } from '../../../server/adapters/vectorWorker/vectorWorker.js';
import type { VectorIndex } from '../../../server/ports/vectorIndex.js';
import { afterwards } from '../../support/afterwards.js';
import { noiseEmbedding } from '../../support/noiseEmbedding.js';
import { silentLog } from '../../support/silentLog.js';

async function open(): Promise<VectorIndex> {
  const index = await createVectorWorker({ workerFile: 'dist/server/workers/vectorWorker.cjs', log: silentLog });
  afterwards(() => index.close());
  return index;
}

const vectorOf = (id: string) => ({ id, userId: 'u', values: Float32Array.from(noiseEmbedding(id, 32)) });

describe('the vector worker', () => {
  it('answers in the order it is asked, so that a search sees what was put and removed before it', async () => {
    const index = await open();
    const put = index.put(['a', 'b', 'c'].map(vectorOf));
    const query = { userId: 'u', values: vectorOf('b').values, limit: 1 };
    expect((await index.search(query)).ids).toEqual(['b']);
    const removed = index.remove(['b']);
    expect((await index.search(query)).ids).not.toEqual(['b']);
    await Promise.all([put, removed]);
    expect((await index.status()).vectors).toBe(2);
  });

  it('leaves the vectors of the caller as they are, and refuses those of different lengths', async () => {
    const index = await open();
    const vector = vectorOf('a');
    await index.put([vector]);
    expect(vector.values).toHaveLength(32);
    const short = { id: 'b', userId: 'u', values: new Float32Array([1]) };
    await expect(index.put([vectorOf('c'), short])).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(index.put([short])).rejects.toMatchObject({ code: 'internal' });
  });

  it('does not start without its worker, and answers nothing once closed', async () => {
    await expect(createVectorWorker({ workerFile: 'dist/nowhere.cjs', log: silentLog })).rejects.toMatchObject({
      code: 'unavailable',
    });
    const index = await open();
    await index.close();
    await expect(index.status()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
