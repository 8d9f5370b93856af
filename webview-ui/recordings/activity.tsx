import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ActivityRow } from '../../server/contract/panel/recordings.js';
import { useApp, useRequest } from '../client/app.js';
import { Icon } from '../ui/controls.js';
import { useFormat } from '../ui/useFormat.js';
import { ActivityView } from './activityView.js';
import { ProcessMap } from './processMap.js';

const LISTED = 50;

/** The sessions of what was done, each with its analysis; without one chosen, the map of them all. */
export function Activity({ version }: { version: number }): JSX.Element {
  const { t } = useApp();
  const [openId, setOpenId] = useState<number | null>(null);
  const [listed, setListed] = useState(LISTED);
  const { data, error, reload } = useRequest('activity.list', { offset: 0, limit: listed });
  const all = useRequest('activity.map', {});
  const { reload: redraw } = all;
  useEffect(() => {
    reload();
    redraw();
  }, [version, reload, redraw]);
  if (error !== null) return <p class="notice error">{error}</p>;
  if (data?.total === 0)
    return (
      <div class="empty">
        <Icon name="pulse" />
        <h2>{t('No sessions yet')}</h2>
        <p>{t('A session tells which programs you worked in and how, without the words you typed.')}</p>
      </div>
    );
  const items = data?.items ?? [];
  // One program alone makes no map.
  const flow = openId === null && (all.data?.steps.length ?? 0) > 1 ? all.data : null;
  return (
    <div class={`split${openId !== null ? ' with-detail' : flow ? ' with-overview' : ''}`}>
      <div class="master">
        <div class="scroll" tabIndex={0} role="region" aria-label={t('Sessions')}>
          <ul class="sessions">
            {items.map((row) => (
              <Session key={row.id} row={row} isOpen={row.id === openId} onOpen={() => setOpenId(row.id)} />
            ))}
          </ul>
          {items.length < (data?.total ?? 0) && (
            <button type="button" class="link more" onClick={() => setListed(Math.min(200, listed + LISTED))}>
              {t('Show more')}
            </button>
          )}
        </div>
      </div>
      {flow && (
        <section class="overview" aria-label={t('How the work flows')} tabIndex={0}>
          <h2>{t('How the work flows')}</h2>
          <ProcessMap picture={flow} />
        </section>
      )}
      {openId !== null && (
        <ActivityView
          key={openId}
          id={openId}
          onClose={() => setOpenId(null)}
          onDeleted={() => {
            setOpenId(null);
            reload();
            redraw();
          }}
        />
      )}
    </div>
  );
}

interface SessionProps {
  row: ActivityRow;
  isOpen: boolean;
  onOpen: () => void;
}

function Session({ row, isOpen, onOpen }: SessionProps): JSX.Element {
  const { t } = useApp();
  const format = useFormat();
  return (
    <li>
      <button type="button" onClick={onOpen} {...(isOpen ? { 'aria-current': 'true' } : {})}>
        <strong>{format.shown(row.start)}</strong>
        <span class="quiet">
          {t('{0} events', format.count(row.events))} · {t('{0} keys', format.count(row.keystrokes))} ·{' '}
          {t('{0} clicks', format.count(row.clicks))}
        </span>
      </button>
    </li>
  );
}
