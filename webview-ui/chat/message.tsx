import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MessageRow, SourceRow } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { Icon, IconButton } from '../ui/controls.js';
import { useFormat } from '../ui/useFormat.js';
import { Markdown } from './markdown.js';
import { Sources } from './sources.js';
import { Voice } from './voice.js';

interface MessageProps {
  message: MessageRow;
  /** Who speaks, where that is no person. */
  speaker: string;
  canChange: boolean;
  onEdit: (text: string) => void;
  /** null = it cannot be asked again. */
  onRetry: (() => void) | null;
  onConversation: (source: SourceRow) => void;
}

/** One message, with what can be done about it. */
export function Message(props: MessageProps): JSX.Element {
  const { message, speaker, canChange, onEdit } = props;
  const { t } = useApp();
  const [isEdited, setEdited] = useState(false);
  const isMine = message.role === 'user';
  return (
    <article class={`message ${message.role}`} aria-label={isMine ? t('You') : speaker}>
      <header>
        <Icon name={isMine ? 'account' : 'sparkle'} />
        <span class="speaker">{isMine ? t('You') : speaker}</span>
        {!isMine && <span class="quiet">{message.model ?? t('from memory, without a model')}</span>}
        <span class="spring" />
        {!isEdited && (
          <Actions {...props} isMine={isMine} canEdit={isMine && canChange} onBegin={() => setEdited(true)} />
        )}
      </header>
      {isEdited ? (
        <Rewrite
          text={message.text}
          onClose={() => setEdited(false)}
          onSend={(text) => {
            setEdited(false);
            onEdit(text);
          }}
        />
      ) : isMine ? (
        <p class="said">{message.text}</p>
      ) : (
        <Markdown text={message.text} />
      )}
      {message.audioUrl !== null && <Voice path={message.audioUrl} />}
      {message.sources.length > 0 && <Sources sources={message.sources} onConversation={props.onConversation} />}
    </article>
  );
}

interface ActionsProps extends MessageProps {
  isMine: boolean;
  canEdit: boolean;
  onBegin: () => void;
}

function Actions({ message, canEdit, onRetry, onBegin }: ActionsProps): JSX.Element {
  const { client, t } = useApp();
  const format = useFormat();
  return (
    <span class="message-actions">
      <time class="quiet">{format.ago(message.at)}</time>
      {canEdit && <IconButton icon="edit" label={t('Edit and ask again')} onClick={onBegin} />}
      {onRetry && <IconButton icon="refresh" label={t('Ask again')} onClick={onRetry} />}
      <IconButton icon="copy" label={t('Copy')} onClick={() => void client.call('host.copy', { text: message.text })} />
    </span>
  );
}

interface RewriteProps {
  text: string;
  onSend: (text: string) => void;
  onClose: () => void;
}

function Rewrite({ text, onSend, onClose }: RewriteProps): JSX.Element {
  const { t } = useApp();
  const [words, setWords] = useState(text);
  return (
    <form
      class="rewrite"
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== '') onSend(words);
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <textarea
        rows={3}
        value={words}
        aria-label={t('Your question')}
        ref={(element) => element?.focus()}
        onInput={({ currentTarget }) => setWords(currentTarget.value)}
      />
      <div class="dialog-actions">
        <button type="button" class="button secondary" onClick={onClose}>
          {t('Cancel')}
        </button>
        <button type="submit" class="button primary">
          {t('Send')}
        </button>
      </div>
    </form>
  );
}
