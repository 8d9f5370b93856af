import type { CatalogDeps } from './catalog.js';

/** Where an Ollama server is unless somebody says otherwise. */
export const DEFAULT_OLLAMA = 'http://127.0.0.1:11434';

export interface Address {
  provider: 'ollama' | 'openai' | 'editor';
  /** null = the provider's own. */
  baseUrl: string | null;
  /** A literal, or `env:NAME`. */
  apiKey: string | null;
}

/** Where models can be found. */
export interface Addresses {
  all(): Promise<Address[]>;
  ollama(): Promise<Address>;
  /** The key itself; null = there is none. */
  keyOf(apiKey: string | null): string | null;
}

export function createAddresses({
  engine,
  preset,
  env,
  isDisabled,
}: Pick<CatalogDeps, 'engine' | 'preset' | 'env' | 'isDisabled'>): Addresses {
  /** What was saved or configured, and the Ollama server of this machine: asking it for its list tells it nothing. */
  const all = async (): Promise<Address[]> => {
    if (isDisabled) return [];
    const saved = await engine.load();
    const known = [saved.chosen ? saved.llm : null, preset?.llm, preset?.embedder].flatMap((config): Address[] => {
      const provider = config?.provider;
      if (!config || (provider !== 'ollama' && provider !== 'openai')) return [];
      return [{ provider, baseUrl: config.baseUrl, apiKey: 'apiKey' in config ? config.apiKey : null }];
    });
    const ollama = known.some(({ provider }) => provider === 'ollama')
      ? []
      : [{ provider: 'ollama' as const, baseUrl: null, apiKey: null }];
    // Editors are asked too: they list nothing until the person lends their models.
    const editor: Address = { provider: 'editor', baseUrl: null, apiKey: null };
    const distinct = new Map(
      [...known, ...ollama, editor].map((address): [string, Address] => [
        `${address.provider} ${address.baseUrl ?? ''}`,
        address,
      ]),
    );
    return [...distinct.values()].filter(
      ({ provider, baseUrl, apiKey }) => provider !== 'openai' || baseUrl !== null || keyOf(apiKey) !== null,
    );
  };

  const keyOf = (apiKey: string | null): string | null =>
    apiKey?.startsWith('env:') ? (env(apiKey.slice(4)) ?? null) : apiKey;

  const ollama = async (): Promise<Address> =>
    (await all()).find(({ provider }) => provider === 'ollama') ?? {
      provider: 'ollama',
      baseUrl: null,
      apiKey: null,
    };

  return { all, ollama, keyOf };
}
