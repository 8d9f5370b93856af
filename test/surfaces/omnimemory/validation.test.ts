import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startService, type TestService } from '../../support/service.js';
import { IDS, fingerprint, search, talk } from './support.js';

let service: TestService;
let before: Awaited<ReturnType<typeof fingerprint>>;

beforeAll(async () => {
  service = await startService();
});
beforeEach(async () => {
  before = await fingerprint(service);
});
afterAll(() => service.close());

/** Every refusal is a 400 with one text that names the field, and changes nothing. */
async function expectRefused(answer: { status: number; body: any }, field: string) {
  expect(answer).toEqual({ status: 400, body: { detail: expect.stringContaining(field) } });
  expect(await fingerprint(service)).toEqual(before);
}

const without = (key: keyof typeof IDS) => Object.fromEntries(Object.entries(IDS).filter(([name]) => name !== key));
const POSTS = {
  '/omnimemory/api/v1/memories': talk(),
  '/omnimemory/api/v1/memory-batcher/messages': talk(2),
  '/omnimemory/api/v1/agent/memories': 'Something worth remembering',
  '/omnimemory/api/v1/agent/summaries': 'Something worth summarising',
};

describe.each(Object.entries(POSTS))('POST %s', (path, messages) => {
  it.each<[string, unknown, string]>([
    ['no body', undefined, 'body: Field required'],
    ['a list', [], 'body'],
    ['a text', 'hello', 'body'],
    ['null', null, 'body'],
    ['no app', { ...without('app_id'), messages }, 'app_id: Field required'],
    ['no user', { ...without('user_id'), messages }, 'user_id: Field required'],
    ['no messages', IDS, 'messages: Field required'],
    ['a short app', { ...IDS, app_id: 'my-app-id', messages }, 'app_id: must be at least 10 characters'],
    ['a short user', { ...IDS, user_id: 'user-123', messages }, 'user_id: must be at least 10 characters'],
    ['a short session', { ...IDS, session_id: 'session-1', messages }, 'session_id: must be at least 10 characters'],
    ['an empty session', { ...IDS, session_id: '', messages }, 'session_id: must be at least 10 characters'],
    ['a long app', { ...IDS, app_id: 'a'.repeat(257), messages }, 'app_id: must be at most 256 characters'],
    ['a long user', { ...IDS, user_id: 'u'.repeat(257), messages }, 'user_id: must be at most 256 characters'],
    ['a long session', { ...IDS, session_id: 's'.repeat(257), messages }, 'session_id: must be at most 256 characters'],
    ['a number as app', { ...IDS, app_id: 1234567890, messages }, 'app_id'],
    ['null as user', { ...IDS, user_id: null, messages }, 'user_id'],
    ['a number as messages', { ...IDS, messages: 7 }, 'messages'],
    ['no messages at all', { ...IDS, messages: [] }, 'messages'],
    ['a message without role', { ...IDS, messages: [...talk(9), { content: 'x' }] }, 'messages.9.role: Field required'],
    [
      'a message without content',
      { ...IDS, messages: [{ role: 'user' }, ...talk(9)] },
      'messages.0.content: Field required',
    ],
    ['a message that is a text', { ...IDS, messages: ['hello', ...talk(9)] }, 'messages.0'],
    [
      'a content that is a list',
      { ...IDS, messages: [{ role: 'user', content: [] }, ...talk(9)] },
      'messages.0.content',
    ],
  ])('refuses %s', async (_name, body, field) => {
    await expectRefused(await service.call('POST', path, body), field);
  });

  it.each([
    ['cut off', '{"app_id": '],
    ['with a trailing comma', '{"a":1,}'],
    ['that is a form', 'app_id=my-app'],
    ['nested without end', '{"a":'.repeat(500)],
    ['of NUL', '\u0000'],
  ])('refuses JSON %s', async (_name, body) => {
    const response = await service.fetch(path, { method: 'POST', body });
    await expectRefused({ status: response.status, body: await response.json() }, 'body: ');
  });

  it('names several fields at once', async () => {
    const { body } = await service.call('POST', path, {});
    expect(body.detail).toBe('app_id: Field required; user_id: Field required; messages: Field required');
  });
});

