import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useRequest } from '../client/app.js';
import type { Reply } from '../client/client.js';
import type { Message } from '../l10n/translate.js';
import { Bars } from '../ui/bars.js';
import { IconButton } from '../ui/controls.js';
import { Confirm } from '../ui/dialog.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';
import { ProcessMap } from './processMap.js';

interface ActivityViewProps {
  id: number;
  onClose: () => void;
  onDeleted: () => void;
}

/** The kinds of work, as the service names them. */
const KINDS: Readonly<Record<string, Message>> = {
  Typing: 'Typing',
  Browsing: 'Browsing',
  Design: 'Design',
  Programming: 'Programming',
  Communication: 'Communication',
  Documents: 'Documents',
  Gaming: 'Gaming',
  Other: 'Other',
};

/** One session: what kind of work it was, how quick, and its way through the programs. */
export function ActivityView({ id, onClose, onDeleted }: ActivityViewProps): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const [isAsking, setAsking] = useState(false);
  const { data, error } = useRequest('activity.get', { id });
  return (
    <article class="detail" aria-label={t('Session')} aria-busy={data === null && error === null}>
      <div class="detail-bar" role="toolbar" aria-label={t('Session')}>
        <IconButton icon="arrow-left" label={t('Back')} onClick={onClose} />
        <span class="spring" />
        <IconButton icon="trash" label={t('Delete')} onClick={() => setAsking(true)} />
      </div>
      {error !== null && <p class="notice error">{error}</p>}
      {data && <Analysis session={data} />}
      {isAsking && (
        <Confirm
          title={t('Delete this session?')}
          text={t('It is removed with the memory that tells of it. This cannot be undone.')}
          confirm={t('Delete')}
          cancel={t('Cancel')}
          onClose={() => setAsking(false)}
          onConfirm={() =>
            attempt(async () => {
              await client.call('activity.delete', { id });
              onDeleted();
            })
          }
        />
      )}
    </article>
  );
}

function Analysis({ session }: { session: Reply<'activity.get'> }): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  const named = (name: string): string => (KINDS[name] ? t(KINDS[name]) : name);
  const figures: [name: string, value: string][] = [
    [t('Duration'), format.duration(session.minutes * 60)],
    [t('Events'), format.count(session.events)],
    [t('Per minute'), format.count(Math.round(session.eventsPerMinute))],
    [t('Mostly'), named(session.primary)],
  ];
  return (
    <div class="detail-body" tabIndex={0} role="region" aria-label={t('Analysis')}>
      <p class="quiet">
        {format.shown(session.start)} – {format.shown(session.end)}
      </p>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name} class="figure">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Bars
        title={t('Kinds of work')}
        rows={session.categories.map(({ name, count }) => ({ name: named(name), count }))}
        read={(count) => `${format.count(count)} %`}
      />
      <Bars
        title={t('Time by program')}
        rows={session.map.steps.map(({ name, seconds }) => ({ name, count: Math.round(seconds) }))}
        read={(seconds) => format.duration(seconds)}
      />
      {session.map.steps.length > 1 && (
        <section class="section">
          <h2>{t('Process map')}</h2>
          <ProcessMap picture={session.map} />
        </section>
      )}
      {session.topKeys.length > 0 && (
        <section class="section">
          <h2>{t('Most pressed')}</h2>
          <p class="tags">
            {session.topKeys.map((key) => (
              <kbd key={key} class="tag">
                {key}
              </kbd>
            ))}
          </p>
        </section>
      )}
    </div>
  );
}
