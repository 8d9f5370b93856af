import { afterEach, describe, expect, it } from 'vitest';
import { connect, ofType, startChattr, type Chattr } from './support.js';

let chattr: Chattr;
afterEach(() => chattr.close());

const AUTH = { type: 'auth', token: 'any', session_id: 's1' };

describe('speaking over a WebSocket', () => {
  it.each(['/api/v1/ws/chat', '/chattr/api/v1/ws/chat', '/api/v1/ws/chat/'])(
    'answers at %s as documented',
    async (path) => {
      chattr = await startChattr('Hello Alice!');
      const client = await connect(chattr.service, path);
      client.send(AUTH);
      client.send({
        type: 'message',
        character_id: 'assistant',
        content: 'Hello there!',
        metadata: { user_name: 'Alice' },
      });
      await client.until((frame) => frame['type'] === 'typing' && frame['is_typing'] === false);
      expect(client.frames).toEqual([
        { type: 'typing', character_id: 'assistant', is_typing: true },
        {
          type: 'response',
          character_id: 'assistant',
          content: 'Hello Alice!',
          timestamp: expect.stringMatching(/Z$/),
        },
        { type: 'typing', character_id: 'assistant', is_typing: false },
      ]);
      const [system] = chattr.model!.requests.find(({ path: at }) => at === '/api/chat')!.body['messages'] as any[];
      expect(system.content).toContain('You are speaking with Alice.');
      client.socket.close();
    },
  );

  it('shares its history with HTTP', async () => {
    chattr = await startChattr('Yes.');
    const client = await connect(chattr.service);
    client.send(AUTH);
    client.send({ type: 'message', content: 'Over the socket' });
    await client.until(ofType('response'));
    await chattr.service.call('POST', '/api/v1/chat/message', { message: 'Over HTTP', session_id: 's1' });
    const { messages } = (await chattr.service.call('GET', '/api/v1/chat/history/s1')).body;
    expect(messages.map(({ content }: any) => content)).toEqual(['Over the socket', 'Yes.', 'Over HTTP', 'Yes.']);
    client.socket.close();
  });

  it('sends pieces as they come only to who asks for them', async () => {
    let finish = (): void => undefined;
    const after = new Promise<void>((resolve) => (finish = resolve));
    chattr = await startChattr('One two three four five.');
    const client = await connect(chattr.service);
    client.send(AUTH);
    client.send({ type: 'message', content: 'Count', stream: true });
    const { content } = await client.until(ofType('response'));
    const pieces = client.frames.filter(ofType('response_chunk'));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.map((frame) => frame['content']).join('')).toBe(content);
    finish();
    await after;
    client.socket.close();
  });

  it('wants to know first who it is, and closes on others', async () => {
    chattr = await startChattr(null, { chattrAccess: { apiKeys: ['key-one'] } });
    for (const first of [
      { type: 'message', content: 'Hi' },
      { type: 'auth', token: 'wrong' },
      { type: 'auth' },
      'no json',
    ]) {
      const client = await connect(chattr.service);
      client.send(first);
      expect(await client.until(ofType('error'))).toMatchObject({ code: 'UNAUTHORIZED' });
      expect(await client.closed).toBe(1008);
    }
    const client = await connect(chattr.service);
    client.send({ type: 'auth', token: 'key-one', session_id: null });
    client.send({ type: 'message', content: 'Hi' });
    expect((await client.until(ofType('response')))['content']).toBeTruthy();
    client.socket.close();
  });

  it('tells of messages that make no sense, and goes on', async () => {
    chattr = await startChattr('Yes.');
    const client = await connect(chattr.service);
    client.send(AUTH);
    client.send('{"type": "mess');
    client.send({ type: 'message', content: '' });
    client.send({ type: 'message', content: 'Hi', character_id: 'nobody' });
    client.send({ type: 'dance' });
    client.send({ type: 'message', content: 'Hi' });
    await client.until(ofType('response'));
    const errors = client.frames.filter(ofType('error'));
    expect(errors.map((frame) => frame['code'])).toEqual([
      'INVALID_REQUEST',
      'INVALID_REQUEST',
      'NOT_FOUND',
      'INVALID_REQUEST',
    ]);
    client.socket.close();
  });

  it('stops the model when the client is gone', async () => {
    chattr = await startChattr({ stall: 'So ' });
    const client = await connect(chattr.service);
    client.send(AUTH);
    client.send({ type: 'message', content: 'Wait' });
    await chattr.model!.untilRequested(2);
    client.socket.terminate();
    await chattr.model!.untilClosedByClient(1);
  });

  it('tells of a failing model in the documented words', async () => {
    chattr = await startChattr({ cut: 'Half' });
    const client = await connect(chattr.service);
    client.send(AUTH);
    client.send({ type: 'message', content: 'Hi' });
    expect(await client.until(ofType('error'))).toMatchObject({
      type: 'error',
      code: 'SERVICE_UNAVAILABLE',
      message: expect.stringContaining('middle of its answer'),
    });
    expect(client.frames.at(-1)).toMatchObject({ type: 'typing', is_typing: false });
    client.socket.close();
  });

  it('counts against the rate limit', async () => {
    chattr = await startChattr(null, { clock: { now: () => 1_700_000_000_000 } });
    const client = await connect(chattr.service);
    client.send(AUTH);
    for (let i = 0; i < 101; i++) client.send({ type: 'message', content: 'Hi' });
    expect(await client.until(ofType('error'))).toMatchObject({ code: 'RATE_LIMIT_EXCEEDED', retry_after_seconds: 1 });
    client.socket.close();
  });
});

describe('who may open one', () => {
  it.each([
    ['a strange host', { headers: { host: 'evil.example' } }, '403'],
    ['a strange origin', { origin: 'https://evil.example' }, '403'],
    ['another port of this machine', { origin: 'http://localhost:1' }, '403'],
    ['a null origin', { headers: { origin: 'null' } }, '403'],
  ])('refuses %s', async (_name, options, status) => {
    chattr = await startChattr(null);
    await expect(connect(chattr.service, '/api/v1/ws/chat', options)).rejects.toThrow(status);
  });

  it('lets a VS Code webview in, and refuses other paths', async () => {
    chattr = await startChattr(null);
    const client = await connect(chattr.service, '/api/v1/ws/chat', { origin: 'vscode-webview://abc123' });
    client.socket.close();
    await expect(connect(chattr.service, '/api/v1/ws/other')).rejects.toThrow('404');
    await expect(connect(chattr.service, '/chat')).rejects.toThrow('404');
  });
});
