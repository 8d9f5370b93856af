import type { JsonObject } from './json.js';

export interface ModelMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
  /** JPEG pictures that it speaks of, for models that see. */
  pictures?: readonly Buffer[] | undefined;
}

export interface ChatRequest {
  model: string;
  messages: ModelMessage[];
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  /** Ask for one JSON value as the whole answer (the provider's JSON mode). */
  json?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface ModelInfo {
  /** As the provider names it. */
  name: string;
  sizeBytes: number | null;
  modifiedAt: number | null;
  /** null = the provider does not say. */
  canEmbed: boolean | null;
  /** Whether it reads pictures; null = the provider does not say. */
  canSee: boolean | null;
}

/**
 * A source of language models. Errors are `CoreError`: `unavailable` (nobody answers, time-out, 429, 5xx after retries),
 * `upstream_failed` (a refusal or an answer that makes no sense), `not_found` (no such model), `cancelled`.
 */
export interface Provider {
  readonly name: string;
  /** Yields the answer in pieces as they come; ends when it is whole. Aborting the signal closes the model's request. */
  chat(request: ChatRequest): AsyncIterable<string>;
  /** One vector per text, in order. */
  embed(model: string, texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
  listModels(signal?: AbortSignal): Promise<ModelInfo[]>;
  /** Whether a model can be asked now, where that is known without asking it. */
  isReady?(model: string): boolean;
  /** Fetches a model to the provider's machine, saying how far it is (0..1). Absent = the provider has no such thing. */
  pull?(model: string, report: (fraction: number, status: string) => void, signal?: AbortSignal): Promise<void>;
}

export interface ProviderConfig {
  /** null = the provider's own default address. */
  baseUrl: string | null;
  /** Already resolved; never logged. */
  apiKey: string | null;
  timeoutMs: number;
  /** How often a request that fails in passing is sent, at most; absent = as often as makes sense. */
  attempts?: number | undefined;
  /** Further settings of the provider, verbatim. */
  extra: JsonObject;
}

/** Makes providers by name (`ollama`, `openai`); an unknown name is `invalid_input`. */
export type ProviderFactory = (name: string, config: ProviderConfig) => Provider;
