import type { JSX } from 'preact';
import type { MemoryDetail } from '../../server/contract/panel/memories.js';
import { useApp } from '../client/app.js';
import { useFormat } from '../ui/useFormat.js';

interface ChainProps {
  memory: MemoryDetail;
  onOpen: (id: string) => void;
}

/** The versions of a memory, drawn as a chain from the oldest to the one in force. */
export function Chain({ memory, onOpen }: ChainProps): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  return (
    <ol class="chain">
      {memory.chain.map((version) => (
        <li key={version.id} class={version.isSuperseded ? 'old' : 'present'}>
          <button
            type="button"
            onClick={() => onOpen(version.id)}
            {...(version.id === memory.id ? { 'aria-current': 'true' } : {})}
          >
            <span class="chain-text">{version.text}</span>
            <span class="chain-meta">
              {version.isSuperseded ? t('Replaced') : t('In force')} · {version.app} ·{' '}
              {format.moment(version.createdAt)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
