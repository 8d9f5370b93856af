import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ConversationRow } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { IconButton } from '../ui/controls.js';
import { Confirm } from '../ui/dialog.js';
import { useToasts } from '../ui/toasts.js';
import { useFormat } from '../ui/useFormat.js';

interface ConversationListProps {
  rows: readonly ConversationRow[];
  total: number;
  openId: string | null;
  onOpen: (id: string) => void;
  onRemoved: (id: string) => void;
  onMore: () => void;
}

/** The conversations of all clients, the one last spoken in first. */
export function ConversationList(props: ConversationListProps): JSX.Element {
  const { rows, total, onRemoved, onMore } = props;
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const [removed, setRemoved] = useState<ConversationRow | null>(null);
  return (
    <nav class="conversations" aria-label={t('Conversations')}>
      {rows.length === 0 && <p class="quiet hint">{t('No conversations yet')}</p>}
      <ul>
        {rows.map((row) => (
          <Entry key={row.id} row={row} {...props} onRemove={() => setRemoved(row)} />
        ))}
      </ul>
      {rows.length < total && (
        <button type="button" class="link" onClick={onMore}>
          {t('Show more')}
        </button>
      )}
      {removed && (
        <Confirm
          title={t('Delete this conversation?')}
          text={titleOf(removed, t('Untitled'))}
          confirm={t('Delete')}
          cancel={t('Cancel')}
          onClose={() => setRemoved(null)}
          onConfirm={() =>
            attempt(async () => {
              await client.call('chat.delete', { conversationId: removed.id });
              onRemoved(removed.id);
            })
          }
        />
      )}
    </nav>
  );
}

export function titleOf({ title, preview }: ConversationRow, untitled: string): string {
  return title || preview || untitled;
}

interface EntryProps {
  row: ConversationRow;
  openId: string | null;
  onOpen: (id: string) => void;
  onRemove: () => void;
}

function Entry({ row, openId, onOpen, onRemove }: EntryProps): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const format = useFormat();
  const [name, setName] = useState<string | null>(null);
  const rename = (): void =>
    attempt(async () => {
      if (name !== null && name.trim() !== '')
        await client.call('chat.rename', { conversationId: row.id, title: name.trim() });
      setName(null);
    });
  if (name !== null)
    return (
      <li>
        <input
          type="text"
          class="rename"
          value={name}
          aria-label={t('Name')}
          ref={(element) => element?.focus()}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
          onBlur={rename}
          onKeyDown={({ key }) => {
            if (key === 'Enter') rename();
            if (key === 'Escape') setName(null);
          }}
        />
      </li>
    );
  const title = titleOf(row, t('Untitled'));
  return (
    <li class={row.id === openId ? 'open' : ''}>
      <button
        type="button"
        class="conversation"
        onClick={() => onOpen(row.id)}
        {...(row.id === openId ? { 'aria-current': 'true' } : {})}
      >
        <span class="conversation-title">{title}</span>
        <span class="quiet">
          {row.app} · {format.ago(row.updatedAt)}
        </span>
      </button>
      <span class="row-actions">
        <IconButton icon="edit" label={t('Rename {0}', title)} onClick={() => setName(title)} />
        <IconButton icon="trash" label={t('Delete {0}', title)} onClick={onRemove} />
      </span>
    </li>
  );
}
