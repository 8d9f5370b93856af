import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { ModelInfo, Provider } from '../../ports/model.js';

/** A list is good for this long, so that not every write asks for it. */
const KEPT_MS = 60_000;
/** Names of models that make embeddings, where a server does not say what its models do. */
export const EMBEDDING_NAME = /embed|bge|minilm|gte-|e5-/i;

export type ModelKind = 'llm' | 'embedder';

/** The first model of a provider that fits; null = it has none. Throws the provider's error, `unavailable` when it is slow. */
export type FindInstalled = (address: string, provider: Provider, kind: ModelKind) => Promise<string | null>;

export function createFindInstalled({ clock, timeoutMs = 3_000 }: { clock: Clock; timeoutMs?: number }): FindInstalled {
  const lists = new Map<string, { models: ModelInfo[]; until: number }>();
  return async (address, provider, kind) => {
    const kept = lists.get(address);
    const models = kept && kept.until > clock.now() ? kept.models : await listInTime(provider, timeoutMs);
    if (models !== kept?.models) lists.set(address, { models, until: clock.now() + KEPT_MS });
    const found = models.find(
      ({ name, canEmbed }) => (canEmbed ?? EMBEDDING_NAME.test(name)) === (kind === 'embedder'),
    );
    return found?.name ?? null;
  };
}

async function listInTime(provider: Provider, timeoutMs: number): Promise<ModelInfo[]> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await provider.listModels(deadline);
  } catch (thrown) {
    if (deadline.aborted)
      throw new CoreError('unavailable', 'The list of models did not come in time', { cause: thrown });
    throw thrown;
  }
}
