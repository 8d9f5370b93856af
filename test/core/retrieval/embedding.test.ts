import { afterEach, describe, expect, it } from 'vitest';
import { fuse } from '../../../server/core/retrieval/vectors/fuse.js';
import { createVectorIndex } from '../../../server/core/retrieval/vectors/vectorIndex.js';
import { startFakeOllama } from '../../support/fakeOllama.js';
import { startService, type TestService } from '../../support/service.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe('the vector index', () => {
  it('finds the nearest of a user, and forgets what is removed', async () => {
    const index = createVectorIndex();
    index.put({ id: 'a', userId: 'u', values: new Float32Array([1, 0]) });
    index.put({ id: 'b', userId: 'u', values: new Float32Array([0, 2]) });
    index.put({ id: 'c', userId: 'v', values: new Float32Array([3, 0.1]) });
    const query = new Float32Array([5, 1]);
    expect((await index.search('u', query, 5)).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await index.search(null, query, 1)).map(({ id }) => id)).toEqual(['c']);
    index.remove(['a']);
    expect((await index.search('u', query, 5)).map(({ id }) => id)).toEqual(['b']);
    index.put({ id: 'b', userId: 'u', values: new Float32Array([1, 1, 1]) });
    expect(await index.search('u', query, 5)).toEqual([]);
  });
});

describe('fusing', () => {
  const lexical = [
    { id: 'x', kind: 'memory' as const, score: 10, similarity: 0.8 },
    { id: 'y', kind: 'memory' as const, score: 4, similarity: 0.4 },
  ];

  it('adds what stands out, and raises what both found', () => {
    const fused = fuse(
      lexical,
      [
        { id: 'z', cosine: 0.9, deviation: 5 },
        { id: 'y', cosine: 0.8, deviation: 4 },
      ],
      1000,
    );
    expect(fused.map(({ id }) => id)).toEqual(['x', 'y', 'z']);
    expect(fused[2]!.similarity).toBeGreaterThan(0.7);
  });

  it('changes nothing where nothing stands out', () => {
    expect(fuse(lexical, [{ id: 'z', cosine: 0.3, deviation: 1.5 }], 1000).map(({ id, score }) => [id, score])).toEqual(
      [
        ['x', 10],
        ['y', 4],
      ],
    );
  });
});

describe('with an embedder', () => {
  const open = async (): Promise<{ service: TestService; ollama: Awaited<ReturnType<typeof startFakeOllama>> }> => {
    const ollama = await startFakeOllama({ models: [{ name: 'all-minilm:latest', family: 'bert' }], dimension: 64 });
    cleanups.push(() => ollama.close());
    const embedder = { provider: 'ollama', baseUrl: ollama.url, model: null } as const;
    const service = await startService({ models: { llm: null, embedder } });
    cleanups.push(() => service.close());
    return { service, ollama };
  };
  const placed = async (service: TestService, count: number) => {
    await expect.poll(async () => await embeddedCount(service), { timeout: 10_000 }).toBe(count);
  };
  const embeddedCount = async (service: TestService) =>
    (await service.core.embedding.search(null, 'anything', 1)).total;

  it('memories are placed in the background, kept over a restart, and forgotten when erased', async () => {
    const { service, ollama } = await open();
    const scope = await service.core.identity.ensureScope('ana', 'notes');
    const add = (content: string) =>
      service.core.memories.addVerbatim({ scope, content, metadata: {}, sessionId: null });
    const memories = await Promise.all(Array.from({ length: 40 }, (_, index) => add(`note number ${index}`)));
    await placed(service, 40);
    const embedded = ollama.requests.length;
    await service.restart();
    expect(await embeddedCount(service)).toBe(40);
    expect(ollama.requests.filter(({ path }) => path === '/api/embed').length).toBeLessThan(embedded + 5);
    await service.core.memories.erase(scope.user.id, memories[0]!.id);
    expect(await embeddedCount(service)).toBe(39);
    const hits = await service.core.retrieval.searchMemories({
      text: 'note number 7',
      userId: scope.user.id,
      limit: 3,
    });
    expect(hits[0]?.memory.content).toBe('note number 7');
  });

  it('search goes on by words alone while the embedder is away', async () => {
    const { service, ollama } = await open();
    const scope = await service.core.identity.ensureScope('ana', 'notes');
    await service.core.memories.addVerbatim({
      scope,
      content: 'the heron stands in the pond',
      metadata: {},
      sessionId: null,
    });
    await placed(service, 1);
    await ollama.close();
    const hits = await service.core.retrieval.searchMemories({ text: 'heron', userId: scope.user.id, limit: 3 });
    expect(hits).toHaveLength(1);
  });
});
