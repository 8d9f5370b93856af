import { describe, expect, it } from 'vitest';
import {
  createEngineSettings,
  DEFAULT_ENGINE_SETTINGS,
  type EngineSettings,
} from '../../../server/core/model/settings.js';
import type { Json } from '../../../server/ports/json.js';
import type { Change, Store } from '../../../server/ports/store.js';

function storeOf(settings: Map<string, Json>): Store {
  return {
    getSetting: (key: string) => Promise.resolve(settings.get(key)),
    commit: (changes: Change[]) => {
      for (const change of changes)
        if (change.kind === 'setting.put') settings.set(change.key, JSON.parse(JSON.stringify(change.value)) as Json);
      return Promise.resolve();
    },
    exclusively: (_key: string, work: () => Promise<unknown>) => work(),
    watch: () => () => undefined,
  } as unknown as Store;
}

describe('the settings of the engine', () => {
  it('are the documented defaults at first, and nothing is chosen', async () => {
    const settings = await createEngineSettings({ store: storeOf(new Map()) }).load();
    expect(settings).toEqual(DEFAULT_ENGINE_SETTINGS);
    expect(settings).toMatchObject({
      chosen: false,
      customInstructions: null,
      llm: {
        provider: 'openai',
        model: 'gpt-4o-mini',
        temperature: 0.1,
        maxTokens: 2000,
        apiKey: 'env:OPENAI_API_KEY',
      },
      embedder: { provider: 'openai', model: 'text-embedding-3-small', apiKey: 'env:OPENAI_API_KEY' },
    });
  });

  it('come back as they were saved, unknown settings of a provider too', async () => {
    const store = storeOf(new Map());
    const saved: EngineSettings = {
      ...DEFAULT_ENGINE_SETTINGS,
      customInstructions: '只记住偏好',
      llm: {
        provider: 'ollama',
        model: 'qwen3:4b',
        temperature: 0.4,
        maxTokens: 3000,
        apiKey: null,
        baseUrl: 'http://127.0.0.1:11434',
        extra: { options: { num_ctx: 8192 } },
      },
      embedder: null,
      chosen: true,
    };
    await createEngineSettings({ store }).save(saved);
    expect(await createEngineSettings({ store }).load()).toEqual(saved);
  });

  it('are the defaults when what is stored cannot be read', async () => {
    for (const broken of [
      'text',
      null,
      [],
      { chosen: 'yes' },
      { ...DEFAULT_ENGINE_SETTINGS, llm: { provider: 7 } },
    ] as unknown as Json[]) {
      const settings = await createEngineSettings({ store: storeOf(new Map([['engine', broken]])) }).load();
      expect(settings).toEqual(DEFAULT_ENGINE_SETTINGS);
    }
  });
});
