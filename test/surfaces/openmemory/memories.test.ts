import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = (method: string, path: string, body?: unknown) => service.call(method, path, body);
const create = async (text: string, more: Record<string, unknown> = {}) =>
  (await call('POST', '/api/v1/memories/', { user_id: 'user001', text, infer: false, app: 'openmemory', ...more }))
    .body;
const MISSING = '00000000-0000-4000-8000-000000000000';
const NAIVE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}$/;
const UUID = /^[0-9a-f-]{36}$/;

/** curl's way: JSON under the content type of a form. */
const curl = async (method: string, path: string, data: string) => {
  const response = await service.fetch(path, {
    method,
    body: data,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  return { status: response.status, body: (await response.json()) as any };
};

describe('create', () => {
  it('answers the documented row', async () => {
    const { status, body } = await curl(
      'POST',
      '/api/v1/memories/',
      '{"user_id":"user001","text":"爱吃瓜子","infer":false,"app":"openmemory"}',
    );
    expect(status).toBe(200);
    expect(body).toEqual({
      id: expect.stringMatching(UUID),
      user_id: expect.stringMatching(UUID),
      app_id: expect.stringMatching(UUID),
      content: '爱吃瓜子',
      state: 'active',
      vector: null,
      metadata_: {},
      created_at: expect.stringMatching(NAIVE),
      updated_at: expect.stringMatching(NAIVE),
      archived_at: null,
      deleted_at: null,
    });
  });

  it('makes an unknown user; infers by default; answers null when nothing is new', async () => {
    const first = await call('POST', '/api/v1/memories/', { user_id: 'newcomer', text: 'I moved to Porto in March.' });
    expect(first.body.content).toContain('Porto');
    expect(
      await call('POST', '/api/v1/memories/', { user_id: 'newcomer', text: 'I moved to Porto in March.' }),
    ).toEqual({ status: 200, body: null });
    expect(await call('POST', '/api/v1/memories/', { user_id: 'newcomer', text: 'Hello there!' })).toEqual({
      status: 200,
      body: null,
    });
  });

  it('keeps metadata, takes an empty text verbatim, and the same text twice', async () => {
    expect(await create('', { metadata: { a: [1, { b: null }] } })).toMatchObject({
      content: '',
      metadata_: { a: [1, { b: null }] },
    });
    const [one, two] = [await create('twice'), await create('twice')];
    expect(one.id).not.toBe(two.id);
  });

  it('is refused for a paused app', async () => {
    const memory = await create('x', { app: 'paused-app' });
    await call('PUT', `/api/v1/apps/${memory.app_id}?is_active=false`);
    expect(await call('POST', '/api/v1/memories/', { user_id: 'user001', text: 'y', app: 'paused-app' })).toEqual({
      status: 403,
      body: { detail: 'App paused-app is currently paused on OpenMemory. Cannot create new memories.' },
    });
  });

  it.each([
    [
      {},
      [
        { type: 'missing', loc: ['body', 'user_id'], msg: 'Field required', input: {} },
        { type: 'missing', loc: ['body', 'text'], msg: 'Field required', input: {} },
      ],
    ],
    [
      { user_id: 5, text: 'x' },
      [{ type: 'string_type', loc: ['body', 'user_id'], msg: 'Input should be a valid string', input: 5 }],
    ],
    [
      { user_id: 'u', text: 'x', metadata: [] },
      [{ type: 'dict_type', loc: ['body', 'metadata'], msg: 'Input should be a valid dictionary', input: [] }],
    ],
    [
      { user_id: 'u', text: 'x', infer: 'maybe' },
      [
        {
          type: 'bool_parsing',
          loc: ['body', 'infer'],
          msg: 'Input should be a valid boolean, unable to interpret input',
          input: 'maybe',
        },
      ],
    ],
    [
      [],
      [
        {
          type: 'model_attributes_type',
          loc: ['body'],
          msg: 'Input should be a valid dictionary or object to extract fields from',
          input: [],
        },
      ],
    ],
    [undefined, [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]],
  ])('answers 422 with every failing field: %j', async (body, detail) => {
    expect(await call('POST', '/api/v1/memories/', body)).toEqual({ status: 422, body: { detail } });
  });

  it('answers broken JSON with 422 at the slash form', async () => {
    const { status, body } = await curl('POST', '/api/v1/memories/', '{"user_id": ');
    expect([status, body.detail[0].type]).toEqual([422, 'json_invalid']);
  });
});

describe('get', () => {
  it('answers detail with epoch seconds, in any state and spelling of the id', async () => {
    const memory = await create('爱吃西瓜');
    const expected = {
      id: memory.id,
      text: '爱吃西瓜',
      created_at: Math.floor(Date.parse(`${memory.created_at}Z`) / 1000),
      state: 'active',
      app_id: memory.app_id,
      app_name: 'openmemory',
      categories: ['preferences'],
      metadata_: {},
    };
    expect((await call('GET', `/api/v1/memories/${memory.id}?user_id=user001`)).body).toEqual(expected);
    expect((await call('GET', `/api/v1/memories/${memory.id.replaceAll('-', '').toUpperCase()}`)).body).toEqual(
      expected,
    );
    await call('DELETE', '/api/v1/memories/', { memory_ids: [memory.id], user_id: 'user001' });
    expect((await call('GET', `/api/v1/memories/${memory.id}`)).body.state).toBe('deleted');
  });

  it('answers 404 for what is not there or another’s, 422 for what is no id', async () => {
    const memory = await create('mine');
    await call('POST', '/api/v1/memories/', { user_id: 'user002', text: 'x', infer: false });
    expect(await call('GET', `/api/v1/memories/${MISSING}`)).toEqual({
      status: 404,
      body: { detail: 'Memory not found' },
    });
    expect((await call('GET', `/api/v1/memories/${memory.id}?user_id=user002`)).status).toBe(404);
    expect((await call('GET', '/api/v1/memories/nonsense')).body.detail[0]).toMatchObject({
      type: 'uuid_parsing',
      loc: ['path', 'memory_id'],
    });
  });
});

describe('update', () => {
  it('changes content, search and categories, for the owner alone', async () => {
    const memory = await create('likes melons of every sort');
    const { status, body } = await curl(
      'PUT',
      `/api/v1/memories/${memory.id}`,
      `{"memory_id":"${memory.id}","memory_content":"喜欢吃香蕉","user_id":"user001"}`,
    );
    expect([status, body.content]).toEqual([200, '喜欢吃香蕉']);
    expect((await call('GET', '/api/v1/search?q=melons&user_id=user001')).body.hits).toEqual([]);
    expect((await call('GET', `/api/v1/search?q=${encodeURIComponent('香蕉')}&user_id=user001`)).body.hits[0].id).toBe(
      memory.id,
    );
    await call('POST', '/api/v1/memories/', { user_id: 'user002', text: 'x', infer: false });
    expect(
      (await call('PUT', `/api/v1/memories/${memory.id}`, { memory_content: 'stolen', user_id: 'user002' })).status,
    ).toBe(404);
    expect(await call('PUT', `/api/v1/memories/${memory.id}`, { memory_content: 'x', user_id: 'nobody' })).toEqual({
      status: 404,
      body: { detail: 'User not found' },
    });
    expect((await call('GET', `/api/v1/memories/${memory.id}`)).body.text).toBe('喜欢吃香蕉');
  });
});

describe('delete', () => {
  it('counts the list, leaves search, and is all or nothing', async () => {
    const [one, two] = [await create('delete me once'), await create('delete me twice')];
    expect(await call('DELETE', '/api/v1/memories/', { memory_ids: [one.id, MISSING], user_id: 'user001' })).toEqual({
      status: 404,
      body: { detail: 'Memory not found' },
    });
    expect((await call('GET', `/api/v1/memories/${one.id}`)).body.state).toBe('active');
    expect(
      (await curl('DELETE', '/api/v1/memories/', `{"memory_ids":["${one.id}","${two.id}"],"user_id":"user001"}`)).body,
    ).toEqual({ message: 'Successfully deleted 2 memories' });
    expect((await call('GET', '/api/v1/search?q=delete%20me&user_id=user001')).body.hits).toEqual([]);
    expect((await call('DELETE', '/api/v1/memories/', { memory_ids: [], user_id: 'user001' })).body).toEqual({
      message: 'Successfully deleted 0 memories',
    });
  });

  it('of another user’s memory is 404 and changes nothing', async () => {
    const memory = await create('not yours');
    await call('POST', '/api/v1/memories/', { user_id: 'user002', text: 'x', infer: false });
    expect((await call('DELETE', '/api/v1/memories/', { memory_ids: [memory.id], user_id: 'user002' })).status).toBe(
      404,
    );
    expect((await call('GET', `/api/v1/memories/${memory.id}`)).body.state).toBe('active');
  });

  it('without a body deletes nothing', async () => {
    expect((await call('DELETE', '/api/v1/memories/?app_id=x')).status).toBe(422);
  });
});

describe('filter', () => {
  const user = 'filterer';
  const filter = (body: Record<string, unknown>, query = '') =>
    call('POST', `/api/v1/memories/filter${query}`, { user_id: user, ...body });
  let ids: string[];
  beforeAll(async () => {
    ids = [];
    for (const text of ['爱吃西瓜', 'Zebra crossing', 'apple pie'])
      ids.push((await create(text, { user_id: user })).id);
    await call('POST', '/api/v1/memories/actions/pause', {
      user_id: user,
      memory_ids: [ids[1]],
      all_for_app: true,
      state: 'paused',
    });
    const archived = await create('old thing', { user_id: user });
    await call('POST', '/api/v1/memories/actions/pause', {
      user_id: user,
      memory_ids: [archived.id],
      all_for_app: true,
      state: 'archived',
    });
  });

  it('answers the documented page, newest first', async () => {
    const { body } = await filter({});
    expect(body).toMatchObject({ total: 3, page: 1, size: 10, pages: 1 });
    expect(body.items.map(({ content }: any) => content)).toEqual(['apple pie', 'Zebra crossing', '爱吃西瓜']);
    expect(Object.keys(body.items[0]).sort()).toEqual([
      'app_id',
      'app_name',
      'categories',
      'content',
      'created_at',
      'id',
      'metadata_',
      'state',
    ]);
    expect(Number.isInteger(body.items[0].created_at)).toBe(true);
  });

  it('searches, sorts and pages; the body’s page counts before the query’s', async () => {
    expect((await filter({ search_query: '西瓜' })).body.items.map(({ id }: any) => id)).toEqual([ids[0]]);
    expect((await filter({ search_query: 'ZEBRA' })).body.total).toBe(1);
    expect((await filter({ search_query: 'a_ple' })).body.total).toBe(1);
    const sorted = (await filter({ sort_column: 'memory', sort_direction: 'ASC' })).body.items.map(
      ({ content }: any) => content,
    );
    expect(sorted).toEqual(['Zebra crossing', 'apple pie', '爱吃西瓜']);
    expect((await filter({ page: 2, size: 2 }, '?page=1&size=50')).body).toMatchObject({
      page: 2,
      size: 2,
      pages: 2,
      total: 3,
      items: [{ content: '爱吃西瓜' }],
    });
    expect((await filter({}, '?size=1')).body).toMatchObject({ size: 1, pages: 3 });
    expect((await filter({ page: 9 })).body).toMatchObject({ items: [], total: 3 });
    expect((await filter({ show_archived: true })).body.total).toBe(4);
  });

  it('filters by app, category and time', async () => {
    const { body } = await call('GET', `/api/v1/memories/categories?user_id=${user}`);
    const preferences = body.categories.find(({ name }: any) => name === 'preferences');
    expect(preferences).toMatchObject({
      description: 'Automatically created category for preferences',
      created_at: expect.stringMatching(NAIVE),
    });
    expect((await filter({ category_ids: [preferences.id] })).body.total).toBe(1);
    expect((await filter({ app_ids: [MISSING] })).body).toMatchObject({ total: 0, pages: 0 });
    expect((await filter({ app_ids: [] })).body.total).toBe(3);
    const now = Math.floor(Date.now() / 1000);
    expect((await filter({ from_date: now + 100 })).body.total).toBe(0);
    expect((await filter({ to_date: now + 100, from_date: 0 })).body.total).toBe(3);
  });

  it('says what is wrong', async () => {
    expect(await filter({ sort_column: 'nope', sort_direction: 'asc' })).toEqual({
      status: 400,
      body: { detail: 'Invalid sort column' },
    });
    expect(await filter({ sort_column: 'memory', sort_direction: 'up' })).toEqual({
      status: 400,
      body: { detail: 'Invalid sort direction' },
    });
    expect((await filter({ sort_column: 'nope' })).status).toBe(200);
    expect((await filter({ page: 0 })).status).toBe(422);
    expect((await filter({ size: 101 })).body.detail[0]).toMatchObject({ type: 'less_than_equal', ctx: { le: 100 } });
    expect((await filter({}, '?size=1000')).status).toBe(422);
    expect((await call('POST', '/api/v1/memories/filter', { user_id: 'nobody' })).status).toBe(404);
  });
});

describe('pause', () => {
  const user = 'pauser-1';
  const pause = (body: Record<string, unknown>) =>
    call('POST', '/api/v1/memories/actions/pause', { user_id: user, ...body });
  const stateOf = async (id: string) => (await call('GET', `/api/v1/memories/${id}`)).body.state;

  it('follows the documented order of scopes, always the user’s own', async () => {
    const [one, two] = [
      await create('one', { user_id: user }),
      await create('I like two', { user_id: user, app: 'other' }),
    ];
    const foreign = await create('foreign', { user_id: 'somebody-else' });
    expect((await pause({ memory_ids: [one.id], all_for_app: true, state: 'paused' })).body).toEqual({
      message: 'Successfully paused all memories',
    });
    expect(await stateOf(one.id)).toBe('paused');
    expect((await pause({ memory_ids: [one.id], state: 'active' })).body).toEqual({
      message: 'Successfully paused 1 memories',
    });
    expect((await pause({ app_id: two.app_id })).body).toEqual({
      message: `Successfully paused all memories for app ${two.app_id}`,
    });
    expect([await stateOf(one.id), await stateOf(two.id)]).toEqual(['active', 'paused']);
    expect((await pause({ global_pause: true, state: 'paused' })).status).toBe(200);
    expect([await stateOf(one.id), await stateOf(foreign.id)]).toEqual(['paused', 'active']);
    expect((await pause({ memory_ids: [foreign.id], state: 'paused' })).status).toBe(404);
    expect((await pause({ memory_ids: [foreign.id, MISSING], all_for_app: true })).status).toBe(200);
    expect(await stateOf(foreign.id)).toBe('active');
    expect(await pause({ memory_ids: [], category_ids: [] })).toEqual({
      status: 400,
      body: { detail: 'Invalid pause request parameters' },
    });
    expect((await pause({ state: 'gone', global_pause: true })).body.detail[0]).toMatchObject({
      type: 'enum',
      msg: "Input should be 'active', 'paused', 'archived' or 'deleted'",
    });
  });

  it('to deleted leaves search too', async () => {
    const memory = await create('unfindable thing', { user_id: user });
    await pause({ memory_ids: [memory.id], state: 'deleted' });
    expect((await call('GET', `/api/v1/search?q=unfindable&user_id=${user}`)).body.hits).toEqual([]);
  });

  it('archives by the internal user id', async () => {
    const memory = await create('to the attic', { user_id: user });
    expect(
      (await call('POST', `/api/v1/memories/actions/archive?user_id=${memory.user_id}`, [memory.id])).body,
    ).toEqual({ message: 'Successfully archived 1 memories' });
    expect(await stateOf(memory.id)).toBe('archived');
    expect((await call('POST', `/api/v1/memories/actions/archive?user_id=${MISSING}`, [memory.id])).status).toBe(404);
  });
});

describe('related, categories, access log', () => {
  it('answer as documented', async () => {
    const user = 'relater';
    const [one, two] = [await create('I love jazz', { user_id: user }), await create('I love soul', { user_id: user })];
    const related = (await call('GET', `/api/v1/memories/${one.id}/related?user_id=${user}&size=50`)).body;
    expect(related).toMatchObject({ total: 1, page: 1, size: 5, pages: 1, items: [{ id: two.id }] });
    const plain = await create('zzz', { user_id: user });
    expect((await call('GET', `/api/v1/memories/${plain.id}/related?user_id=${user}`)).body).toEqual({
      items: [],
      total: 0,
      page: 1,
      size: 50,
      pages: 0,
    });
    expect((await call('GET', `/api/v1/memories/${one.id}/related`)).status).toBe(422);
    expect((await call('GET', `/api/v1/memories/${MISSING}/access-log`)).body).toEqual({
      total: 0,
      page: 1,
      page_size: 10,
      logs: [],
    });
    expect((await call('GET', `/api/v1/memories/${one.id}/access-log?page_size=101`)).status).toBe(422);
    expect((await call('GET', '/api/v1/memories/categories?user_id=nobody')).status).toBe(404);
    expect((await call('GET', '/api/v1/memories/categories')).body.detail[0]).toEqual({
      type: 'missing',
      loc: ['query', 'user_id'],
      msg: 'Field required',
      input: null,
    });
  });

  it('lists active memories only, and counts only what it lists', async () => {
    const user = 'lister';
    const [one, two] = [await create('one', { user_id: user }), await create('two', { user_id: user })];
    await call('POST', '/api/v1/memories/actions/pause', { user_id: user, memory_ids: [two.id] });
    expect((await call('GET', `/api/v1/memories/?user_id=${user}`)).body).toMatchObject({
      total: 1,
      size: 50,
      items: [{ id: one.id }],
    });
    expect((await call('GET', `/api/v1/memories/?user_id=${user}&app_id=${one.app_id}&size=1`)).body.total).toBe(1);
  });
});
