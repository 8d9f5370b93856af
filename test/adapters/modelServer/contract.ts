import { afterEach, expect, it } from 'vitest';
import type { CoreErrorCode } from '../../../server/ports/errors.js';
import type { Provider, ProviderConfig } from '../../../server/ports/model.js';
import type { FakeModelServer, Reply } from '../../support/fakeModelServer.js';

export interface Subject {
  create: (config: ProviderConfig) => Provider;
  start: (answer?: Reply) => Promise<FakeModelServer>;
  chatModel: string;
  embeddingModel: string;
}

export const KEY = 'key-' + 'of-this-test';
export const USER = [{ role: 'user' as const, content: 'Wer wohnt in 東京?' }];
const LONG = 'Zoë wohnt in 東京 🗼 und mag 抹茶. '.repeat(5);

export async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** What every provider owes the core, whatever its server speaks. */
export function testProvider({ create, start, chatModel, embeddingModel }: Subject): void {
  let server: FakeModelServer;
  afterEach(() => server.close());

  const config = (more: Partial<ProviderConfig> = {}): ProviderConfig => ({
    baseUrl: server.url,
    apiKey: null,
    timeoutMs: 5_000,
    extra: {},
    ...more,
  });
  const chat = (
    provider: Provider,
    more: { signal?: AbortSignal; model?: string; json?: boolean } = {},
  ): Promise<string> => collect(provider.chat({ model: chatModel, messages: USER, ...more }));
  const failure = async (work: Promise<unknown>): Promise<Error & { code?: CoreErrorCode }> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(Error);
    return error as Error;
  };

  it('yields the answer in pieces, however its bytes are cut', async () => {
    server = await start(LONG);
    const pieces: string[] = [];
    for await (const piece of create(config()).chat({ model: chatModel, messages: USER })) pieces.push(piece);
    expect(pieces.join('')).toBe(LONG);
    expect(pieces.length).toBeGreaterThan(10);
    expect(server.closedByClient).toBe(0);
  });

  it('yields a piece before the next one has come', async () => {
    server = await start({ stall: 'Hello' });
    const pieces = create(config()).chat({ model: chatModel, messages: USER })[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toBe('Hell');
    await pieces.return?.();
    await server.untilClosedByClient(1);
  });

  it('sends messages and temperature, and asks for JSON when told to', async () => {
    server = await start();
    let json: boolean | undefined;
    server.answer((call) => {
      json = call.json;
      return JSON.stringify({ said: call.messages });
    });
    const answer = await collect(
      create(config()).chat({ model: chatModel, messages: USER, temperature: 0.2, maxTokens: 50, json: true }),
    );
    expect(JSON.parse(answer)).toEqual({ said: USER });
    expect(json).toBe(true);
    expect(JSON.stringify(server.requests[0]?.body)).toContain('0.2');
  });

  it('sends the key and nothing of the environment', async () => {
    server = await start();
    await chat(create(config({ apiKey: KEY })));
    await chat(create(config()));
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${KEY}`, undefined]);
  });

  it('closes only the request that is cancelled', async () => {
    server = await start();
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    server.answer(({ messages }) =>
      messages.length === 1 ? { stall: 'begun' } : { text: 'The other one.', after: finished },
    );
    const provider = create(config());
    const cancelling = new AbortController();
    const cancelled = failure(chat(provider, { signal: cancelling.signal }));
    const other = collect(provider.chat({ model: chatModel, messages: [...USER, ...USER] }));
    await server.untilRequested(2);
    cancelling.abort();
    expect((await cancelled).code).toBe('cancelled');
    await server.untilClosedByClient(1);
    finish();
    expect(await other).toBe('The other one.');
    expect(server.closedByClient).toBe(1);
  });

  it('sends nothing when it is cancelled beforehand', async () => {
    server = await start();
    expect((await failure(chat(create(config()), { signal: AbortSignal.abort() }))).code).toBe('cancelled');
    expect(server.requests).toHaveLength(0);
  });

  it('closes an embedding and a list that are cancelled', async () => {
    server = await start();
    server.faults.push({ hang: true }, { hang: true });
    const provider = create(config());
    const cancelling = new AbortController();
    const embedding = failure(provider.embed(embeddingModel, ['text'], cancelling.signal));
    const list = failure(provider.listModels(cancelling.signal));
    await server.untilRequested(2);
    cancelling.abort();
    expect([(await embedding).code, (await list).code]).toEqual(['cancelled', 'cancelled']);
    await server.untilClosedByClient(2);
  });

  it('gives up on a server that is silent, before and within its answer', async () => {
    server = await start();
    const provider = create(config({ timeoutMs: 100 }));
    for (const reply of [{ hang: true }, { stall: 'Only the beg' }] satisfies Reply[]) {
      server.answer(reply);
      expect((await failure(chat(provider))).code).toBe('unavailable');
    }
    server.faults.push({ hang: true });
    expect((await failure(provider.listModels())).code).toBe('unavailable');
    await server.untilClosedByClient(3);
    expect(server.requests).toHaveLength(3);
  });

  it('waits for an answer that is slow but never silent for too long', async () => {
    server = await start({ text: 'late', delayMs: 150 });
    expect(await chat(create(config({ timeoutMs: 2_000 })))).toBe('late');
  });

  it('asks again after 429, 5xx and broken connections, as soon as the server allows', async () => {
    server = await start('at last');
    server.faults.push({ error: 429, retryAfter: '0' }, { error: 503, retryAfter: new Date(0).toUTCString() });
    expect(await chat(create(config()))).toBe('at last');
    server.faults.push({ reset: true });
    expect(await create(config()).embed(embeddingModel, ['text'])).toHaveLength(1);
    expect(server.requests).toHaveLength(5);
  });

  it('gives up after three attempts, and at once when the server asks for a long pause', async () => {
    server = await start();
    server.faults.push(
      { error: 500, retryAfter: '0' },
      { error: 500, retryAfter: '0' },
      { error: 500, retryAfter: '0' },
    );
    expect((await failure(chat(create(config())))).code).toBe('unavailable');
    expect(server.requests).toHaveLength(3);
    server.faults.push({ error: 429, retryAfter: '6' });
    expect((await failure(chat(create(config({ timeoutMs: 15_000 }))))).code).toBe('unavailable');
    expect(server.requests).toHaveLength(4);
  });

  it('does not wait for another attempt once it is cancelled', async () => {
    server = await start();
    server.faults.push({ error: 503, retryAfter: '5' });
    const cancelling = new AbortController();
    const work = failure(chat(create(config()), { signal: cancelling.signal }));
    await server.untilRequested(1);
    cancelling.abort();
    expect((await work).code).toBe('cancelled');
    expect(server.requests).toHaveLength(1);
  });

  it('is unavailable when nobody listens', async () => {
    server = await start();
    await server.close();
    expect((await failure(chat(create(config())))).code).toBe('unavailable');
  });

  it('does not ask again once a piece was given out', async () => {
    server = await start({ cut: 'Half of the ans' });
    const pieces: string[] = [];
    const work = (async () => {
      for await (const piece of create(config()).chat({ model: chatModel, messages: USER })) pieces.push(piece);
    })();
    expect((await failure(work)).code).toBe('unavailable');
    expect(pieces.join('')).toMatch(/^Half/);
    expect(server.requests).toHaveLength(1);
  });

  it('fails on what makes no sense, without printing it', async () => {
    const printed: unknown[] = [];
    const { log, warn, error } = console;
    Object.assign(console, {
      log: (...parts: unknown[]) => printed.push(parts),
      warn: (...parts: unknown[]) => printed.push(parts),
      error: (...parts: unknown[]) => printed.push(parts),
    });
    try {
      server = await start();
      const provider = create(config());
      for (const reply of [
        { malformed: 'Fine so far' },
        { text: 'Fine', failure: 'out of memory' },
      ] satisfies Reply[]) {
        server.answer(reply);
        expect((await failure(chat(provider))).code).toBe('upstream_failed');
      }
      server.faults.push({ error: 400, message: 'no such option' });
      expect((await failure(chat(provider))).code).toBe('upstream_failed');
      expect(server.requests).toHaveLength(3);
    } finally {
      Object.assign(console, { log, warn, error });
    }
    expect(printed).toEqual([]);
  });

  it('names an unknown model as such', async () => {
    server = await start();
    expect((await failure(chat(create(config()), { model: 'no-such-model' }))).code).toBe('not_found');
    expect((await failure(create(config()).embed('no-such-model', ['text']))).code).toBe('not_found');
  });

  it('says that a key was refused, and never the key', async () => {
    server = await start();
    const provider = create(config({ apiKey: KEY }));
    for (const status of [401, 403]) {
      server.faults.push({ error: status, message: `Incorrect API key provided: ${KEY}` });
      const error = await failure(chat(provider));
      expect(error.code).toBe('upstream_failed');
      expect(error.message).toMatch(/key/i);
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(KEY);
    }
  });

  it('never repeats the key that another error quotes', async () => {
    server = await start();
    server.faults.push({ error: 400, message: `bad header: Bearer ${KEY}` });
    expect((await failure(chat(create(config({ apiKey: KEY }))))).message).not.toContain(KEY);
  });

  it('embeds many texts in order, the empty one too', async () => {
    server = await start();
    const texts = Array.from({ length: 150 }, (_, index) => (index === 70 ? '' : `text number ${index}`));
    const provider = create(config());
    const vectors = await provider.embed(embeddingModel, texts);
    expect(vectors).toHaveLength(150);
    const [alone] = await provider.embed(embeddingModel, [texts[149]!]);
    expect(vectors[149]).toEqual(alone);
    expect(vectors[149]).not.toEqual(vectors[148]);
    expect(vectors[0]).toBeInstanceOf(Float32Array);
    expect(await provider.embed(embeddingModel, [])).toEqual([]);
  });

  it('lists the models', async () => {
    server = await start();
    const models = await create(config()).listModels();
    expect(models.map(({ name }) => name).sort()).toEqual([chatModel, embeddingModel].sort());
    expect(models[0]!.modifiedAt).toBeGreaterThan(Date.UTC(2024, 0));
  });

  it('takes http and https addresses only, and no metadata address in any spelling', async () => {
    server = await start();
    const refused = [
      'file:///etc/passwd',
      'ftp://127.0.0.1/',
      'not a url',
      'http://169.254.169.254/',
      'http://0xa9fea9fe/',
      'http://[::ffff:169.254.169.254]/',
      'http://[fd00:ec2::254]/',
      'http://[fe80::1]/',
      'http://100.100.100.200/v1',
    ];
    for (const baseUrl of refused)
      expect(() => create(config({ baseUrl })), baseUrl).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    expect(await chat(create(config({ baseUrl: `${server.url}/` })))).toBe('Hello.');
  });
}
