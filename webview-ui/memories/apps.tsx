import type { JSX } from 'preact';
import type { AppRow } from '../../server/contract/panel/memories.js';
import { useApp } from '../client/app.js';
import { Switch } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';

interface AppsProps {
  apps: readonly AppRow[];
  onShow: (app: AppRow) => void;
  onChanged: () => void;
}

/** The clients that write and read memories, each with its switch. */
export function Apps({ apps, onShow, onChanged }: AppsProps): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const format = useFormat();
  return (
    <div class="scroll">
      <p class="quiet hint">{t('A paused app may still read, but makes no new memories.')}</p>
      <ul class="apps">
        {apps.map((app) => (
          <li key={app.id}>
            <div class="app-main">
              <button type="button" class="link" onClick={() => onShow(app)}>
                {app.name}
              </button>
              <span class="quiet">
                {t('{0} memories', format.count(app.memories))} · {t('{0} reads', format.count(app.accesses))}
                {app.lastAccess !== null && ` · ${format.ago(app.lastAccess)}`}
              </span>
            </div>
            {!app.isActive && <span class="tag">{t('Paused')}</span>}
            <Switch
              label={t('{0} may add memories', app.name)}
              isOn={app.isActive}
              onChange={(isActive) =>
                attempt(async () => {
                  await client.call('memories.setAppActive', { app: app.id, isActive });
                  onChanged();
                })
              }
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
