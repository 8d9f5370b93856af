import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { DEFAULT_ENGINE_SETTINGS, type EngineSettings, type ModelConfig } from '../../core/model/settings.js';
import type { Json, JsonObject } from '../../ports/json.js';
import { lax } from '../lax.js';
import { maskSecrets, unmaskSecrets } from './secrets.js';

const isHttp = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
const Address = z
  .string()
  .refine((text) => text === '' || isHttp(text), 'Input should be a valid URL')
  .nullish();
const ModelFields = z.looseObject({
  model: z.string(),
  api_key: z.string().nullish(),
  ollama_base_url: Address,
  openai_base_url: Address,
});

const Llm = z.object({
  provider: z.string(),
  config: ModelFields.extend({ temperature: lax.float().default(0.1), max_tokens: lax.int().default(2000) }),
});
const Embedder = z.object({ provider: z.string(), config: ModelFields });
const VectorStore = z.object({ provider: z.string(), config: z.record(z.string(), z.json()) });
const OpenMemorySection = z.object({ custom_instructions: z.string().nullish() });
const Mem0Section = z.object({ llm: Llm.nullish(), embedder: Embedder.nullish(), vector_store: VectorStore.nullish() });

export const Sections = { llm: Llm, embedder: Embedder, vectorStore: VectorStore, openmemory: OpenMemorySection };

export const ConfigInput = z.object({ openmemory: OpenMemorySection.nullish(), mem0: Mem0Section.nullish() });
type ConfigInput = z.output<typeof ConfigInput>;

/** What the answers hold; `vector_store` only where one was saved. */
export const ConfigReply = z.object({
  openmemory: z.object({ custom_instructions: z.string().nullable() }),
  mem0: z.object({ llm: z.json(), embedder: z.json(), vector_store: z.json().optional() }),
});

type Kind = 'llm' | 'embedder';

/** The chosen model; null where nobody chose one. */
const chosenOf = (settings: EngineSettings, kind: Kind): ModelConfig | null =>
  settings.chosen ? settings[kind] : null;
/** What is shown of a kind: the documented default where nobody chose a model. */
const shownOf = (settings: EngineSettings, kind: Kind): ModelConfig | null =>
  chosenOf(settings, kind) ?? DEFAULT_ENGINE_SETTINGS[kind];

export function toConfig(settings: EngineSettings): z.output<typeof ConfigReply> {
  return {
    openmemory: { custom_instructions: settings.customInstructions },
    mem0: {
      llm: toLlm(settings),
      embedder: toEmbedder(settings),
      ...(settings.vectorStore ? { vector_store: toVectorStore(settings) } : {}),
    },
  };
}

export function toLlm(settings: EngineSettings): Json {
  const llm = shownOf(settings, 'llm');
  return llm && toSection(llm, { temperature: llm.temperature, max_tokens: llm.maxTokens });
}

export function toEmbedder(settings: EngineSettings): Json {
  const embedder = shownOf(settings, 'embedder');
  return embedder && toSection(embedder, {});
}

export function toVectorStore({ vectorStore }: EngineSettings): Json {
  return vectorStore && maskSecrets(vectorStore);
}

function toSection({ provider, model, apiKey, baseUrl, extra }: ModelConfig, more: JsonObject): Json {
  const address = baseUrl === null ? {} : { [addressKey(provider)]: baseUrl };
  return maskSecrets({
    provider,
    config: { model, ...more, api_key: apiKey, ollama_base_url: null, ...extra, ...address },
  });
}

const addressKey = (provider: string): 'ollama_base_url' | 'openai_base_url' =>
  provider === 'ollama' ? 'ollama_base_url' : 'openai_base_url';

/** The settings that a saved configuration means: sections that are absent stay, a model section is replaced whole. */
export function applyConfig(before: EngineSettings, { openmemory, mem0 }: ConfigInput): EngineSettings {
  const instructions = openmemory?.custom_instructions;
  const settings = {
    ...before,
    customInstructions: instructions === undefined ? before.customInstructions : instructions,
  };
  if (!mem0) return settings;
  const { llm, embedder, vector_store: vectorStore } = mem0;
  return {
    ...choose(settings, {
      llm: unlessShown(before, 'llm', llm ? fromLlm(before, llm) : null),
      embedder: unlessShown(before, 'embedder', embedder ? fromEmbedder(before, embedder) : null),
    }),
    vectorStore: vectorStore === undefined ? before.vectorStore : fromVectorStore(before, vectorStore),
  };
}

/** Chooses the models that are given; the other kind stays chosen, or not, as it was. */
export function choose(before: EngineSettings, models: Partial<Pick<EngineSettings, Kind>>): EngineSettings {
  const { llm, embedder } = {
    llm: chosenOf(before, 'llm'),
    embedder: chosenOf(before, 'embedder'),
    ...models,
  };
  return { ...before, llm, embedder, chosen: llm !== null || embedder !== null };
}

/** The web client saves everything back as it was shown: that alone chooses nothing. */
function unlessShown(before: EngineSettings, kind: Kind, next: ModelConfig | null): ModelConfig | null {
  return isDeepStrictEqual(next, shownOf(before, kind)) ? chosenOf(before, kind) : next;
}

export function fromLlm(before: EngineSettings, section: z.output<typeof Llm>): ModelConfig {
  const { temperature, max_tokens: maxTokens, ...config } = section.config;
  return { ...fromFields(chosenOf(before, 'llm'), section.provider, config), temperature, maxTokens };
}

export function fromEmbedder(before: EngineSettings, { provider, config }: z.output<typeof Embedder>): ModelConfig {
  return fromFields(chosenOf(before, 'embedder'), provider, config);
}

export function fromVectorStore(
  { vectorStore: before }: EngineSettings,
  section: z.output<typeof VectorStore> | null,
): JsonObject | null {
  const isSame = before?.['provider'] === section?.provider;
  return section && (unmaskSecrets(section, isSame ? (before ?? undefined) : undefined) as JsonObject);
}

function fromFields(before: ModelConfig | null, provider: string, config: z.output<typeof ModelFields>): ModelConfig {
  const addressName = addressKey(provider);
  const { model, api_key: key = null, [addressName]: address, ...rest } = config;
  const baseUrl = address ? address : null;
  // A secret belongs to the server it was saved for: it never follows to another.
  const known = before?.provider === provider && before.baseUrl === baseUrl ? before : null;
  return {
    provider,
    model,
    temperature: 0,
    maxTokens: 0,
    apiKey: unmaskSecrets(key, known?.apiKey) as string | null,
    baseUrl,
    extra: unmaskSecrets(given(rest), known?.extra) as JsonObject,
  };
}

/** Without the addresses that were left empty. */
function given(fields: Record<string, unknown>): JsonObject {
  const isEmptyAddress = (name: string, value: unknown): boolean => name.endsWith('_base_url') && !value;
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => !isEmptyAddress(name, value)),
  ) as JsonObject;
}

/** `patch` laid over `base`, object by object; everything else is replaced. */
export function deepMerge(base: Json, patch: Json): Json {
  if (!isObject(base) || !isObject(patch)) return patch;
  const merged: JsonObject = { ...base };
  for (const [key, value] of Object.entries(patch)) merged[key] = deepMerge(base[key] ?? null, value);
  return merged;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
