import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Turn } from '../../server/ports/entities.js';
import { afterwards } from '../support/afterwards.js';
import { isPostgresHere } from '../support/databases.js';
import { startService, type TestService } from '../support/service.js';
import { lentDatabase, openStore } from './support.js';

describe.skipIf(!isPostgresHere())('two services over one database', () => {
  let one: TestService;
  let two: TestService;

  beforeEach(async () => {
    const databaseUrl = await lentDatabase();
    [one, two] = await Promise.all([startService({ databaseUrl }), startService({ databaseUrl })]);
    afterwards(() => Promise.all([one.close(), two.close()]));
  });

  const both = () => [one, two].map(({ core }) => core);

  it('have the same users and apps, made once', async () => {
    const scopes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => both()[index % 2]!.identity.ensureScope('ana', 'notes')),
    );
    expect(new Set(scopes.map(({ user, app }) => `${user.id} ${app.id}`)).size).toBe(1);
  });

  it('hear what the other one wrote, and what was decided there', async () => {
    let told = 0;
    two.core.changes.subscribe(() => (told += 1));
    const scope = await one.core.identity.ensureScope('ana', 'notes');
    const memory = await one.core.memories.addVerbatim({ scope, content: 'x', metadata: {}, sessionId: null });
    await expect.poll(() => told).toBeGreaterThan(0);
    expect(await two.core.memories.find(scope.user.id, memory.id)).toMatchObject({ content: 'x' });

    await two.core.engine.load();
    await one.core.engine.update((before) => ({ ...before, customInstructions: 'from one' }));
    await two.core.engine.update((before) => ({ ...before, vectorStore: { from: 'two' } }));
    const saved = { customInstructions: 'from one', vectorStore: { from: 'two' } };
    await expect.poll(() => one.core.engine.load()).toMatchObject(saved);

    await one.core.consent.set(true);
    await expect.poll(() => two.core.consent.isGiven()).toBe(true);
    await two.core.consent.set(false);
    await expect.poll(() => one.core.consent.isGiven()).toBe(false);
  });

  it('end what is open under a token that the other one took away', async () => {
    const { people } = one.core;
    const { token } = await people.createToken('ana', 'laptop');
    const principal = (await two.core.people.authenticate(token))!;
    let ends = 0;
    two.core.people.watch(principal, () => (ends += 1));
    two.core.people.watch({ ...principal, tokenId: 'another' }, () => (ends += 100));
    await people.revokeTokens('ana', null);
    await expect.poll(() => ends).toBe(1);
  });

  it('fill one batch together, each turn once', async () => {
    const scope = await one.core.identity.ensureScope('ana', 'notes');
    const turnOf = (index: number): Turn => ({ role: 'user', content: `turn ${index}` });
    await Promise.all(
      Array.from({ length: 46 }, (_, index) => both()[index % 2]!.batcher.append(scope, 's-1', [turnOf(index)])),
    );
    const { buffer } = await two.core.batcher.append(scope, 's-1', []);
    const tasks = await one.core.tasks.list({ userId: scope.user.id, limit: 100 });
    const memories = await one.core.memories.list({ userId: scope.user.id, sessionId: 's-1', offset: 0, limit: 100 });
    expect(tasks.filter(({ kind }) => kind === tasks[0]?.kind)).toHaveLength(4);
    expect(buffer.turns).toHaveLength(6);
    expect(memories.total).toBeLessThanOrEqual(4);
  });

  it('keep a conversation in one order, whoever it is said to', async () => {
    const scope = await one.core.identity.ensureScope('ana', 'chat-desktop');
    const [here, there] = await Promise.all(both().map(({ conversations }) => conversations.ensure(scope, 'c')));
    expect(here!.id).toBe(there!.id);
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        both()[index % 2]!.conversations.append(here!, { role: 'user', content: `m${index}` }),
      ),
    );
    const read = async (core: TestService['core']) =>
      (await core.conversations.messages(here!, { offset: 0, limit: 100 })).items.map(({ content }) => content);
    const order = await read(one.core);
    expect(order).toHaveLength(30);
    expect(await read(two.core)).toEqual(order);
    const even = order.filter((_, index) => Number(order[index]!.slice(1)) % 2 === 0);
    expect(even).toEqual(Array.from({ length: 15 }, (_, index) => `m${2 * index}`));
  });

  it('store a fact once that both learn at the same time', async () => {
    const scope = await one.core.identity.ensureScope('ana', 'notes');
    const content = 'I live in Ghent and I work as a carpenter.';
    const learn = (service: TestService) =>
      service.core.memories.addInferred({ scope, content, metadata: {}, sessionId: null });
    await Promise.all([one, two, one, two].map(learn));
    const { items } = await one.core.memories.list({ userId: scope.user.id, currentOnly: true, offset: 0, limit: 100 });
    expect(new Set(items.map((memory) => memory.content)).size).toBe(items.length);
  });
});

describe.skipIf(!isPostgresHere())('the revision', () => {
  it('is never beyond a write that is still at work, and what is written later is beyond it', async () => {
    const url = await lentDatabase();
    const store = await openStore(url);
    const { default: pg } = await import('pg');
    const slow = new pg.Client(url);
    await slow.connect();
    const user = await store.ensureUser('ana', 1);
    const app = await store.ensureApp(user.id, 'notes', 1);
    const insert = (id: string) =>
      `INSERT INTO loci.memories (user_id, id, app_id, content, hash, state, categories, metadata, told_at, created_at, updated_at, status_reason)
       VALUES ('${user.id}', '${id}', '${app.id}', 'slow', 'h', 'active', '[]', '{}', 1, 1, 1, 'created')`;
    const id = randomUUID();
    await slow.query('BEGIN');
    await slow.query(insert(id));
    await store.commit([{ kind: 'setting.put', key: 'later', value: 1 }]);
    const revision = await store.revision();
    await slow.query('COMMIT');
    const { items } = await store.scanMemories(null, 0, 10, revision);
    expect(items.map((memory) => memory.id)).toEqual([id]);
    const after = await store.revision();
    expect(after).toBeGreaterThan(revision);
    expect((await store.scanMemories(null, 0, 10, after)).items).toEqual([]);
    await slow.end();
  });
});
