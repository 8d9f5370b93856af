import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RecordingStatus } from '../../server/contract/panel/recordings.js';
import { useApp, useEvent, useRequest } from '../client/app.js';
import { TabPanel, Tabs } from '../ui/tabs.js';
import { useToasts } from '../ui/toasts.js';
import { Activity } from './activity.js';
import { RecorderBar } from './recorderBar.js';
import { RecordingView } from './recordingView.js';
import { Timeline } from './timeline.js';

type Tab = 'recordings' | 'activity';

/** What was on the screen and what was done: recorded, found again and played. */
export function RecordingsPanel(): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const [tab, setTab] = useState<Tab>('recordings');
  const [open, setOpen] = useState<{ id: string; at: number | null } | null>(null);
  const first = useRequest('recordings.status', {});
  const [told, setTold] = useState<RecordingStatus | null>(null);
  const [version, setVersion] = useState(0);
  const status = told ?? first.data;
  useEvent('recordings.status', setTold);
  useEvent('host.reveal', ({ panel, id, at }) => {
    if (panel !== 'recordings') return;
    attempt(async () => {
      const { recordingId } = await client.call('recordings.find', { id, at });
      setTab('recordings');
      setOpen({ id: recordingId, at });
    });
  });
  const changed = (): void => setVersion((value) => value + 1);
  useEffect(changed, [status?.isRecording, status?.isTracking]);
  const answered = (next: RecordingStatus): void => {
    setTold(next);
    changed();
  };

  return (
    <main class="panel recordings">
      <h1 class="unseen">{t('Recordings')}</h1>
      <header class="bar">
        <Tabs
          label={t('Recordings')}
          current={tab}
          onChange={setTab}
          tabs={[
            { name: 'recordings', label: t('Recordings') },
            { name: 'activity', label: t('Activity') },
          ]}
        />
      </header>
      <TabPanel name={tab}>
        {status && <RecorderBar status={status} subject={tab} onStatus={answered} />}
        {tab === 'recordings' ? (
          <div class={`split${open === null ? '' : ' with-detail'}`}>
            <Timeline
              version={version}
              isRecording={status?.isRecording ?? false}
              openId={open?.id ?? null}
              onOpen={(id, at) => setOpen({ id, at })}
            />
            {open && (
              <RecordingView
                key={open.id}
                id={open.id}
                at={open.at}
                onClose={() => setOpen(null)}
                onDeleted={() => {
                  setOpen(null);
                  changed();
                }}
              />
            )}
          </div>
        ) : (
          <Activity version={version} />
        )}
      </TabPanel>
    </main>
  );
}
