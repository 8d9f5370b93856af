import { describe, expect, it } from 'vitest';
import { afterwards } from '../../support/afterwards.js';
import { MODEL_A, MODEL_B, startEmbedder, type TestEmbedder } from '../../support/embedder.js';
import { startService, type TestService } from '../../support/service.js';

const COUNT = 150;

/** A service whose memories all have vectors of the first model. */
async function openPlaced(): Promise<{ service: TestService; embedder: TestEmbedder }> {
  const embedder = await startEmbedder();
  afterwards(() => embedder.close());
  const service = await startService();
  afterwards(() => service.close());
  await choose(service, embedder, MODEL_A);
  for (let at = 0; at < COUNT; at++) {
    await service.call('POST', '/api/v1/memories/', { user_id: 'user', text: `note number ${at}`, infer: false });
  }
  await placed(service, MODEL_A);
  return { service, embedder };
}

async function choose(service: TestService, { server }: TestEmbedder, model: string): Promise<void> {
  const section = { provider: 'ollama', config: { model, ollama_base_url: server.url } };
  expect((await service.call('PUT', '/api/v1/config/mem0/embedder', section)).status).toBe(200);
}

const placed = (service: TestService, model: string) =>
  expect
    .poll(async () => await service.core.embedding.status())
    .toMatchObject({ space: `ollama:${model}/64`, vectors: COUNT, isLoaded: true });

const tasksOf = async (service: TestService): Promise<any[]> =>
  (await service.call('GET', '/api/v1/tasks')).body.tasks.filter(({ kind }: { kind: string }) => kind === 'embed');

const search = async (service: TestService, text: string): Promise<string[]> =>
  (await service.call('GET', `/api/v1/search?q=${encodeURIComponent(text)}`)).body.hits.map((hit: any) => hit.text);

/** Lets so many requests of texts through, then holds the others until it is opened. */
function holdAfter(embedder: TestEmbedder, requests: number): () => void {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  let left = requests;
  Object.defineProperty(embedder, 'gate', { configurable: true, get: () => (left-- > 0 ? null : gate) });
  return () => {
    Object.defineProperty(embedder, 'gate', { configurable: true, writable: true, value: null });
    open();
  };
}

describe('another embedding model', () => {
  it('places everything anew as a task with progress, while search goes on', async () => {
    const { service, embedder } = await openPlaced();
    // The length of its vectors and two batches.
    const open = holdAfter(embedder, 3);
    await choose(service, embedder, MODEL_B);
    await expect.poll(async () => (await tasksOf(service))[0]?.progress, { timeout: 10_000 }).toBeGreaterThan(0.3);
    const [task] = await tasksOf(service);
    expect(task).toMatchObject({ status: 'running', message: `64 of ${COUNT} memories placed by ollama:${MODEL_B}` });
    expect(await service.core.embedding.status()).toMatchObject({ space: `ollama:${MODEL_B}/64`, vectors: 64 });
    expect((await search(service, 'note number 149'))[0]).toBe('note number 149');
    open();
    await placed(service, MODEL_B);
    await expect.poll(async () => (await tasksOf(service)).map(({ status }) => status)).toEqual(['succeeded']);
    const asked = embedder
      .asked(MODEL_B)
      .filter((text) => text.startsWith('note number') && text !== 'note number 149');
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('is not begun again after the task was cancelled, until the next start', async () => {
    const { service, embedder } = await openPlaced();
    const open = holdAfter(embedder, 2);
    await choose(service, embedder, MODEL_B);
    await expect.poll(async () => (await tasksOf(service))[0]?.progress, { timeout: 10_000 }).toBeGreaterThan(0.1);
    const [{ task_id: id }] = await tasksOf(service);
    expect((await service.call('DELETE', `/api/v1/tasks/${id}`)).body.status).toBe('cancelled');
    open();
    await service.call('POST', '/api/v1/memories/', { user_id: 'user', text: 'a late note', infer: false });
    await expect.poll(async () => (await service.core.embedding.status())?.vectors).toBe(33);
    expect(await tasksOf(service)).toHaveLength(1);
    await service.restart();
    await expect.poll(async () => (await service.core.embedding.status())?.vectors).toBe(COUNT + 1);
  });

  it('goes on after a restart where it stopped', async () => {
    const { service, embedder } = await openPlaced();
    const open = holdAfter(embedder, 3);
    await choose(service, embedder, MODEL_B);
    await expect.poll(async () => (await tasksOf(service))[0]?.progress, { timeout: 10_000 }).toBeGreaterThan(0.3);
    await service.restart();
    const before = embedder.asked(MODEL_B).length;
    expect(before).toBe(1 + 64);
    open();
    await placed(service, MODEL_B);
    await expect.poll(async () => (await tasksOf(service)).map(({ status }) => status)).toEqual(['succeeded']);
    const again = embedder.asked(MODEL_B).filter((text) => text.startsWith('note number'));
    expect(again.length).toBeLessThanOrEqual(COUNT + 32);
    expect(new Set(again).size).toBe(COUNT);
  });

  it('none at all: vectors leave memory, and come back with the model', async () => {
    const { service, embedder } = await openPlaced();
    await service.call('POST', '/api/v1/config/reset');
    await expect.poll(() => service.core.embedding.status()).toBeNull();
    expect((await search(service, 'note number 7'))[0]).toBe('note number 7');
    const before = embedder.asked(MODEL_A).length;
    await choose(service, embedder, MODEL_A);
    await placed(service, MODEL_A);
    expect(embedder.asked(MODEL_A).slice(before)).toEqual(['memory']);
  });
});
