import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { EngineSettings, ModelConfig } from '../../core/model/settings.js';
import type { Json, JsonObject } from '../../ports/json.js';
import { lax } from '../lax.js';

/** Stands for a literal key in every answer; saved back, it means the key that is there. */
const MASK = '***';

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
export type ConfigInput = z.output<typeof ConfigInput>;

/** What the answers hold; `vector_store` only where one was saved. */
export const ConfigReply = z.object({
  openmemory: z.object({ custom_instructions: z.string().nullable() }),
  mem0: z.object({ llm: z.json(), embedder: z.json(), vector_store: z.json().optional() }),
});

const KNOWN = new Set(['model', 'temperature', 'max_tokens', 'api_key', 'ollama_base_url']);

export function toConfig(settings: EngineSettings): z.output<typeof ConfigReply> {
  return {
    openmemory: { custom_instructions: settings.customInstructions },
    mem0: {
      llm: settings.llm && toLlm(settings.llm),
      embedder: settings.embedder && toEmbedder(settings.embedder),
      ...(settings.vectorStore ? { vector_store: settings.vectorStore } : {}),
    },
  };
}

export function toLlm({ provider, ...config }: ModelConfig): JsonObject {
  const { model, temperature, maxTokens } = config;
  return { provider, config: { model, temperature, max_tokens: maxTokens, ...access(config) } };
}

export function toEmbedder({ provider, ...config }: ModelConfig): JsonObject {
  return { provider, config: { model: config.model, ...access(config) } };
}

/** An address stands under the name it was saved by, with the caller's further keys. */
function access({ apiKey, baseUrl, extra }: Omit<ModelConfig, 'provider'>): JsonObject {
  const shown = apiKey === null || apiKey.startsWith('env:') ? apiKey : MASK;
  return { api_key: shown, ollama_base_url: 'openai_base_url' in extra ? null : baseUrl, ...extra };
}

/** The settings that a saved configuration means: sections that are absent stay, a model section is replaced whole. */
export function applyConfig(before: EngineSettings, input: ConfigInput): EngineSettings {
  const { openmemory, mem0 } = input;
  const llm = mem0 ? fromLlm(mem0.llm, before.llm) : before.llm;
  const embedder = mem0 ? fromEmbedder(mem0.embedder, before.embedder) : before.embedder;
  const isOtherModel = !isDeepStrictEqual([llm, embedder], [before.llm, before.embedder]);
  return {
    customInstructions:
      openmemory?.custom_instructions === undefined ? before.customInstructions : openmemory.custom_instructions,
    llm,
    embedder,
    vectorStore: mem0?.vector_store === undefined ? before.vectorStore : mem0.vector_store,
    // The web client saves everything back as it was: that alone chooses nothing.
    chosen: before.chosen || isOtherModel,
  };
}

export function fromLlm(
  section: z.output<typeof Llm> | null | undefined,
  before: ModelConfig | null,
): ModelConfig | null {
  if (!section) return null;
  const { temperature, max_tokens: maxTokens } = section.config;
  return { ...fromFields(section, before), temperature, maxTokens };
}

export function fromEmbedder(
  section: z.output<typeof Embedder> | null | undefined,
  before: ModelConfig | null,
): ModelConfig | null {
  return section ? fromFields(section, before) : null;
}

function fromFields({ provider, config }: z.output<typeof Embedder>, before: ModelConfig | null): ModelConfig {
  const { model, api_key: key, ollama_base_url: ollamaUrl, openai_base_url: openaiUrl } = config;
  const extra = Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !KNOWN.has(name) && value !== undefined),
  ) as Record<string, Json>;
  const apiKey = key === MASK ? (before?.apiKey ?? null) : (key ?? null);
  const address = [ollamaUrl, openaiUrl].find((url) => url !== undefined && url !== null && url !== '');
  return { provider, model, temperature: 0, maxTokens: 0, apiKey, baseUrl: address ?? null, extra };
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
