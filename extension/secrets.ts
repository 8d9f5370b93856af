import type * as vscode from 'vscode';

/** Secrets that the service takes from its environment; they are kept in the editor's secret storage alone. */
export const SECRETS = ['OPENAI_API_KEY', 'LOCI_API_KEYS', 'LOCI_TOKEN', 'LOCI_DATABASE_URL'] as const;
export type SecretName = (typeof SECRETS)[number];

export interface Secrets {
  all(): Promise<Map<string, string>>;
  get(name: SecretName): Promise<string | undefined>;
  /** An empty value takes the secret away. */
  set(name: SecretName, value: string): Promise<void>;
}

export function createSecrets(storage: vscode.SecretStorage): Secrets {
  return {
    async all() {
      const entries = await Promise.all(SECRETS.map(async (name) => [name, await storage.get(name)] as const));
      return new Map(entries.filter((entry): entry is readonly [SecretName, string] => Boolean(entry[1])));
    },
    get: async (name) => storage.get(name),
    async set(name, value) {
      if (value === '') await storage.delete(name);
      else await storage.store(name, value);
    },
  };
}
