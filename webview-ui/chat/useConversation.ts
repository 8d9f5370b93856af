import { useCallback, useEffect, useState } from 'preact/hooks';
import type { MessageRow } from '../../server/contract/panel/chat.js';
import { messageOf, useApp, useEvent } from '../client/app.js';

/** The conversation that is open. */
export interface Talk {
  messages: readonly MessageRow[];
  /** Earlier ones are there. */
  hasMore: boolean;
  /** What is being answered, as far as it came. */
  running: { askId: string; text: string } | null;
  error: string | null;
  /** With `replacing`, that message and all after it are taken back first. */
  ask: (text: string, replacing?: string) => void;
  stop: () => void;
  loadMore: () => void;
}

interface State {
  messages: MessageRow[];
  total: number;
  running: Talk['running'];
  error: string | null;
}

const EMPTY: State = { messages: [], total: 0, running: null, error: null };
const SHOWN = 50;

/** Follows one conversation, whoever speaks in it; `onBegun` tells the id of one that asking began. */
export function useConversation(id: string | null, characterId: string, onBegun: (id: string) => void): Talk {
  const { client } = useApp();
  const [state, setState] = useState<State>(EMPTY);
  const change = useCallback((next: Partial<State>) => setState((old) => ({ ...old, ...next })), []);

  const load = useCallback(
    async (conversationId: string, limit: number): Promise<void> => {
      const { items, total, running } = await client.call('chat.messages', { conversationId, offset: 0, limit });
      change({ messages: items, total, running });
    },
    [client, change],
  );
  useEffect(() => {
    setState(EMPTY);
    if (id !== null) load(id, SHOWN).catch((error: unknown) => change({ error: messageOf(error) }));
  }, [id, load, change]);

  useEvent('host.connection', ({ state: connection }) => {
    if (connection === 'ready' && id !== null) load(id, SHOWN).catch(() => undefined);
  });
  useEvent('chat.asked', ({ askId, conversationId, message }) => {
    if (conversationId !== id) return;
    setState((old) => ({
      messages: withMessage(old.messages, message),
      total: old.total + 1,
      running: old.running ?? { askId, text: '' },
      error: null,
    }));
  });
  useEvent('chat.delta', ({ askId, conversationId, text }) => {
    if (conversationId !== id) return;
    setState((old) => ({ ...old, running: { askId, text: (old.running?.text ?? '') + text } }));
  });
  useEvent('chat.answered', ({ conversationId, message }) => {
    if (conversationId !== id) return;
    setState((old) => ({ ...old, messages: withMessage(old.messages, message), total: old.total + 1, running: null }));
  });
  useEvent('chat.failed', ({ conversationId, code, message }) => {
    if (conversationId === id) change({ running: null, error: code === 'cancelled' ? null : message });
  });

  const ask = useCallback(
    (text: string, replacing: string | null = null) => {
      if (replacing !== null) setState((old) => ({ ...old, messages: upTo(old.messages, replacing), error: null }));
      client
        .call('chat.ask', { conversationId: id, text, characterId: characterId || null, replacing })
        .then(({ conversationId }) => id === null && onBegun(conversationId))
        .catch((error: unknown) => change({ error: messageOf(error) }));
    },
    [client, id, characterId, onBegun, change],
  );
  const { running, messages } = state;
  return {
    messages,
    running,
    error: state.error,
    hasMore: messages.length < state.total,
    ask,
    stop: () => running && void client.call('chat.stop', { askId: running.askId }),
    loadMore: () => id !== null && void load(id, Math.min(200, messages.length + SHOWN)),
  };
}

const withMessage = (messages: readonly MessageRow[], message: MessageRow): MessageRow[] =>
  messages.some(({ id }) => id === message.id) ? [...messages] : [...messages, message];

function upTo(messages: readonly MessageRow[], id: string): MessageRow[] {
  const at = messages.findIndex((message) => message.id === id);
  return at < 0 ? [...messages] : messages.slice(0, at);
}
