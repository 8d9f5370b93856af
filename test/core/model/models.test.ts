import { describe, expect, it } from 'vitest';
import { createFindInstalled } from '../../../server/core/model/installed.js';
import { createModels, type PresetModels } from '../../../server/core/model/models.js';
import { DEFAULT_ENGINE_SETTINGS, type EngineSettings, type ModelConfig } from '../../../server/core/model/settings.js';
import { CoreError } from '../../../server/ports/errors.js';
import type { Log } from '../../../server/ports/log.js';
import { silentLog } from '../../support/silentLog.js';
import type { ChatRequest, ModelInfo, Provider, ProviderConfig } from '../../../server/ports/model.js';

const OLLAMA = 'http://127.0.0.1:11434';
const OLLAMA_PRESET: PresetModels = {
  llm: { provider: 'ollama', baseUrl: OLLAMA, model: null },
  embedder: { provider: 'ollama', baseUrl: OLLAMA, model: null },
};
const USER = [{ role: 'user' as const, content: 'Hi' }];
const away = () => new CoreError('unavailable', 'Ollama cannot be reached');

function info(name: string, canEmbed: boolean | null = null): ModelInfo {
  return { name, sizeBytes: null, modifiedAt: null, canEmbed, canSee: null };
}

function configOf(more: Partial<ModelConfig>): ModelConfig {
  return {
    provider: 'openai',
    model: 'm',
    temperature: 0.3,
    maxTokens: 500,
    apiKey: null,
    baseUrl: 'http://127.0.0.1:1/v1',
    extra: {},
    ...more,
  };
}

interface Setup {
  saved?: Partial<EngineSettings>;
  preset?: PresetModels | null;
  env?: Record<string, string>;
  installed?: ModelInfo[];
  log?: Log;
}

function setUp({
  saved = {},
  preset = null,
  env = {},
  installed = [info('nomic-embed-text:latest'), info('llama3.2:3b')],
  log = silentLog,
}: Setup = {}) {
  const state = {
    now: 1_000_000,
    answer: 'Hello' as string | Error,
    settings: { ...DEFAULT_ENGINE_SETTINGS, ...saved },
  };
  const made: { name: string; config: ProviderConfig }[] = [];
  const chats: ChatRequest[] = [];
  let lists = 0;
  const provider: Provider = {
    name: 'fake',
    async *chat(request) {
      chats.push(request);
      if (state.answer instanceof Error) throw state.answer;
      yield* await Promise.resolve(state.answer.match(/.{1,3}/gs) ?? []);
    },
    embed: (_model, texts) =>
      state.answer instanceof Error
        ? Promise.reject(state.answer)
        : Promise.resolve(texts.map(() => new Float32Array([1]))),
    listModels: () => {
      lists++;
      return state.answer instanceof Error ? Promise.reject(state.answer) : Promise.resolve(installed);
    },
  };
  const models = createModels({
    engine: { load: () => Promise.resolve(state.settings) },
    preset,
    providers: (name, config) => {
      if (name !== 'ollama' && name !== 'openai')
        throw new CoreError('invalid_input', `Unknown model provider: ${name}`);
      made.push({ name, config });
      return provider;
    },
    env: (name) => env[name],
    clock: { now: () => state.now },
    log,
  });
  return { models, state, made, chats, lists: () => lists };
}

describe('which model is used', () => {
  it('none before one was chosen, whatever key the environment holds', async () => {
    const { models, made } = setUp({ env: { OPENAI_API_KEY: 'some-key' } });
    expect([await models.chat(), await models.embedder(), await models.isChosen()]).toEqual([null, null, false]);
    expect(made).toEqual([]);
  });

  it('the saved one, with its key looked up when it is used', async () => {
    const { models, made, chats } = setUp({
      saved: { chosen: true },
      env: { OPENAI_API_KEY: 'some-key' },
      preset: OLLAMA_PRESET,
    });
    expect((await models.chat())?.name).toBe('openai:gpt-4o-mini');
    expect((await models.embedder())?.name).toBe('openai:text-embedding-3-small');
    await (await models.chat())?.ask(USER, { json: true });
    expect(made.every(({ name, config }) => name === 'openai' && config.apiKey === 'some-key')).toBe(true);
    expect(chats).toMatchObject([
      { model: 'gpt-4o-mini', messages: USER, temperature: 0.1, maxTokens: 2000, json: true },
    ]);
  });

  it('none when OpenAI itself is chosen without a key', async () => {
    const { models, made } = setUp({ saved: { chosen: true } });
    expect([await models.chat(), await models.embedder(), await models.isChosen()]).toEqual([null, null, false]);
    expect(made).toEqual([]);
  });

  it('one of a server of one’s own also without a key', async () => {
    const { models, made } = setUp({
      saved: { chosen: true, llm: configOf({ apiKey: 'env:MISSING', extra: { a: 1 } }), embedder: null },
    });
    expect((await models.chat())?.name).toBe('openai:m');
    expect(await models.embedder()).toBeNull();
    expect(made[0]?.config).toMatchObject({ apiKey: null, baseUrl: 'http://127.0.0.1:1/v1', extra: { a: 1 } });
  });

  it('a literal key as it is', async () => {
    const { models, made } = setUp({ saved: { chosen: true, llm: configOf({ apiKey: 'literal' }) } });
    await models.chat();
    expect(made[0]?.config.apiKey).toBe('literal');
  });

  it('those that the configuration names, until one is saved', async () => {
    const preset = { llm: configOf({ model: 'from-configuration' }), embedder: null };
    const { models, state } = setUp({ preset });
    expect((await models.chat())?.name).toBe('openai:from-configuration');
    expect(await models.embedder()).toBeNull();
    state.settings = { ...state.settings, chosen: true, llm: configOf({ model: 'saved' }) };
    expect((await models.chat())?.name).toBe('openai:saved');
  });

  it('the first that fits of an Ollama server, asked carefully', async () => {
    const { models, chats } = setUp({ preset: OLLAMA_PRESET });
    expect((await models.chat())?.name).toBe('ollama:llama3.2:3b');
    expect((await models.embedder())?.name).toBe('ollama:nomic-embed-text:latest');
    await (await models.chat())?.ask(USER);
    expect(chats[0]).toMatchObject({ temperature: 0.1, maxTokens: 2000 });
  });

  it('by what the server says of a model before what its name suggests', async () => {
    const { models } = setUp({
      preset: OLLAMA_PRESET,
      installed: [info('gemma-embedded-chat', false), info('plain', true)],
    });
    expect((await models.chat())?.name).toBe('ollama:gemma-embedded-chat');
    expect((await models.embedder())?.name).toBe('ollama:plain');
  });

  it('none where nothing that fits is installed', async () => {
    const { models } = setUp({ preset: OLLAMA_PRESET, installed: [info('bge-m3:latest'), info('all-minilm')] });
    expect(await models.chat()).toBeNull();
    expect((await models.embedder())?.name).toBe('ollama:bge-m3:latest');
  });

  it('none where the provider is unknown', async () => {
    const { models } = setUp({ saved: { chosen: true, llm: configOf({ provider: 'nobody' }) } });
    expect(await models.chat()).toBeNull();
  });
});

