import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useApp, useEvent, useRequest } from '../client/app.js';
import type { Reply } from '../client/client.js';
import { IconButton, SearchBox } from '../ui/controls.js';
import { Confirm } from '../ui/dialog.js';
import { TabPanel, Tabs } from '../ui/tabs.js';
import { useDelayed } from '../ui/useDelayed.js';
import { useMemoryActions } from './actions.js';
import { Apps } from './apps.js';
import { Editor } from './editor.js';
import { Filters, NO_FILTER } from './filters.js';
import { MemoryList } from './memoryList.js';
import { MemoryView } from './memoryView.js';
import { Statistics } from './statistics.js';
import { Transfer } from './transfer.js';

type Tab = 'memories' | 'apps' | 'statistics';
/** Letters that follow each other so quickly are searched for together, ms. */
const TYPING_MS = 40;

/** What is remembered: found, read, changed and counted. */
export function MemoriesPanel(): JSX.Element {
  const { t } = useApp();
  const [tab, setTab] = useState<Tab>('memories');
  const [text, setText] = useState('');
  const [filter, setFilter] = useState(NO_FILTER);
  const [openId, setOpenId] = useState<string | null>(null);
  const [edited, setEdited] = useState<{ memory: { id: string; text: string } | null } | null>(null);
  const [forgotten, setForgotten] = useState<string | null>(null);
  const searched = useDelayed(text, TYPING_MS);
  const { known, version, reload } = useKnown();
  const closeIfOpen = useCallback((id: string) => setOpenId((open) => (open === id ? null : open)), []);
  const actions = useMemoryActions(closeIfOpen);

  useEvent('host.reveal', ({ panel, id }) => {
    if (panel !== 'memories') return;
    setTab('memories');
    setOpenId(id);
  });

  return (
    <main class="panel memories">
      <h1 class="unseen">{t('Memories')}</h1>
      <header class="bar">
        <PanelTabs tab={tab} onChange={setTab} />
        <span class="spring" />
        <IconButton icon="add" label={t('Add a memory')} onClick={() => setEdited({ memory: null })} />
        <Transfer />
      </header>
      <TabPanel name={tab}>
        {tab === 'memories' && (
          <div class={`split${openId === null ? '' : ' with-detail'}`}>
            <div class="master">
              <div class="search-bar">
                <SearchBox value={text} label={t('Search memories')} clearLabel={t('Clear')} onInput={setText} />
                <Filters filter={filter} known={known} onChange={setFilter} />
              </div>
              <MemoryList
                text={searched}
                filter={filter}
                version={version}
                selectedId={openId}
                isFiltered={filter !== NO_FILTER}
                onOpen={setOpenId}
                onDelete={actions.remove}
                onAdd={() => setEdited({ memory: null })}
                onClearFilter={() => setFilter(NO_FILTER)}
              />
            </div>
            {openId !== null && (
              <MemoryView
                id={openId}
                version={version}
                actions={actions}
                onOpen={setOpenId}
                onEdit={(memory) => setEdited({ memory })}
                onForget={setForgotten}
                onClose={() => setOpenId(null)}
              />
            )}
          </div>
        )}
        {tab === 'apps' && (
          <Apps
            apps={known?.apps ?? []}
            onChanged={reload}
            onShow={({ id }) => {
              setFilter({ ...NO_FILTER, apps: [id] });
              setTab('memories');
            }}
          />
        )}
        {tab === 'statistics' && <Statistics version={version} />}
      </TabPanel>
      {edited && (
        <Editor memory={edited.memory} onClose={() => setEdited(null)} onSaved={(id) => id !== null && setOpenId(id)} />
      )}
      {forgotten !== null && (
        <ForgetDialog onConfirm={() => actions.forget(forgotten)} onClose={() => setForgotten(null)} />
      )}
    </main>
  );
}

function PanelTabs({ tab, onChange }: { tab: Tab; onChange: (tab: Tab) => void }): JSX.Element {
  const { t } = useApp();
  return (
    <Tabs
      label={t('Memories')}
      current={tab}
      onChange={onChange}
      tabs={[
        { name: 'memories', label: t('Memories') },
        { name: 'apps', label: t('Apps') },
        { name: 'statistics', label: t('Statistics') },
      ]}
    />
  );
}

function ForgetDialog({ onConfirm, onClose }: { onConfirm: () => void; onClose: () => void }): JSX.Element {
  const { t } = useApp();
  return (
    <Confirm
      title={t('Forget for good?')}
      text={t('It is removed from the memory, its history and its backups. This cannot be undone.')}
      confirm={t('Forget')}
      cancel={t('Cancel')}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  );
}

/** What can be filtered by, and how often something has changed. */
function useKnown(): { known: Reply<'memories.filters'> | null; version: number; reload: () => void } {
  const [version, setVersion] = useState(0);
  const { data, reload } = useRequest('memories.filters', {});
  useEvent('memories.changed', () => setVersion((value) => value + 1));
  useEffect(() => reload(), [version, reload]);
  return { known: data, version, reload };
}