describe('counts', () => {
  it.each([0, 1, 9, 11, 500])('POST /memories refuses %d messages where 10 are wanted', async (count) => {
    const answer = await service.call('POST', '/api/v1/memories', { ...IDS, messages: talk(count) });
    await expectRefused(answer, `messages: must be exactly 10, not ${count}`);
  });

  it('POST /memories and the batcher refuse a text', async () => {
    for (const path of ['memories', 'memory-batcher/messages']) {
      await expectRefused(await service.call('POST', `/api/v1/${path}`, { ...IDS, messages: 'a text' }), 'messages');
    }
  });
});

describe('agent messages', () => {
  it.each([[''], ['   \n'], [[{ role: 'user', content: ' ' }]]])('refuses %j', async (messages) => {
    for (const path of ['memories', 'summaries']) {
      const answer = await service.call('POST', `/api/v1/agent/${path}`, { ...IDS, messages });
      await expectRefused(answer, 'messages: must hold some text');
    }
  });
});

describe('callbacks', () => {
  const post = (more: object, headers: Record<string, string> = {}) =>
    service
      .fetch('/api/v1/agent/summaries', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ ...IDS, messages: 'Something worth summarising', ...more }),
      })
      .then(async (response) => ({ status: response.status, body: await response.json() }));

  it.each([
    '',
    'not a url',
    'ftp://hooks.example/a',
    'file:///etc/passwd',
    '//hooks.example',
    'http://169.254.169.254/latest',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
  ])('refuses the address %j in the body and in the header', async (url) => {
    await expectRefused(await post({ callback_url: url }), 'callback_url: must');
    await expectRefused(await post({}, { 'x-callback-url': url }), 'X-Callback-URL: must');
  });

  it('refuses an address that is no text', async () => {
    await expectRefused(await post({ callback_url: 7 }), 'callback_url');
  });

  it.each([
    { Host: 'evil.example' },
    { host: 'evil.example' },
    { 'X-A': 'a\r\nHost: evil.example' },
    { 'X-A\n': 'a' },
    { 'X-A': 1 },
  ])('refuses the headers %j', async (headers) => {
    const callback = { callback_url: 'http://127.0.0.1:9/hook', callback_headers: headers };
    await expectRefused(await post(callback), 'callback_headers');
  });
});

describe('GET /memories/query', () => {
  const good = { app_id: IDS.app_id, query: 'something to look for' };
  it.each<[Record<string, string>, string]>([
    [{}, 'app_id: Field required; query: Field required'],
    [{ app_id: IDS.app_id }, 'query: Field required'],
    [{ query: good.query }, 'app_id: Field required'],
    [{ ...good, query: 'hello' }, 'query: must be at least 10 characters'],
    [{ ...good, query: '' }, 'query'],
    [{ ...good, app_id: 'my-app-id' }, 'app_id: must be at least 10 characters'],
    [{ ...good, app_id: 'a'.repeat(257) }, 'app_id: must be at most 256 characters'],
    [{ ...good, user_id: 'user-123' }, 'user_id: must be at least 10 characters'],
    [{ ...good, session_id: 'short' }, 'session_id: must be at least 10 characters'],
    ...['0', '101', '-1', '1.5', 'ten', '', 'NaN', '1e99'].map((value): [Record<string, string>, string] => [
      { ...good, n_results: value },
      'n_results',
    ]),
    ...['-0.1', '1.1', 'high', '', 'NaN', 'Infinity'].map((value): [Record<string, string>, string] => [
      { ...good, similarity_threshold: value },
      'similarity_threshold',
    ]),
  ])('refuses %.120j', async (params, field) => {
    await expectRefused(await service.call('GET', `/omnimemory/api/v1/memories/query?${search(params)}`), field);
  });

  it.each(['1', '100', '5.0'])('takes n_results=%s', async (value) => {
    const path = `/api/v1/memories/query?${search({ ...good, n_results: value })}`;
    expect((await service.call('GET', path)).status).toBe(200);
  });

  it.each(['0', '1', '0.0', '.5'])('takes similarity_threshold=%s', async (value) => {
    const path = `/api/v1/memories/query?${search({ ...good, similarity_threshold: value })}`;
    expect((await service.call('GET', path)).status).toBe(200);
  });
});

