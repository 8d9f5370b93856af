import { z } from 'zod';
import type { JsonObject } from '../../ports/json.js';
import { concernsSetting, type Store } from '../../ports/store.js';

const ModelConfigSchema = z.object({
  provider: z.string(),
  model: z.string(),
  temperature: z.number(),
  maxTokens: z.number(),
  /** A literal, or `env:NAME`, which is looked up when it is used. */
  apiKey: z.string().nullable(),
  baseUrl: z.string().nullable(),
  /** Further settings that a caller saved, verbatim. */
  extra: z.record(z.string(), z.json()),
});
export type ModelConfig = z.output<typeof ModelConfigSchema>;

const EngineSettingsSchema = z.object({
  customInstructions: z.string().nullable(),
  llm: ModelConfigSchema.nullable(),
  embedder: ModelConfigSchema.nullable(),
  /** Kept for those who ask for it; there is one store. */
  vectorStore: z.record(z.string(), z.json()).nullable(),
  /** The person saved this. Until then no provider is used. */
  chosen: z.boolean(),
});
export type EngineSettings = z.output<typeof EngineSettingsSchema>;

export const DEFAULT_ENGINE_SETTINGS: EngineSettings = {
  customInstructions: null,
  llm: {
    provider: 'openai',
    model: 'gpt-4o-mini',
    temperature: 0.1,
    maxTokens: 2000,
    apiKey: 'env:OPENAI_API_KEY',
    baseUrl: null,
    extra: {},
  },
  embedder: {
    provider: 'openai',
    model: 'text-embedding-3-small',
    temperature: 0,
    maxTokens: 0,
    apiKey: 'env:OPENAI_API_KEY',
    baseUrl: null,
    extra: {},
  },
  vectorStore: null,
  chosen: false,
};

/** Which models write and place memories, as the person saved it. */
export interface EngineSettingsStore {
  load(): Promise<EngineSettings>;
  save(settings: EngineSettings): Promise<void>;
  /** Reads, changes and saves as one step: of two at once, the second changes what the first saved. */
  update(change: (before: EngineSettings) => EngineSettings): Promise<EngineSettings>;
  /** Called after every save, also of other processes. */
  onSaved(listener: () => void): void;
}

const KEY = 'engine';

export function createEngineSettings({ store }: { store: Store }): EngineSettingsStore {
  let current: EngineSettings | null = null;
  /** Counts what other processes saved: what was read before is not remembered after. */
  let foreignSaves = 0;
  let lastUpdate: Promise<unknown> = Promise.resolve();
  const listeners: (() => void)[] = [];

  const load = async (): Promise<EngineSettings> => {
    if (current) return current;
    const before = foreignSaves;
    const parsed = EngineSettingsSchema.safeParse(await store.getSetting(KEY));
    const settings = parsed.success ? parsed.data : DEFAULT_ENGINE_SETTINGS;
    if (before === foreignSaves) current = settings;
    return settings;
  };

  const save = async (settings: EngineSettings): Promise<void> => {
    await store.commit([{ kind: 'setting.put', key: KEY, value: settings as unknown as JsonObject }]);
    current = settings;
    tellSaved();
  };

  const tellSaved = (): void => {
    for (const listener of listeners) listener();
  };
  store.watch((event) => {
    if (!concernsSetting(event, KEY)) return;
    foreignSaves += 1;
    current = null;
    tellSaved();
  });

  return {
    load,
    save,
    onSaved: (listener) => void listeners.push(listener),
    update(change) {
      const updated = lastUpdate.then(() =>
        store.exclusively(KEY, async () => {
          // Another process may have saved a moment ago, before this one was told.
          current = null;
          const settings = change(await load());
          await save(settings);
          return settings;
        }),
      );
      lastUpdate = updated.catch(() => undefined);
      return updated;
    },
  };
}
