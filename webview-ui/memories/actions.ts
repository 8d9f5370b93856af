import { useMemo } from 'preact/hooks';
import { useApp } from '../client/app.js';
import { useToasts } from '../ui/toasts.js';

/** What can be done with one memory; each tells what it did, and how to take it back. */
export interface MemoryActions {
  setState(id: string, state: 'active' | 'paused' | 'archived'): void;
  remove(id: string): void;
  forget(id: string): void;
}

export function useMemoryActions(onGone: (id: string) => void): MemoryActions {
  const { client, t } = useApp();
  const { show, attempt } = useToasts();
  return useMemo(
    () => ({
      setState(id, state) {
        attempt(async () => {
          await client.call('memories.setState', { ids: [id], state });
          show({ text: { active: t('Activated'), paused: t('Paused'), archived: t('Archived') }[state] });
        });
      },
      remove(id) {
        attempt(async () => {
          const { removed } = await client.call('memories.delete', { ids: [id] });
          onGone(id);
          const undo = (): void =>
            attempt(async () => {
              await client.call('memories.restore', { removed });
              show({ text: t('Restored') });
            });
          show({ text: t('Deleted'), action: { label: t('Undo'), run: undo } });
        });
      },
      forget(id) {
        attempt(async () => {
          await client.call('memories.forget', { ids: [id] });
          onGone(id);
          show({ text: t('Forgotten for good') });
        });
      },
    }),
    [client, t, show, attempt, onGone],
  );
}
