import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../../server/core/memory/identity.js';
import type { CoreError } from '../../../server/ports/errors.js';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
let scope: Scope;
let other: Scope;

beforeAll(async () => {
  service = await startService();
  scope = await service.core.identity.ensureScope('ana', 'notes');
  other = await service.core.identity.ensureScope('ben', 'notes');
});
afterAll(() => service.close());

const add = (content: string, more: { scope?: Scope; metadata?: Record<string, string>; sessionId?: string } = {}) =>
  service.core.memories.addVerbatim({
    scope: more.scope ?? scope,
    content,
    metadata: more.metadata ?? {},
    sessionId: more.sessionId ?? null,
  });
const learn = (content: string) => service.core.memories.addInferred({ scope, content, metadata: {}, sessionId: null });
const find = async (text: string, userId = scope.user.id) => {
  const hits = await service.core.retrieval.searchMemories({ text, userId, limit: 20 });
  return hits.map((hit) => hit.memory.id);
};
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error as CoreError).code,
  );

describe('a memory stored verbatim', () => {
  it('is found at once, by its own user only', async () => {
    const memory = await add('The staging cluster runs in Frankfurt');
    expect(await find('where does staging run')).toContain(memory.id);
    expect(await find('where does staging run', other.user.id)).not.toContain(memory.id);
  });

  it('is stored twice when told twice', async () => {
    const [first, second] = [await add('Coffee at nine'), await add('Coffee at nine')];
    expect(first.id).not.toBe(second.id);
  });

  it('never holds a secret, in text or metadata', async () => {
    const key = ['AK', 'IA', 'ABCDEFGH', 'ABCDEFGH'].join('');
    const memory = await add(`Deploy with ${key} today`, { metadata: { note: `key is ${key}` } });
    expect(JSON.stringify(memory)).not.toContain(key);
    expect(await service.core.memories.require(null, memory.id)).toMatchObject({
      content: 'Deploy with [redacted:aws-key] today',
    });
  });

  it('takes time, speaker and session from its metadata', async () => {
    const memory = await add('moved to Lisbon', {
      metadata: { timestamp: '2024-05-02T10:00:00Z', speaker: 'Ana', session_id: 's-1' },
    });
    expect(memory).toMatchObject({ toldAt: Date.parse('2024-05-02T10:00:00Z'), speaker: 'Ana', sessionId: 's-1' });
  });
});

describe('a memory inferred by rules', () => {
  it('keeps facts, drops greetings, and adds nothing that is known', async () => {
    const stored = await learn('Hello there! I moved to Porto in March. Thanks a lot!');
    expect(stored).toHaveLength(1);
    expect(stored[0]?.content).toContain('Porto');
    expect(await learn('I moved to Porto in March.')).toEqual([]);
    expect(await learn('Hello! Thanks!')).toEqual([]);
  });

  it('keeps the language of its input', async () => {
    const [memory] = await learn('我爱吃西瓜');
    expect(memory?.content).toContain('西瓜');
  });

  it('adds the same text once when it comes many times at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () => learn('The release train leaves every second Tuesday.')),
    );
    expect(all.flat()).toHaveLength(1);
  });
});

describe('editing', () => {
  it('is found by the new words and no longer by the old ones', async () => {
    const memory = await add('Favourite editor is Emacs');
    await service.core.memories.edit(scope.user.id, memory.id, 'Favourite editor is Helix');
    expect(await find('Helix')).toContain(memory.id);
    expect(await find('Emacs')).not.toContain(memory.id);
  });

  it('of another user’s memory is not found, and changes nothing', async () => {
    const memory = await add('Untouchable');
    expect(await codeOf(service.core.memories.edit(other.user.id, memory.id, 'touched'))).toBe('not_found');
    expect((await service.core.memories.require(null, memory.id)).content).toBe('Untouchable');
  });
});

describe('states', () => {
  it('paused and archived leave search and come back, with their history', async () => {
    const memory = await add('The wifi code word is on the fridge');
    for (const state of ['paused', 'archived'] as const) {
      await service.core.memories.changeState(
        scope.user.id,
        { kind: 'ids', ids: [memory.id], missing: 'error' },
        state,
      );
      expect(await find('wifi fridge')).not.toContain(memory.id);
      await service.core.memories.changeState(
        scope.user.id,
        { kind: 'ids', ids: [memory.id], missing: 'skip' },
        'active',
      );
      expect(await find('wifi fridge')).toContain(memory.id);
    }
    const history = await service.core.memories.history(scope.user.id, memory.id);
    expect(history.map(({ oldState, newState }) => [oldState, newState])).toEqual([
      [null, 'active'],
      ['active', 'paused'],
      ['paused', 'active'],
      ['active', 'archived'],
      ['archived', 'active'],
    ]);
  });

  it('of a whole app change only that user’s', async () => {
    const mine = await service.core.identity.ensureScope('ana', 'bulk');
    const theirs = await service.core.identity.ensureScope('ben', 'bulk');
    const memories = await Promise.all(Array.from({ length: 5 }, (_, index) => add(`bulk ${index}`, { scope: mine })));
    const foreign = await add('bulk foreign', { scope: theirs });
    expect(await service.core.memories.changeState(scope.user.id, { kind: 'app', appId: mine.app.id }, 'paused')).toBe(
      memories.length,
    );
    expect((await service.core.memories.require(null, foreign.id)).state).toBe('active');
  });

  it('removal needs every id; one unknown id changes nothing', async () => {
    const memory = await add('Keep me');
    const missing = '00000000-0000-4000-8000-000000000000';
    expect(await codeOf(service.core.memories.remove(scope.user.id, [memory.id, missing]))).toBe('not_found');
    expect((await service.core.memories.require(null, memory.id)).state).toBe('active');
    await service.core.memories.remove(scope.user.id, [memory.id]);
    expect(await service.core.memories.require(null, memory.id)).toMatchObject({ state: 'deleted' });
    expect(await find('Keep me')).not.toContain(memory.id);
  });

  it('a paused app takes nothing', async () => {
    const paused = await service.core.identity.ensureScope('ana', 'silent');
    await service.core.apps.setActive(paused.app.id, false);
    const refreshed = await service.core.identity.ensureScope('ana', 'silent');
    expect(await codeOf(add('ignored', { scope: refreshed }))).toBe('forbidden');
  });
});

describe('erasing', () => {
  it('removes row, history and index entry', async () => {
    const memory = await add('Ephemeral thought about turnips');
    expect(await service.core.memories.erase(other.user.id, memory.id)).toBe(false);
    expect(await service.core.memories.erase(scope.user.id, memory.id)).toBe(true);
    expect(await service.core.memories.find(null, memory.id)).toBeNull();
    expect(await service.core.memories.history(scope.user.id, memory.id)).toEqual([]);
    expect(await find('turnips')).toEqual([]);
  });
});

describe('a restart', () => {
  it('keeps and finds everything', async () => {
    const memory = await add('The backup runs at four in the morning');
    await service.restart();
    expect(await find('when does the backup run')).toContain(memory.id);
  });
});
