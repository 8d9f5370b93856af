import type { MessageRow } from '../../server/contract/panel/chat.js';
import type { EventData, Reply } from '../client/client.js';

/** What is known of the open conversation. */
export interface TalkState {
  messages: readonly MessageRow[];
  total: number;
  /** What is being answered, as far as it came. */
  running: { askId: string; text: string } | null;
  error: string | null;
  /** Answers that have come to their end. */
  settled: readonly string[];
}

export const EMPTY_TALK: TalkState = { messages: [], total: 0, running: null, error: null, settled: [] };

export type TalkChange =
  | { kind: 'opened' }
  | { kind: 'loaded'; page: Reply<'chat.messages'> }
  | { kind: 'asked'; event: EventData<'chat.asked'> }
  | { kind: 'delta'; event: EventData<'chat.delta'> }
  | { kind: 'answered'; event: EventData<'chat.answered'> }
  | { kind: 'failed'; event: EventData<'chat.failed'> }
  | { kind: 'rewound'; messageId: string }
  | { kind: 'broken'; error: string };

/** Events and answers come over different connections: whichever is first, the same comes of them. */
export function changeTalk(state: TalkState, change: TalkChange): TalkState {
  switch (change.kind) {
    case 'opened':
      return EMPTY_TALK;
    case 'loaded':
      return loaded(state, change.page);
    case 'asked': {
      const { askId, message } = change.event;
      return { ...withMessage(state, message), running: runningAs(state, askId), error: null };
    }
    case 'delta': {
      const { askId, from, text } = change.event;
      const known = runningAs(state, askId);
      // A piece that does not fit is one that a later answer to `chat.messages` holds.
      if (!known || from > known.text.length) return state;
      return { ...state, running: { askId, text: known.text.slice(0, from) + text } };
    }
    case 'answered':
      return { ...withMessage(state, change.event.message), ...settle(state, change.event.askId) };
    case 'failed': {
      const { askId, code, message } = change.event;
      return { ...state, ...settle(state, askId), error: code === 'cancelled' ? null : message };
    }
    case 'rewound': {
      const at = state.messages.findIndex(({ id }) => id === change.messageId);
      return at < 0 ? state : { ...state, messages: state.messages.slice(0, at), error: null };
    }
    case 'broken':
      return { ...state, error: change.error };
  }
}

function loaded(state: TalkState, { items, total, running }: Reply<'chat.messages'>): TalkState {
  const ids = new Set(items.map(({ id }) => id));
  const newest = items.at(-1)?.at ?? 0;
  const since = state.messages.filter(({ id, at }) => !ids.has(id) && at >= newest);
  const known = running && runningAs(state, running.askId);
  const longer = running && known && known.text.length > running.text.length ? known : running;
  return {
    ...state,
    messages: [...items, ...since],
    total: total + since.length,
    running: known ? longer : null,
  };
}

/** What there is of an answer; null when it has come to its end. */
function runningAs({ running, settled }: TalkState, askId: string): TalkState['running'] {
  if (settled.includes(askId)) return null;
  return running?.askId === askId ? running : { askId, text: '' };
}

function settle({ running, settled }: TalkState, askId: string): Pick<TalkState, 'running' | 'settled'> {
  return { running: running?.askId === askId ? null : running, settled: [...settled, askId] };
}

function withMessage(state: TalkState, message: MessageRow): TalkState {
  if (state.messages.some(({ id }) => id === message.id)) return state;
  return { ...state, messages: [...state.messages, message], total: state.total + 1 };
}