describe('a paused app', () => {
  it('makes no memories here either', async () => {
    const scope = await service.core.identity.ensureScope(IDS.user_id, IDS.app_id);
    await service.core.apps.setActive(scope.app.id, false);
    before = await fingerprint(service);
    const posts = Object.entries(POSTS).filter(([path]) => !path.endsWith('summaries'));
    for (const [path, messages] of posts) {
      expect(await service.call('POST', path, { ...IDS, messages })).toEqual({
        status: 403,
        body: { detail: `App ${IDS.app_id} is currently paused. Cannot create new memories.` },
      });
    }
    expect(await fingerprint(service)).toEqual(before);
  });
});

/** The specification's own examples break its rules; corrected ones are served. */
describe('the documented examples', () => {
  const two = [
    { role: 'user', content: 'Hello, how are you?' },
    { role: 'assistant', content: 'I am doing well, thank you!' },
  ];
  const verbatim = { app_id: 'my-app-id', user_id: 'user-123' };
  const corrected = { app_id: 'my-application-id', user_id: 'user-123-456' };
  const posts: [string, object, number][] = [
    ['memory-batcher/messages', { messages: two }, 200],
    [
      'agent/memories',
      { session_id: 'session-456', messages: 'User completed onboarding and selected premium plan' },
      202,
    ],
    [
      'agent/memories',
      {
        messages: [
          { role: 'agent', content: 'User asked about pricing' },
          { role: 'user', content: 'What are your plans?' },
        ],
      },
      202,
    ],
    ['agent/summaries', { messages: 'User conversation text here...' }, 200],
  ];

  it.each(posts)('POST /%s is refused as printed', async (path, rest) => {
    await expectRefused(await service.call('POST', `/api/v1/${path}`, { ...verbatim, ...rest }), 'user_id: must be');
  });

  it('POST /memories is refused as printed: a trailing comma, short names, two messages', async () => {
    const printed = `{"app_id": "my-app-id", "user_id": "user-123", "session_id": "session-456",
      "messages": [{"role": "user", "content": "Hello, how are you?",}, {"role": "assistant", "content": "Well, thank you!",}]}`;
    const response = await service.fetch('/api/v1/memories', { method: 'POST', body: printed });
    await expectRefused({ status: response.status, body: await response.json() }, 'body: Expecting valid JSON');
    const ids = { ...verbatim, session_id: 'session-456' };
    await expectRefused(
      await service.call('POST', '/api/v1/memories', { ...ids, messages: two }),
      'messages: must be exactly 10',
    );
    await expectRefused(
      await service.call('POST', '/api/v1/memories', { ...ids, messages: talk() }),
      'user_id: must be',
    );
  });

  it('GET requests are refused as printed', async () => {
    const printed = [
      'memories/query?app_id=my-app-id&query=hello&user_id=user-123&n_results=5',
      'memories/memory-123?app_id=my-app-id',
      'memories/memory-123/evolution?app_id=my-app-id',
    ];
    for (const path of printed) expect((await service.call('GET', `/api/v1/${path}`)).status).toBe(400);
    await expectRefused(await service.call('DELETE', '/api/v1/memories/memory-123?app_id=my-app-id'), 'app_id');
  });

  it('are served when corrected', async () => {
    for (const [path, rest, status] of posts) {
      expect((await service.call('POST', `/api/v1/${path}`, { ...corrected, ...rest })).status).toBe(status);
    }
    const full = { ...corrected, session_id: 'session-456', messages: Array.from({ length: 5 }, () => two).flat() };
    expect((await service.call('POST', '/api/v1/memories', full)).status).toBe(202);
    const path = `/api/v1/memories/query?${search({ ...corrected, query: 'hello, how are you?', n_results: 5 })}`;
    expect((await service.call('GET', path)).status).toBe(200);
  });
});
