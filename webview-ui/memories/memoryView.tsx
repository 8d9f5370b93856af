import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MemoryDetail } from '../../server/contract/panel/memories.js';
import { useApp, useRequest } from '../client/app.js';
import { IconButton } from '../ui/controls.js';
import type { MemoryActions } from './actions.js';
import { Chain } from './chain.js';
import { AccessLog, Facts, History, Related, Section } from './detailParts.js';

interface MemoryViewProps {
  id: string;
  version: number;
  actions: MemoryActions;
  onOpen: (id: string) => void;
  onEdit: (memory: MemoryDetail) => void;
  onForget: (id: string) => void;
  onClose: () => void;
}

/** One memory with all that became of it. */
export function MemoryView({ id, version, ...rest }: MemoryViewProps): JSX.Element {
  const { t } = useApp();
  const { data, error, reload } = useRequest('memories.get', { id });
  const latest = useRef(data);
  if (data !== null || error !== null) latest.current = data;
  useEffect(() => reload(), [version, reload]);
  const memory = latest.current?.id === id ? latest.current : null;
  return (
    <article class="detail" aria-label={t('Memory')} aria-busy={memory === null}>
      {error !== null && (
        <div class="detail-bar">
          <IconButton icon="arrow-left" label={t('Back')} onClick={rest.onClose} />
          <span class="error">{error}</span>
        </div>
      )}
      {memory && <Content memory={memory} {...rest} />}
    </article>
  );
}

function Content({ memory, ...rest }: Omit<MemoryViewProps, 'id' | 'version'> & { memory: MemoryDetail }): JSX.Element {
  const { t } = useApp();
  const { onOpen } = rest;
  return (
    <>
      <ActionBar memory={memory} {...rest} />
      <div class="detail-body">
        <p class="detail-text">{memory.text}</p>
        {memory.categories.length > 0 && (
          <p class="tags">
            {memory.categories.map((name) => (
              <span key={name} class="tag">
                {name}
              </span>
            ))}
          </p>
        )}
        <Facts memory={memory} />
        {memory.chain.length > 1 && (
          <Section title={t('Evolution')}>
            <Chain memory={memory} onOpen={onOpen} />
          </Section>
        )}
        <Section title={t('Read by')}>
          <AccessLog memory={memory} />
        </Section>
        {memory.related.length > 0 && (
          <Section title={t('Related')}>
            <Related rows={memory.related} onOpen={onOpen} />
          </Section>
        )}
        <Section title={t('History')}>
          <History memory={memory} />
        </Section>
      </div>
    </>
  );
}

function ActionBar(props: Omit<MemoryViewProps, 'id' | 'version'> & { memory: MemoryDetail }): JSX.Element {
  const { memory, actions, onEdit, onForget, onClose } = props;
  const { client, t } = useApp();
  const { id, state } = memory;
  const isDeleted = state === 'deleted';
  return (
    <div class="detail-bar" role="toolbar" aria-label={t('Memory')}>
      <IconButton icon="arrow-left" label={t('Back')} onClick={onClose} />
      <span class="spring" />
      {!isDeleted && <IconButton icon="edit" label={t('Edit')} onClick={() => onEdit(memory)} />}
      <IconButton icon="copy" label={t('Copy')} onClick={() => void client.call('host.copy', { text: memory.text })} />
      {state === 'active' && (
        <IconButton icon="debug-pause" label={t('Pause')} onClick={() => actions.setState(id, 'paused')} />
      )}
      {(state === 'active' || state === 'paused') && (
        <IconButton icon="archive" label={t('Archive')} onClick={() => actions.setState(id, 'archived')} />
      )}
      {state !== 'active' && (
        <IconButton icon="debug-continue" label={t('Activate')} onClick={() => actions.setState(id, 'active')} />
      )}
      {!isDeleted && <IconButton icon="trash" label={t('Delete')} onClick={() => actions.remove(id)} />}
      <IconButton icon="flame" label={t('Forget for good')} onClick={() => onForget(id)} />
    </div>
  );
}
