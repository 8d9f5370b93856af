import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../server/ports/clock.js';
import { afterwards } from '../../support/afterwards.js';
import { startEmbedder, type TestEmbedder } from '../../support/embedder.js';
import { createRecordingLog } from '../../support/recordingLog.js';
import { startService, type TestService, type TestServiceOptions } from '../../support/service.js';

interface Setup {
  service: TestService;
  embedder: TestEmbedder;
  userId: string;
  lines: string[];
  add: (content: string) => Promise<string>;
  find: (text: string) => Promise<string[]>;
  /** Resolves once so many vectors can be searched. */
  placed: (count: number) => Promise<void>;
  /** Time goes on, so that a rest is over. */
  later: () => void;
}

async function open(options: TestServiceOptions = {}): Promise<Setup> {
  const embedder = await startEmbedder();
  afterwards(() => embedder.close());
  let offset = 0;
  const clock: Clock = { now: () => Date.now() + offset };
  const { log, lines } = createRecordingLog();
  const service = await startService({ models: embedder.models, clock, log, ...options });
  afterwards(() => service.close());
  const scope = await service.core.identity.ensureScope('ana', 'notes');
  const userId = scope.user.id;
  return {
    service,
    embedder,
    userId,
    lines,
    add: async (content) =>
      (await service.core.memories.addVerbatim({ scope, content, metadata: {}, sessionId: null })).id,
    find: async (text) => {
      const hits = await service.core.retrieval.searchMemories({ text, userId, limit: 5 });
      return hits.map(({ memory }) => memory.content);
    },
    placed: (count) => expect.poll(() => vectorsOf(service)).toBe(count),
    later: () => {
      offset += 60_000;
    },
  };
}

const vectorsOf = async (service: TestService): Promise<number> =>
  (await service.core.embedding.status())?.vectors ?? 0;

/** Resolves when all requests have been given up: each is tried three times, with up to a second between. */
async function quiet({ server }: TestEmbedder): Promise<void> {
  for (let before = -1; before !== server.requests.length;) {
    before = server.requests.length;
    await sleep(1200);
  }
}

/** What the vectors say of a text, or null while search goes by words alone. */
const ask = ({ service, userId }: Setup, text: string, ids: string[] = []) =>
  service.core.embedding.search(userId, text, Promise.resolve(ids));

describe('vectors of memories', () => {
  it('are made in the background, kept over a restart, and gone when their memory is', async () => {
    const setup = await open();
    const { service, embedder, add, placed, find, userId } = setup;
    const ids = await Promise.all(Array.from({ length: 40 }, (_, index) => add(`note number ${index}`)));
    await placed(40);
    expect((await ask(setup, 'note number 7'))?.cosines.get(ids[7]!)).toBeCloseTo(1, 5);
    const asked = embedder.server.requests.length;
    await service.restart();
    await placed(40);
    expect(embedder.server.requests.slice(asked).flatMap(({ body }) => body['input'] ?? [])).toEqual(['memory']);
    await service.core.memories.erase(userId, ids[7]!);
    expect(await vectorsOf(service)).toBe(39);
    expect((await ask(setup, 'note number 7', ids))?.cosines.has(ids[7]!)).toBe(false);
    expect((await find('note number 8'))[0]).toBe('note number 8');
  });

  it('follow the text when it changes, and the state', async () => {
    const setup = await open();
    const { service, embedder, add, placed, userId } = setup;
    const id = await add('the heron stands in the pond');
    await add('something else entirely');
    await placed(2);
    await service.core.memories.edit(userId, id, 'tulips grow in the garden');
    const cosineOf = async (text: string) => (await ask(setup, text, [id]))?.cosines.get(id);
    await expect.poll(() => cosineOf('tulips grow in the garden')).toBeCloseTo(1, 5);
    expect(await cosineOf('the heron stands in the pond')).toBeLessThan(0.9);
    await service.core.memories.changeState(userId, { kind: 'ids', ids: [id], missing: 'error' }, 'paused');
    expect(await vectorsOf(service)).toBe(1);
    expect(await cosineOf('tulips grow in the garden')).toBeUndefined();
    const asked = embedder.server.requests.length;
    await service.core.memories.changeState(userId, { kind: 'ids', ids: [id], missing: 'error' }, 'active');
    await placed(2);
    expect(embedder.server.requests.length).toBe(asked);
  });

  it('are missing for what the model cannot place, and for nothing else', async () => {
    const { embedder, add, placed, find, lines } = await open();
    embedder.poison = 'a text of no numbers';
    await Promise.all(['heron', 'a text of no numbers', 'tulip', 'bicycle'].map(add));
    await placed(3);
    expect(await find('text of no numbers')).toEqual(['a text of no numbers']);
    expect(lines.filter((line) => line.includes('cannot place'))).toHaveLength(1);
  });

  it('are made anew when the model sends another length, and never compared across lengths', async () => {
    const setup = await open();
    const { service, embedder, add, placed, find, lines } = setup;
    await add('the heron stands in the pond');
    await placed(1);
    embedder.dimension = 48;
    expect(await ask(setup, 'heron')).toBeNull();
    expect(await find('heron')).toHaveLength(1);
    await expect.poll(async () => (await service.core.embedding.status())?.space, { timeout: 10_000 }).toMatch(/\/48$/);
    await placed(1);
    expect((await ask(setup, 'the heron stands in the pond'))?.total).toBe(1);
    expect(lines.filter((line) => line.includes('another length'))).toHaveLength(1);
  });
});

