import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp, useEvent, useRequest } from '../client/app.js';
import { IconButton } from '../ui/controls.js';
import { useToasts } from '../ui/toasts.js';
import { Composer } from './composer.js';
import { ConversationList, titleOf } from './conversationList.js';
import { Thread } from './thread.js';
import { useConversation } from './useConversation.js';
import { ModelNotice, Welcome } from './welcome.js';

const LISTED = 50;

/** Conversations with the memory. */
export function ChatPanel(): JSX.Element {
  const { client, t } = useApp();
  const { attempt } = useToasts();
  const [openId, setOpenId] = useState<string | null>(null);
  const [isListOpen, setListOpen] = useState(false);
  const [listed, setListed] = useState(LISTED);
  const [text, setText] = useState('');
  const [characterId, setCharacterId] = useState('');
  const list = useRequest('chat.list', { offset: 0, limit: listed });
  const setting = useRequest('chat.setting', {});
  const talk = useConversation(openId, characterId, setOpenId);
  const isRunning = talk.running !== null;

  const ask = (question: string): void => {
    if (question.trim() === '' || isRunning) return;
    setText('');
    talk.ask(question.trim());
  };
  const open = (id: string | null): void => {
    setOpenId(id);
    setListOpen(false);
  };
  useEvent('chat.changed', list.reload);
  useEvent('host.connection', ({ state }) => state === 'ready' && setting.reload());
  useEvent('host.reveal', ({ panel, id }) => panel === 'chat' && open(id));
  useComposed(setText, ask);

  const rows = list.data?.items ?? [];
  const current = rows.find(({ id }) => id === openId);
  return (
    <main class={`panel chat${isListOpen ? ' list-open' : ''}`}>
      <Header
        title={current ? titleOf(current, t('Untitled')) : t('New conversation')}
        isListOpen={isListOpen}
        onList={() => setListOpen(!isListOpen)}
        onNew={() => open(null)}
      />
      <div class="chat-body">
        <ConversationList
          rows={rows}
          total={list.data?.total ?? 0}
          openId={openId}
          onOpen={open}
          onRemoved={(id) => id === openId && setOpenId(null)}
          onMore={() => setListed(Math.min(200, listed + LISTED))}
        />
        <section class="talk" aria-label={t('Conversation')}>
          {openId === null && !talk.error ? (
            <Welcome onPick={ask} />
          ) : (
            <Thread talk={talk} setting={setting.data} onConversation={(source) => void openMessage(source.id)} />
          )}
          <ModelNotice setting={setting.data} />
          <Composer
            text={text}
            setting={setting.data}
            characterId={characterId}
            isRunning={isRunning}
            onText={setText}
            onSend={() => ask(text)}
            onStop={talk.stop}
            onCharacter={setCharacterId}
            onModel={(label) =>
              attempt(async () => {
                await client.call('chat.chooseModel', { label });
                setting.reload();
              })
            }
          />
        </section>
      </div>
    </main>
  );

  /** A message is found by its id; its conversation is opened. */
  async function openMessage(messageId: string): Promise<void> {
    const { conversationId } = await client.call('chat.find', { messageId });
    open(conversationId);
  }
}

interface HeaderProps {
  title: string;
  isListOpen: boolean;
  onList: () => void;
  onNew: () => void;
}

function Header({ title, isListOpen, onList, onNew }: HeaderProps): JSX.Element {
  const { t } = useApp();
  return (
    <header class="bar">
      <span class="narrow-only">
        <IconButton icon="list-unordered" label={t('Conversations')} isPressed={isListOpen} onClick={onList} />
      </span>
      <h1 class="bar-title">{title}</h1>
      <span class="spring" />
      <IconButton icon="add" label={t('New conversation')} onClick={onNew} />
    </header>
  );
}

/** What the host puts into the question, and asks when it says so. */
function useComposed(onText: (text: string) => void, onAsk: (text: string) => void): void {
  const [composed, setComposed] = useState<string | null>(null);
  useEvent('host.compose', ({ text, send }) => {
    if (send) setComposed(text);
    else onText(text);
  });
  useEffect(() => {
    if (composed === null) return;
    setComposed(null);
    onAsk(composed);
  }, [composed, onAsk]);
}