describe('asking', () => {
  it('gives the whole answer without the thinking', async () => {
    const { models, state } = setUp({ preset: OLLAMA_PRESET });
    state.answer = '<think>\nhm\n</think>\n\nTokyo\n';
    expect(await (await models.chat())?.ask(USER)).toBe('Tokyo');
    state.answer = 'hm\n</think>\n\n{"a": 1}';
    expect(await (await models.chat())?.ask(USER)).toBe('{"a": 1}');
  });

  it('lists the models once a minute, not for every question', async () => {
    const { models, state, lists } = setUp({ preset: OLLAMA_PRESET });
    for (let question = 0; question < 5; question++) await (await models.chat())?.ask(USER);
    expect(lists()).toBe(1);
    state.now += 61_000;
    await models.chat();
    expect(lists()).toBe(2);
  });
});

describe('a provider that is away', () => {
  it('rests half a minute and is then asked again', async () => {
    const { models, state, lists } = setUp({ preset: OLLAMA_PRESET });
    state.answer = away();
    expect([await models.chat(), await models.chat(), await models.embedder()]).toEqual([null, null, null]);
    expect(lists()).toBe(1);
    expect(await models.isChosen()).toBe(true);
    state.answer = 'back';
    state.now += 29_000;
    expect(await models.chat()).toBeNull();
    state.now += 2_000;
    expect(await (await models.chat())?.ask(USER)).toBe('back');
  });

  it('rests after a question as after a list, but not for an answer that makes no sense', async () => {
    const { models, state } = setUp({ saved: { chosen: true, llm: configOf({}) } });
    state.answer = new CoreError('upstream_failed', 'nonsense');
    await expect((await models.chat())?.ask(USER)).rejects.toMatchObject({ code: 'upstream_failed' });
    expect(await models.chat()).not.toBeNull();
    state.answer = away();
    await expect((await models.chat())?.ask(USER)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await models.chat()).toBeNull();
  });

  it('does not keep another one from answering', async () => {
    const { models, state } = setUp({
      saved: { chosen: true, llm: configOf({}), embedder: configOf({ baseUrl: 'http://127.0.0.1:2/v1' }) },
    });
    state.answer = away();
    await expect((await models.chat())?.ask(USER)).rejects.toThrow();
    state.answer = 'fine';
    expect(await (await models.embedder())?.embed(['text'])).toHaveLength(1);
  });

  it('is logged once, however often it is asked, and once when it is back', async () => {
    const lines: string[] = [];
    const log: Log = {
      ...silentLog,
      warn: (message) => lines.push(`warn ${message}`),
      info: (message) => lines.push(`info ${message}`),
    };
    const { models, state } = setUp({ preset: OLLAMA_PRESET, log });
    state.answer = away();
    for (let minute = 0; minute < 5; minute++) {
      await models.chat();
      state.now += 60_000;
    }
    expect(lines).toHaveLength(1);
    state.answer = 'back';
    await (await models.chat())?.ask(USER);
    await (await models.chat())?.ask(USER);
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['warn', 'info']);
  });
});

describe('a list of models', () => {
  it('that does not come in time is a provider that is away', async () => {
    const find = createFindInstalled({ clock: { now: () => 0 }, timeoutMs: 5 });
    const silent = {
      listModels: (signal?: AbortSignal) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new CoreError('cancelled', 'Cancelled'))),
        ),
    } as unknown as Provider;
    // The deadline's timer alone does not keep a process alive.
    const alive = setInterval(() => {}, 1_000);
    await expect(find('here', silent, 'llm')).rejects.toMatchObject({ code: 'unavailable' });
    clearInterval(alive);
  });
});
