import type { JSX } from 'preact';
import { PANELS, type PanelName } from '../../server/contract/panelWire.js';
import { useApp } from '../client/app.js';

/** In a browser the panels are pages; this leads from one to another. */
export function PanelLinks({ current }: { current: PanelName }): JSX.Element {
  const { t } = useApp();
  const names = { chat: t('Chat'), recordings: t('Recordings'), memories: t('Memories') };
  return (
    <nav class="panel-links" aria-label="Loci">
      <strong>Loci</strong>
      {PANELS.map((panel) => (
        <a key={panel} href={`/panel/${panel}`} {...(panel === current ? { 'aria-current': 'page' } : {})}>
          {names[panel]}
        </a>
      ))}
    </nav>
  );
}
