import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ChatSetting, SourceRow } from '../../server/contract/panel/chat.js';
import { useApp } from '../client/app.js';
import { Icon } from '../ui/controls.js';
import { Markdown } from './markdown.js';
import { Message } from './message.js';
import type { Talk } from './useConversation.js';

interface ThreadProps {
  talk: Talk;
  setting: ChatSetting | null;
  onConversation: (source: SourceRow) => void;
}

/** How near its end a thread is followed, px. */
const NEAR = 80;

/** What was said; the newest stays in sight while it comes, unless one has scrolled away from it. */
export function Thread({ talk, setting, onConversation }: ThreadProps): JSX.Element {
  const { t } = useApp();
  const box = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const { messages, running, error } = talk;
  useLayoutEffect(() => {
    if (isFollowing.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  });
  const first = messages[0]?.id;
  useEffect(() => {
    isFollowing.current = true;
  }, [first]);
  const nameOf = (id: string | null): string => setting?.characters.find((one) => one.id === id)?.name ?? 'Loci';
  return (
    <div
      ref={box}
      class="thread"
      role="log"
      aria-label={t('Messages')}
      aria-busy={running !== null}
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isFollowing.current = scrollHeight - scrollTop - clientHeight < NEAR;
      }}
    >
      {talk.hasMore && (
        <button type="button" class="link more" onClick={talk.loadMore}>
          {t('Show earlier messages')}
        </button>
      )}
      {messages.map((message, index) => {
        const question = message.role === 'assistant' ? messages[index - 1] : undefined;
        return (
          <Message
            key={message.id}
            message={message}
            speaker={nameOf(message.characterId)}
            canChange={running === null}
            onEdit={(text) => talk.ask(text, message.id)}
            onRetry={running === null && question?.role === 'user' ? () => talk.ask(question.text, question.id) : null}
            onConversation={onConversation}
          />
        );
      })}
      {running && (
        <article class="message assistant" aria-label="Loci">
          <header>
            <Icon name="loading" />
            <span class="speaker">Loci</span>
          </header>
          {running.text === '' ? (
            <p class="quiet">{t('Looking through the memory…')}</p>
          ) : (
            <Markdown text={running.text} />
          )}
        </article>
      )}
      {error !== null && (
        <p class="notice error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
