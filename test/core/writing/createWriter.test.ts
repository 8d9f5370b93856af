import { afterEach, describe, expect, it } from 'vitest';
import { createOllama } from '../../../server/adapters/ollama/ollama.js';
import { createModels } from '../../../server/core/model/models.js';
import { DEFAULT_ENGINE_SETTINGS } from '../../../server/core/model/settings.js';
import { createWriter } from '../../../server/core/writing/createWriter.js';
import type { Writer } from '../../../server/core/writing/writer.js';
import { systemClock } from '../../../server/ports/clock.js';
import { silentLog } from '../../support/silentLog.js';
import { startFakeOllama } from '../../support/fakeOllama.js';
import type { ChatCall, FakeModelServer, Reply } from '../../support/fakeModelServer.js';

const TURNS = [
  { role: 'user', content: 'My name is Zoë and I live in Köln.' },
  { role: 'assistant', content: 'Nice to meet you!' },
];
const OLDER = [
  { id: 'a', content: 'Zoë has 2 cats.' },
  { id: 'b', content: 'Zoë lives in Bonn.' },
];

describe('the writer, with a real provider', () => {
  let server: FakeModelServer;
  afterEach(() => server.close());

  const writerFor = async (
    answer: Reply | ((call: ChatCall) => Reply),
    customInstructions: string | null = null,
  ): Promise<Writer> => {
    server = await startFakeOllama({ answer });
    const engine = {
      load: () => Promise.resolve({ ...DEFAULT_ENGINE_SETTINGS, customInstructions }),
      save: () => Promise.resolve(),
    };
    const preset = { llm: { provider: 'ollama' as const, baseUrl: server.url, model: null }, embedder: null };
    const models = createModels({
      engine,
      preset,
      providers: (_name, config) => createOllama(config),
      env: () => undefined,
      clock: systemClock,
      log: silentLog,
    });
    return createWriter({ models, engine, log: silentLog });
  };

  it('writes facts with the model, under the person’s own instructions', async () => {
    let system = '';
    const writer = await writerFor((call) => {
      system = call.messages[0]!.content;
      return '<think>Köln…</think>\n```json\n{"facts": ["Zoë lives in Köln"]}\n```';
    }, 'Remember only places.');
    const { value, by } = await writer.facts(TURNS);
    expect([by, value.map(({ text }) => text)]).toEqual(['model', ['Zoë lives in Köln']]);
    expect(system).toMatch(/^Remember only places\./);
  });

  it.each<[string, Reply]>([
    ['makes no sense', 'I would rather not.'],
    ['breaks off', { cut: '{"facts": ["Zo' }],
    ['is not there any more', { error: 404 }],
  ])('writes them by rules when the model %s', async (_what, reply) => {
    const { value, by } = await (await writerFor(reply)).facts(TURNS);
    expect(by).toBe('late');
    expect(value.map(({ text }) => text).join(' ')).toContain('Köln');
  });

  it('does not wait for the model beyond its deadline, and stops it', async () => {
    const writer = await writerFor({ hang: true });
    const deadline = new AbortController();
    const facts = writer.facts(TURNS, deadline.signal);
    await server.untilRequested(2);
    deadline.abort();
    expect((await facts).by).toBe('late');
    await server.untilClosedByClient(1);
  });

  it('merges by rules when the model loses what was known', async () => {
    const merged = await (
      await writerFor('{"text": "She lives somewhere."}')
    ).consolidate(
      OLDER.map(({ content }) => content),
      'Zoë lives in Köln.',
    );
    for (const fact of ['2 cats', 'Köln']) expect(merged).toContain(fact);
  });

  it('lets nothing happen to older memories by an answer that makes no sense', async () => {
    const writer = await writerFor(
      '{"operations": [{"id": "1", "operation": "erase"}, {"id": "2", "operation": "delete"}]}',
    );
    expect(await writer.compare('Zoë lives in Köln.', OLDER)).toEqual([]);
  });

  it('compares, and files, with one question each', async () => {
    const writer = await writerFor(({ messages }) =>
      messages[0]!.content.includes('"operations"')
        ? '{"operations": [{"id": "2", "operation": "delete"}]}'
        : '{"categories": [["travel"], ["pets"]]}',
    );
    expect(await writer.compare('Zoë lives in Köln.', OLDER)).toEqual([{ id: 'b', operation: 'delete' }]);
    expect(await writer.categories(['x', 'y'])).toEqual({ value: [['travel'], ['pets']], by: 'model' });
    expect(server.requests.filter(({ path }) => path === '/api/chat')).toHaveLength(2);
  });
});
