import type { Clock } from '../../ports/clock.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { ModelMessage, Provider, ProviderFactory } from '../../ports/model.js';
import { createAvailability } from './availability.js';
import { createFindInstalled, type ModelKind } from './installed.js';
import type { EngineSettingsStore, ModelConfig } from './settings.js';
import { labelOf, parseLabel } from './labels.js';
import { afterThinking, mayThinkUnopened, withoutThinking } from './think.js';

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

export interface StreamOptions {
  temperature?: number | undefined;
  maxTokens?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ChosenModel {
  /** `provider:model` */
  name: string;
  /** As people name it. */
  label: string;
  /** What it reads and writes at once, about. */
  contextTokens: number;
  /** The answer as it comes, without the model's thinking. Throws the provider's `CoreError`; aborting closes its request. */
  stream(messages: ModelMessage[], options?: StreamOptions): AsyncIterable<string>;
  /** The whole answer, without the model's thinking. Throws the provider's `CoreError`. */
  ask(messages: ModelMessage[], options?: AskOptions): Promise<string>;
}

export interface ChosenEmbedder {
  name: string;
  embed(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

/** The models in use. Null is a normal state: none was chosen, or the chosen one does not answer now. */
export interface Models {
  /** The one by that label; without one, the one in force. */
  chat(label?: string | null): Promise<ChosenModel | null>;
  embedder(): Promise<ChosenEmbedder | null>;
  /** A model was chosen, whether it answers or not. */
  isChosen(kind?: ModelKind): Promise<boolean>;
  /** Label of the chosen model, whether it answers or not; null = none, or whichever its server has. */
  chosenLabel(): Promise<string | null>;
}

export interface ModelsDeps {
  engine: Pick<EngineSettingsStore, 'load'>;
  preset: PresetModels | null;
  /** No model may be used, whatever was chosen. */
  isDisabled?: boolean;
  providers: ProviderFactory;
  /** Looks up `env:NAME` keys. */
  env: (name: string) => string | undefined;
  clock: Clock;
  log: Log;
}

const TIMEOUT_MS = 60_000;
/** For a model that nobody has configured further. */
const DEFAULTS = { temperature: 0.1, maxTokens: 2_000, apiKey: null, extra: {} };

type Connected = { config: ModelConfig; provider: Provider; guard: <T>(work: () => Promise<T>) => Promise<T> };

export function createModels({ engine, preset, isDisabled = false, providers, env, clock, log }: ModelsDeps): Models {
  const { isResting, guarded } = createAvailability({ clock, log });
  const findInstalled = createFindInstalled({ clock });

  const keyOf = (wanted: WantedModel): string | null => {
    const key = 'apiKey' in wanted ? wanted.apiKey : null;
    return key?.startsWith('env:') ? (env(key.slice(4)) ?? null) : key;
  };

  const wantedOf = async (kind: ModelKind): Promise<WantedModel | null> => {
    if (isDisabled) return null;
    const saved = await engine.load();
    const wanted = (saved.chosen ? saved[kind] : null) ?? preset?.[kind];
    // OpenAI itself answers nobody without a key; a server of one's own may.
    const isKeyMissing = wanted?.provider === 'openai' && wanted.baseUrl === null && keyOf(wanted) === null;
    return wanted && !isKeyMissing ? wanted : null;
  };

  /** A model that was asked for by name is reached as the one in force of its provider is. */
  const wantedByLabel = async (label: string): Promise<WantedModel | null> => {
    if (isDisabled) return null;
    const { provider, model } = parseLabel(label);
    const saved = await engine.load();
    const known = [saved.chosen ? saved.llm : null, preset?.llm].find((config) => config?.provider === provider);
    if (provider === 'openai' && !known) return null;
    return { ...DEFAULTS, baseUrl: null, ...known, provider, model };
  };

  const connect = async (kind: ModelKind, label: string | null = null): Promise<Connected | null> => {
    const wanted = await (label === null ? wantedOf(kind) : wantedByLabel(label));
    if (!wanted) return null;
    const asked = { address: addressOf(wanted), kind };
    if (isResting(asked)) return null;
    const guard: Connected['guard'] = (work) => guarded(asked, work);
    try {
      const config = { ...DEFAULTS, ...wanted };
      const { baseUrl, extra } = config;
      const provider = providers(wanted.provider, { baseUrl, apiKey: keyOf(wanted), timeoutMs: TIMEOUT_MS, extra });
      const list = () => findInstalled(asked.address, provider, kind);
      const model = wanted.model ?? (await guarded(asked, list, { isProof: false }));
      return model === null || provider.isReady?.(model) === false
        ? null
        : { config: { ...config, model }, provider, guard };
    } catch (thrown) {
      log.debug('No model can be used', { kind, code: toCoreError(thrown).code });
      return null;
    }
  };

  return {
    async isChosen(kind = 'llm') {
      return (await wantedOf(kind)) !== null;
    },
    async chosenLabel() {
      const wanted = await wantedOf('llm');
      return wanted?.model ? labelOf(wanted.provider, wanted.model) : null;
    },
    async chat(label) {
      const connected = await connect('llm', label);
      if (!connected) return null;
      const { config, provider, guard } = connected;
      const { model, temperature, maxTokens } = config;
      return {
        name: `${config.provider}:${model}`,
        label: labelOf(config.provider, model),
        contextTokens: contextTokensOf(config),
        stream: (messages, options = {}) =>
          withoutThinking(
            guardedPieces(guard, provider.chat({ model, temperature, maxTokens, messages, ...given(options) })),
            mayThinkUnopened(model),
          ),
        ask: (messages, { json, signal } = {}) =>
          guard(() => collect(provider.chat({ model, messages, temperature, maxTokens, json, signal }))),
      };
    },
    async embedder() {
      const connected = await connect('embedder');
      if (!connected) return null;
      const { config, provider, guard } = connected;
      return {
        name: `${config.provider}:${config.model}`,
        embed: (texts, signal) => guard(() => provider.embed(config.model, texts, signal)),
      };
    },
  };
}

/** Ollama's default; what servers of OpenAI's kind offer at least. */
const CONTEXT_TOKENS: Record<string, number> = { ollama: 4096 };
const COMMON_CONTEXT_TOKENS = 16_000;

function contextTokensOf({ provider, extra }: ModelConfig): number {
  const options = extra['options'];
  const given = typeof options === 'object' && options !== null && !Array.isArray(options) ? options['num_ctx'] : null;
  return typeof given === 'number' && given > 0 ? given : (CONTEXT_TOKENS[provider] ?? COMMON_CONTEXT_TOKENS);
}

/** Options that were not given must not hide those of the settings. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

/** The same pieces; how it ended is noted with the provider's address. */
async function* guardedPieces(guard: Connected['guard'], pieces: AsyncIterable<string>): AsyncIterable<string> {
  const iterator = pieces[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const next = await guard(() => iterator.next());
      if (next.done) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } catch (thrown) {
    isOver = true;
    throw thrown;
  } finally {
    if (!isOver) await iterator.return?.();
  }
}

const addressOf = (wanted: WantedModel): string => `${wanted.provider} ${wanted.baseUrl ?? ''}`.trim();

async function collect(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of withoutThinking(pieces)) text += piece;
  return afterThinking(text).trim();
}
