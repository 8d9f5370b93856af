import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { messageOf, useApp, useEvent } from '../client/app.js';
import { changeTalk, EMPTY_TALK, type TalkState } from './talkState.js';

/** The conversation that is open, and what can be done in it. */
export interface Talk extends TalkState {
  /** Earlier ones are there. */
  hasMore: boolean;
  /** With `replacing`, that message and all after it are taken back first. */
  ask: (text: string, replacing?: string) => void;
  stop: () => void;
  loadMore: () => void;
}

const SHOWN = 50;
const MOST_SHOWN = 200;

/** Follows one conversation, whoever speaks in it; `onBegun` tells the id of one that asking began. */
export function useConversation(id: string | null, characterId: string, onBegun: (id: string) => void): Talk {
  const { client } = useApp();
  const [state, change] = useReducer(changeTalk, EMPTY_TALK);
  const isOurs = ({ conversationId }: { conversationId: string }): boolean => conversationId === id;

  const load = useCallback(
    (conversationId: string, limit: number): void => {
      client.call('chat.messages', { conversationId, offset: 0, limit }).then(
        (page) => change({ kind: 'loaded', page }),
        (error: unknown) => change({ kind: 'broken', error: messageOf(error) }),
      );
    },
    [client],
  );
  useEffect(() => {
    change({ kind: 'opened' });
    if (id !== null) load(id, SHOWN);
  }, [id, load]);

  useEvent('host.connection', ({ state: connection }) => {
    if (connection === 'ready' && id !== null) load(id, SHOWN);
  });
  useEvent('chat.asked', (event) => isOurs(event) && change({ kind: 'asked', event }));
  useEvent('chat.delta', (event) => isOurs(event) && change({ kind: 'delta', event }));
  useEvent('chat.answered', (event) => isOurs(event) && change({ kind: 'answered', event }));
  useEvent('chat.failed', (event) => isOurs(event) && change({ kind: 'failed', event }));

  const ask = useCallback(
    (text: string, replacing: string | null = null) => {
      if (replacing !== null) change({ kind: 'rewound', messageId: replacing });
      client
        .call('chat.ask', { conversationId: id, text, characterId: characterId || null, replacing })
        .then(({ conversationId }) => id === null && onBegun(conversationId))
        .catch((error: unknown) => change({ kind: 'broken', error: messageOf(error) }));
    },
    [client, id, characterId, onBegun],
  );
  const { running, messages, total } = state;
  return {
    ...state,
    hasMore: messages.length < total && messages.length < MOST_SHOWN,
    ask,
    stop: () => running && void client.call('chat.stop', { askId: running.askId }),
    loadMore: () => id !== null && load(id, Math.min(MOST_SHOWN, messages.length + SHOWN)),
  };
}