describe('an embedder', () => {
  it('that is down is told of once, and what came meanwhile is placed when it is back', async () => {
    const { embedder, add, placed, find, lines, later } = await open();
    await add('the heron stands in the pond');
    await placed(1);
    embedder.state = 'down';
    for (const text of ['tulips', 'bicycles', 'clouds']) await add(text);
    expect(await find('tulips')).toEqual(['tulips']);
    await expect
      .poll(() => lines.filter((line) => line.includes('does not answer')).length, { timeout: 10_000 })
      .toBe(1);
    later();
    expect(await find('heron')).toHaveLength(1);
    await quiet(embedder);
    embedder.state = 'well';
    later();
    await placed(4);
    expect(lines.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('answers again'))).toHaveLength(1);
  });

  it('that is down at the start leaves search to the words, and is asked again', async () => {
    const { service, embedder, add, placed, find, later } = await open();
    await add('the heron stands in the pond');
    await placed(1);
    embedder.state = 'down';
    await service.restart();
    expect(await find('heron')).toHaveLength(1);
    embedder.state = 'well';
    later();
    await placed(1);
  });

  it('that hangs holds up one search, and is not asked by the next ones', async () => {
    const setup = await open();
    const { embedder, add, placed, find } = setup;
    await add('the heron stands in the pond');
    await placed(1);
    embedder.state = 'hung';
    const asked = embedder.server.requests.length;
    for (const text of ['heron', 'heron pond', 'pond']) expect(await find(text)).toHaveLength(1);
    const sought = embedder.server.requests.slice(asked).flatMap(({ body }) => body['input'] ?? []);
    expect(new Set(sought)).toEqual(new Set(['heron']));
  });

  it('that is slow is told of once, and what it answers late is for the next search', async () => {
    const setup = await open();
    const { embedder, add, placed, lines } = setup;
    await add('the heron stands in the pond');
    await placed(1);
    let answer = (): void => undefined;
    embedder.gate = new Promise<void>((resolve) => (answer = resolve));
    expect(await ask(setup, 'heron')).toBeNull();
    answer();
    await expect.poll(() => ask(setup, 'heron')).not.toBeNull();
    expect(await ask(setup, 'pond')).not.toBeNull();
    expect(lines.filter((line) => line.includes('too late'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('in time again'))).toHaveLength(1);
  });

  it('is asked for the vector of a query once', async () => {
    const setup = await open();
    await setup.add('the heron stands in the pond');
    await setup.placed(1);
    const before = setup.embedder.server.requests.length;
    for (let at = 0; at < 3; at++) expect(await ask(setup, 'a bird')).not.toBeNull();
    expect(setup.embedder.server.requests.length).toBe(before + 1);
    expect(await ask(setup, '   ')).toBeNull();
  });
});
