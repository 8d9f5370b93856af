import type { Clock } from '../../ports/clock.js';
import type { User } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { ModelInfo, Provider, ProviderFactory } from '../../ports/model.js';
import type { Tasks } from '../tasks/tasks.js';
import { createAddresses, DEFAULT_OLLAMA, type Address } from './addresses.js';
import { DOWNLOAD, defineDownload } from './download.js';
import { EMBEDDING_NAME } from './installed.js';
import { labelOf, parseLabel } from './labels.js';
import type { PresetModels, WantedModel } from './models.js';
import type { EngineSettings, EngineSettingsStore } from './settings.js';

export interface CatalogModel extends ModelInfo {
  /** As people name it. */
  label: string;
  provider: string;
  isEmbedder: boolean;
}

export interface CatalogList {
  models: CatalogModel[];
  /** Providers that did not answer, with the reason. */
  failures: { provider: string; reason: string }[];
}

export type ModelState = 'healthy' | 'unavailable' | 'not_configured';

/** Which models there are, and which one the person wants. */
export interface Catalog {
  /** Asks every provider in reach; those that do not answer are left out. */
  list(): Promise<CatalogList>;
  /** Label of the model in force; '' = none. */
  current(): Promise<string>;
  /** Keeps the person's choice. Throws `invalid_input` when no provider has it. */
  choose(label: string): Promise<string>;
  /** Where the Ollama server is looked for. */
  ollamaUrl(): Promise<string>;
  /** `ok`, or why the Ollama server does not answer; what was found is good for some seconds. */
  probeOllama(): Promise<string>;
  /** Whether the model in force can be had now; kept for some seconds. */
  state(): Promise<ModelState>;
  /** No model may be used at all. */
  readonly isDisabled: boolean;
  /** Starts fetching a model to the Ollama server; the task's id. */
  download(user: User, model: string, timeoutMs: number): Promise<string>;
}

export interface CatalogDeps {
  engine: EngineSettingsStore;
  preset: PresetModels | null;
  providers: ProviderFactory;
  env: (name: string) => string | undefined;
  tasks: Tasks;
  isDisabled: boolean;
  clock: Clock;
}

const LIST_MS = 2_000;
const PROBE_MS = 500;
const PROBE_KEPT_MS = 5_000;
/** Silence after which a download is given up. */
const DOWNLOAD_SILENCE_MS = 120_000;

export function createCatalog({ engine, preset, providers, env, tasks, isDisabled, clock }: CatalogDeps): Catalog {
  const { all: addresses, ollama: ollamaAddress, keyOf } = createAddresses({ engine, preset, env, isDisabled });

  const connect = ({ provider, baseUrl, apiKey }: Address, timeoutMs: number): Provider =>
    providers(provider, { baseUrl, apiKey: keyOf(apiKey), timeoutMs, attempts: 1, extra: {} });

  const list = async (): Promise<CatalogList> => {
    const asked = await addresses();
    const answers = await Promise.allSettled(asked.map((address) => listInTime(connect(address, LIST_MS))));
    const found: CatalogList = { models: [], failures: [] };
    for (const [index, answer] of answers.entries()) {
      const provider = asked[index]?.provider ?? '';
      if (answer.status === 'fulfilled')
        found.models.push(...answer.value.map((model) => toCatalogModel(provider, model)));
      else found.failures.push({ provider, reason: toCoreError(answer.reason).message });
    }
    return found;
  };

  const probe = async (): Promise<string> => {
    if (isDisabled) return 'error: models are disabled';
    try {
      await connect(await ollamaAddress(), PROBE_MS).listModels(AbortSignal.timeout(PROBE_MS));
      return 'ok';
    } catch (thrown) {
      return `error: ${toCoreError(thrown).message}`;
    }
  };

  const configured = async (): Promise<WantedModel | null> => {
    const saved = await engine.load();
    return isDisabled ? null : ((saved.chosen ? saved.llm : null) ?? preset?.llm ?? null);
  };

  const current = async (): Promise<string> => {
    const config = await configured();
    if (!config) return '';
    if (config.model !== null) return labelOf(config.provider, config.model);
    const { models } = await list();
    return models.find(({ isEmbedder, provider }) => !isEmbedder && provider === 'ollama')?.label ?? '';
  };

  defineDownload(tasks, async () => connect(await ollamaAddress(), DOWNLOAD_SILENCE_MS));

  return {
    list,
    current,
    state: keptFor(PROBE_KEPT_MS, clock, async (): Promise<ModelState> => {
      if (!(await configured())) return 'not_configured';
      const label = await current();
      return (await list()).models.some((model) => model.label === label) ? 'healthy' : 'unavailable';
    }),
    async choose(label) {
      const { models } = await list();
      const model = matching(models, label);
      if (!model) throw new CoreError('invalid_input', `Model not available: ${label}`);
      const address = (await addresses()).find(({ provider }) => provider === model.provider);
      await engine.update((before) => chosen(before, model, address ?? null));
      return model.label;
    },
    isDisabled,
    probeOllama: keptFor(PROBE_KEPT_MS, clock, probe),
    ollamaUrl: async () => (await ollamaAddress()).baseUrl ?? DEFAULT_OLLAMA,
    async download(user, model, timeoutMs) {
      return (await tasks.submit(DOWNLOAD, user.id, { model, timeoutMs })).id;
    },
  };
}

/** The same answer for some time, however often it is asked for. */
function keptFor<T>(ms: number, clock: Clock, work: () => Promise<T>): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | null = null;
  return () => {
    if (!kept || kept.until <= clock.now()) kept = { answer: work(), until: clock.now() + ms };
    return kept.answer;
  };
}

function listInTime(provider: Provider): Promise<ModelInfo[]> {
  return provider.listModels(AbortSignal.timeout(LIST_MS));
}

function toCatalogModel(provider: string, model: ModelInfo): CatalogModel {
  return {
    ...model,
    label: labelOf(provider, model.name),
    provider,
    isEmbedder: model.canEmbed ?? EMBEDDING_NAME.test(model.name),
  };
}

/** As it was written, else in any case, else the one of that name with any tag. */
function matching(models: readonly CatalogModel[], label: string): CatalogModel | undefined {
  const wanted = label.trim().toLowerCase();
  if (wanted === '') return undefined;
  const { provider } = parseLabel(label);
  const withoutLatest = wanted.replace(/:latest$/, '');
  return (
    models.find((model) => model.label === label) ??
    models.find((model) => model.label.toLowerCase() === wanted) ??
    models.find((model) => model.label.toLowerCase().replace(/:latest$/, '') === withoutLatest) ??
    models.find(
      (model) => provider === 'ollama' && !wanted.includes(':') && model.label.toLowerCase().startsWith(`${wanted}:`),
    )
  );
}

/** Another model is reached, and answers, as the one before of the same provider did. */
function chosen(before: EngineSettings, model: CatalogModel, address: Address | null): EngineSettings {
  const settings = before.chosen && before.llm?.provider === model.provider ? before.llm : null;
  return {
    ...before,
    chosen: true,
    embedder: before.chosen ? before.embedder : null,
    llm: {
      temperature: 0.1,
      maxTokens: 2000,
      extra: {},
      baseUrl: address?.baseUrl ?? null,
      apiKey: address?.apiKey ?? null,
      ...settings,
      provider: model.provider,
      model: model.name,
    },
  };
}
