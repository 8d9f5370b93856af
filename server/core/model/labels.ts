/** How people name a model: Ollama's stand bare (`llama3.2:3b`), others after their provider (`openai:gpt-4o-mini`). */

const PROVIDERS = ['openai', 'editor', 'ollama'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

export interface ModelName {
  provider: ProviderName;
  /** As the provider names it. */
  model: string;
}

export function parseLabel(label: string): ModelName {
  const text = label.trim();
  const provider = PROVIDERS.find((name) => text.startsWith(`${name}:`));
  return provider ? { provider, model: text.slice(provider.length + 1) } : { provider: 'ollama', model: text };
}

export function labelOf(provider: string, model: string): string {
  return provider === 'ollama' ? model : `${provider}:${model}`;
}
