import type { Clock } from '../../ports/clock.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { ModelMessage, Provider, ProviderFactory } from '../../ports/model.js';
import { createAvailability } from './availability.js';
import type { EngineSettingsStore, ModelConfig } from './settings.js';
import { withoutThinking } from './think.js';

/** A model by name, or whichever fits of those that an Ollama server has. */
export type WantedModel = ModelConfig | { provider: 'ollama'; baseUrl: string; model: null };

/** Models that the service's configuration names. */
export interface PresetModels {
  llm: WantedModel | null;
  embedder: WantedModel | null;
}

export interface AskOptions {
  json?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface ChosenModel {
  /** `provider:model` */
  name: string;
  /** The whole answer, without the model's thinking. Throws the provider's `CoreError`. */
  ask(messages: ModelMessage[], options?: AskOptions): Promise<string>;
}

export interface ChosenEmbedder {
  name: string;
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** The models in use. Null is a normal state: none was chosen, or the chosen one does not answer now. */
export interface Models {
  chat(): Promise<ChosenModel | null>;
  embedder(): Promise<ChosenEmbedder | null>;
  /** A model was chosen, whether it answers or not. */
  isChosen(): Promise<boolean>;
}

export interface ModelsDeps {
  engine: EngineSettingsStore;
  preset: PresetModels | null;
  providers: ProviderFactory;
  /** Looks up `env:NAME` keys. */
  env: (name: string) => string | undefined;
  clock: Clock;
  log: Log;
}

const TIMEOUT_MS = 60_000;
const LIST_TIMEOUT_MS = 3_000;
const EMBEDDING_NAME = /embed|bge|minilm|gte-|e5-/i;

interface Resolved {
  config: Pick<ModelConfig, 'model' | 'provider'> & { temperature?: number; maxTokens?: number };
  provider: Provider;
}

export function createModels({ engine, preset, providers, env, clock, log }: ModelsDeps): Models {
  const { isResting, guarded } = createAvailability({ clock, log });

  const connect = (wanted: WantedModel): Provider => {
    const isFull = 'apiKey' in wanted;
    const key = isFull ? wanted.apiKey : null;
    const apiKey = key?.startsWith('env:') ? (env(key.slice(4)) ?? null) : key;
    return providers(wanted.provider, {
      baseUrl: wanted.baseUrl,
      apiKey,
      timeoutMs: TIMEOUT_MS,
      extra: isFull ? wanted.extra : {},
    });
  };

  const wantedOf = async (kind: 'llm' | 'embedder'): Promise<WantedModel | null> => {
    const saved = await engine.load();
    return saved.chosen ? saved[kind] : (preset?.[kind] ?? null);
  };

  const resolve = async (kind: 'llm' | 'embedder'): Promise<{ wanted: WantedModel; resolved: Resolved } | null> => {
    const wanted = await wantedOf(kind);
    if (!wanted || isResting(addressOf(wanted))) return null;
    try {
      const provider = connect(wanted);
      if (wanted.model !== null) return { wanted, resolved: { config: wanted, provider } };
      const installed = await guarded(addressOf(wanted), () =>
        provider.listModels(AbortSignal.timeout(LIST_TIMEOUT_MS)),
      );
      const isFitting = (name: string): boolean => EMBEDDING_NAME.test(name) === (kind === 'embedder');
      const found = installed.find(({ name }) => isFitting(name));
      return found
        ? { wanted, resolved: { config: { provider: wanted.provider, model: found.name }, provider } }
        : null;
    } catch (thrown) {
      log.debug('No model can be used', { kind, code: toCoreError(thrown).code });
      return null;
    }
  };

  return {
    async isChosen() {
      return (await wantedOf('llm')) !== null;
    },
    async chat() {
      const found = await resolve('llm');
      if (!found) return null;
      const { wanted, resolved } = found;
      const { config, provider } = resolved;
      return {
        name: `${config.provider}:${config.model}`,
        ask: (messages, { json, signal } = {}) =>
          guarded(addressOf(wanted), () =>
            collect(
              provider.chat({
                model: config.model,
                messages,
                temperature: config.temperature,
                maxTokens: config.maxTokens,
                json,
                signal,
              }),
            ),
          ),
      };
    },
    async embedder() {
      const found = await resolve('embedder');
      if (!found) return null;
      const { wanted, resolved } = found;
      const { config, provider } = resolved;
      return {
        name: `${config.provider}:${config.model}`,
        embed: (texts, signal) => guarded(addressOf(wanted), () => provider.embed(config.model, texts, signal)),
      };
    },
  };
}

const addressOf = (wanted: WantedModel): string => `${wanted.provider} ${wanted.baseUrl ?? ''}`.trim();

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of withoutThinking(pieces)) text += piece;
  return text.trim();
}
