import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { query, search } from './support.js';
import { startStandInModel, type Older, type StandInModel } from './standInModel.js';

let model: StandInModel;
let service: TestService;
let ids: { app_id: string; user_id: string };
let apps = 0;

beforeAll(async () => {
  model = await startStandInModel();
  // How alike two texts must be is not the question here.
  const limits = { maxMessages: 1, linkThreshold: 0.1, compositeThreshold: 0.1 };
  service = await startService({ models: model.models, limits });
});
beforeEach(() => {
  ids = { app_id: `application-evolving-${(apps += 1)}`, user_id: 'user-who-changes-plans' };
  Object.assign(model.script, { operations: () => [], tags: [], followUps: [] });
});
afterAll(async () => {
  await service.close();
  await model.close();
});

/** Adds a text by the full pipeline; the id of what was stored, or null. */
async function add(content: string, session: object = {}): Promise<string | null> {
  const messages = [{ role: 'user', content }];
  const { status, body } = await service.call('POST', '/api/v1/memories', { ...ids, ...session, messages });
  expect(status).toBe(202);
  const task = await service.core.tasks.settled(body.task_id);
  expect(task.state).toBe('succeeded');
  return (task.result as { memoryId: string | null }).memoryId;
}

const inApp = () => search({ app_id: ids.app_id });
const get = async (id: string | null) => (await service.call('GET', `/api/v1/memories/${id}?${inApp()}`)).body;
const found = async (text: string, more: Record<string, string> = {}): Promise<string[]> => {
  const { body } = await query(service, { ...ids, ...more, query: text, similarity_threshold: 0 });
  return body.memories.map((item: any) => item.id);
};
/** The verdict `operation` on each older text that holds `word`. */
const on =
  (...verdicts: [word: string, operation: string][]) =>
  (older: Older[]) =>
    older.flatMap(({ id, text }) =>
      verdicts.filter(([word]) => text.includes(word)).map(([, operation]) => ({ id, operation, confidence: 0.9 })),
    );

const MAY = 'The Falcon release is planned for 3 May and Priya signs it off';
const JUNE = 'The Falcon release is planned for 9 June and Tomas tests it first';

describe('an update', () => {
  it('keeps the facts of both in the new memory, and the old one readable in the chain', async () => {
    const old = await add(MAY);
    model.script.operations = on(['3 May', 'update']);
    const fresh = await add(JUNE);
    const { document, metadata } = await get(fresh);
    for (const fact of ['Priya', '3 May', 'Tomas', '9 June']) expect(document).toContain(fact);
    expect(metadata).toMatchObject({ status: 'active', next_id: null });
    expect((await get(old)).metadata).toMatchObject({ status: 'updated', next_id: fresh });
    expect(await found('When is the Falcon release planned?')).toEqual([fresh]);
    const { body } = await service.call('GET', `/api/v1/memories/${old}/evolution?${inApp()}`);
    expect(body.count).toBe(2);
    expect(body.memories.map((item: any) => item.memory_id)).toEqual([old, fresh]);
  });

  it('unites old and new tags, and keeps those of every script apart', async () => {
    model.script.tags = ['西瓜', '旅行', 'release plans'];
    await add(MAY);
    Object.assign(model.script, { operations: on(['3 May', 'update']), tags: ['Release Plans', 'testing'] });
    const { metadata } = await get(await add(JUNE));
    expect([...metadata.tags].sort()).toEqual(['release plans', 'testing', '旅行', '西瓜'].sort());
  });
});

describe('a contradiction', () => {
  it('retires the old memory softly, and the new one keeps its follow-ups', async () => {
    const old = await add(MAY);
    Object.assign(model.script, { operations: on(['3 May', 'delete']), followUps: ['ask Tomas about the tests'] });
    const fresh = await add(JUNE);
    expect((await get(old)).metadata).toMatchObject({ status: 'deleted', next_id: fresh });
    expect(await get(fresh)).toMatchObject({
      document: expect.not.stringContaining('Priya'),
      metadata: { status: 'active', follow_up_potential: ['ask Tomas about the tests'] },
    });
    expect(await found('When is the Falcon release planned?')).toEqual([fresh]);
  });

  it('beside an update leaves neither old memory active', async () => {
    const first = await add(MAY);
    const second = await add('The Falcon release needs a new server in Ghent');
    model.script.operations = on(['3 May', 'delete'], ['Ghent', 'update']);
    const fresh = await add(JUNE);
    expect((await get(first)).metadata).toMatchObject({ status: 'deleted', next_id: fresh });
    expect((await get(second)).metadata).toMatchObject({ status: 'updated', next_id: fresh });
    expect(await found('What does the Falcon release need?')).toEqual([fresh]);
  });
});

describe('what is known already', () => {
  it('is not stored again', async () => {
    const old = await add(MAY);
    model.script.operations = on(['3 May', 'skip']);
    expect(await add(JUNE)).toBeNull();
    expect(await found('When is the Falcon release planned?')).toEqual([old]);
  });
});

describe('a verdict that makes no sense', () => {
  it.each<[string, unknown]>([
    ['is no list', 'nothing'],
    ['names an unknown operation', [{ id: '1', operation: 'MERGE' }]],
    ['is about an unknown memory', [{ id: '99', operation: 'delete' }]],
  ])('loses neither memory: it %s', async (_name, operations) => {
    const old = await add(MAY);
    model.script.operations = () => operations;
    const fresh = await add(JUNE);
    expect(fresh).not.toBeNull();
    expect((await found('When is the Falcon release planned?')).sort()).toEqual([old, fresh].sort());
  });
});

describe('sessions', () => {
  it('a memory without a session never replaces one of a session', async () => {
    const session = { session_id: 'session-of-the-release' };
    const old = await add(MAY, session);
    model.script.operations = on(['3 May', 'update']);
    const fresh = await add(JUNE);
    expect((await get(old)).metadata).toMatchObject({ status: 'active', next_id: null });
    expect((await get(fresh)).metadata.session_id).toBe('none');
    expect(await found('When is the Falcon release planned?', session)).toEqual([old]);
  });

  it('a memory of one session never replaces one of another', async () => {
    const old = await add(MAY, { session_id: 'session-of-the-release' });
    model.script.operations = on(['3 May', 'delete']);
    await add(JUNE, { session_id: 'session-of-the-tests' });
    expect((await get(old)).metadata.status).toBe('active');
  });
});
