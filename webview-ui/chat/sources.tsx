import type { JSX } from 'preact';
import type { SourceRow } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { Icon } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';

const ICONS: Readonly<Record<SourceRow['kind'], string>> = {
  memory: 'archive',
  screen: 'play-circle',
  activity: 'pulse',
  conversation: 'comment-discussion',
};

interface SourcesProps {
  sources: readonly SourceRow[];
  onConversation: (source: SourceRow) => void;
}

/** What an answer used; each leads to where it stands: a memory, or a moment of the screen. */
export function Sources({ sources, onConversation }: SourcesProps): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const format = useFormat();
  const open = (source: SourceRow): void => {
    if (source.kind === 'conversation') {
      onConversation(source);
      return;
    }
    const panel = source.kind === 'screen' ? 'recordings' : 'memories';
    attempt(async () => {
      await client.call('host.run', { command: 'loci.reveal', args: [panel, source.id, source.at] });
    });
  };
  return (
    <details class="sources" open={sources.length <= 3}>
      <summary>{sources.length === 1 ? t('1 source') : t('{0} sources', sources.length)}</summary>
      <ol>
        {sources.map((source) => (
          <li key={source.id}>
            <button type="button" onClick={() => open(source)}>
              <Icon name={ICONS[source.kind]} />
              <span class="source-text">{source.text}</span>
              <span class="quiet">
                {source.app} · {format.ago(source.at)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </details>
  );
}
