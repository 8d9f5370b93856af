import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import type { MemoryFilter, MemoryRow } from '../../server/contract/panel/memories.js';
import { useApp } from '../client/app.js';
import { Button, Icon } from '../ui/controls.js';
import { useFormat } from '../ui/useFormat.js';
import { usePages } from '../ui/usePages.js';
import { VirtualList } from '../ui/virtualList.js';
import { STATE_ICONS, stateLabel } from './stateLabel.js';

interface MemoryListProps {
  text: string;
  filter: MemoryFilter;
  version: number;
  selectedId: string | null;
  isFiltered: boolean;
  onOpen: (id: string) => void;
  onDelete: (id: string) => void;
  onAdd: () => void;
  onClearFilter: () => void;
}

const ROW_HEIGHT = 68;
const SHOWN_CATEGORIES = 2;

/** The memories that fit, the best or newest first. */
export function MemoryList(props: MemoryListProps): JSX.Element {
  const { text, filter, version, selectedId, onOpen, onDelete } = props;
  const { client, t } = useApp();
  const format = useFormat();
  const listed = JSON.stringify([text, filter]);
  const load = useCallback(
    (offset: number, limit: number) => client.call('memories.search', { text, filter, offset, limit }),
    [client, text, filter],
  );
  const pages = usePages(load, listed, version);
  const selected = selectedIndex(pages.row, pages.total ?? 0, selectedId);
  const idAt = (index: number, use: (id: string) => void): void => {
    const row = pages.row(index);
    if (row) use(row.id);
  };
  if (pages.error !== null) return <p class="notice error">{pages.error}</p>;
  if (pages.total === 0) return <Nothing {...props} />;
  return (
    <>
      <p class="count" aria-live="polite">
        {pages.total === null
          ? t('Loading…')
          : pages.total === 1
            ? t('1 memory')
            : t('{0} memories', format.count(pages.total))}
      </p>
      <VirtualList
        label={t('Memories')}
        total={pages.total ?? 0}
        listed={listed}
        rowHeight={ROW_HEIGHT}
        selected={selected}
        onRange={pages.want}
        onOpen={(index) => idAt(index, onOpen)}
        onKey={(key, index) => key === 'Delete' && idAt(index, onDelete)}
        renderRow={(index) => <Row memory={pages.row(index)} />}
      />
    </>
  );
}

/** Where the open memory stands, among the rows that are there. */
function selectedIndex(
  rowAt: (index: number) => MemoryRow | undefined,
  total: number,
  id: string | null,
): number | null {
  if (id === null) return null;
  for (let index = 0; index < Math.min(total, SEARCHED_ROWS); index++) if (rowAt(index)?.id === id) return index;
  return null;
}

const SEARCHED_ROWS = 2000;

function Row({ memory }: { memory: MemoryRow | undefined }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  if (!memory) return <div class="memory-row loading" aria-hidden="true" />;
  return (
    <div class={`memory-row ${memory.state}`}>
      <div class="memory-text">{memory.text}</div>
      <div class="memory-meta">
        {memory.state !== 'active' && (
          <span class="state">
            <Icon name={STATE_ICONS[memory.state]} />
            {stateLabel(t, memory.state)}
          </span>
        )}
        <span class="app">{memory.app}</span>
        <span>{format.ago(memory.createdAt)}</span>
        {memory.categories.slice(0, SHOWN_CATEGORIES).map((name) => (
          <span key={name} class="tag">
            {name}
          </span>
        ))}
      </div>
    </div>
  );
}

function Nothing({ text, isFiltered, onAdd, onClearFilter }: MemoryListProps): JSX.Element {
  const { t } = useApp();
  if (text !== '' || isFiltered)
    return (
      <div class="empty">
        <Icon name="search" />
        <h2>{t('Nothing found')}</h2>
        <p>{t('No memory fits these words and filters.')}</p>
        {isFiltered && (
          <Button kind="secondary" onClick={onClearFilter}>
            {t('Clear filters')}
          </Button>
        )}
      </div>
    );
  return (
    <div class="empty">
      <Icon name="archive" />
      <h2>{t('No memories yet')}</h2>
      <p>{t('What you tell your agents, and what you add here, is kept on this machine and found by all of them.')}</p>
      <Button icon="add" onClick={onAdd}>
        {t('Add a memory')}
      </Button>
    </div>
  );
}
