import { describe, expect, it } from 'vitest';
import type { MessageRow } from '../../server/contract/panel/chat.js';
import { changeTalk, EMPTY_TALK, type TalkChange, type TalkState } from '../../webview-ui/chat/talkState.js';

const message = (id: string, role: MessageRow['role'], at: number): MessageRow => ({
  id,
  role,
  text: id,
  model: null,
  characterId: null,
  sources: [],
  at,
  audioUrl: null,
});
const [question, answer] = [message('q', 'user', 1), message('a', 'assistant', 2)];
const about = { askId: 'ask', conversationId: 'c' };
const asked: TalkChange = { kind: 'asked', event: { ...about, message: question } };
const delta = (from: number, text: string): TalkChange => ({ kind: 'delta', event: { ...about, from, text } });
const answered: TalkChange = { kind: 'answered', event: { ...about, message: answer } };
const loaded = (items: MessageRow[], running: string | null): TalkChange => ({
  kind: 'loaded',
  page: { items, total: items.length, running: running === null ? null : { askId: 'ask', text: running } },
});
const after = (...changes: TalkChange[]): TalkState => changes.reduce(changeTalk, EMPTY_TALK);

describe('a conversation that is told of twice', () => {
  it('is the same, whichever of events and answers comes first', () => {
    for (const state of [
      after(asked, delta(0, 'He'), loaded([question], 'He'), delta(2, 'llo'), answered),
      after(loaded([question], 'Hel'), delta(0, 'He'), delta(2, 'llo'), answered),
      after(asked, delta(0, 'Hello'), answered, loaded([question], 'Hello')),
      after(answered, loaded([question, answer], null)),
      after(loaded([question, answer], null), asked, answered),
    ]) {
      expect(state.messages.map(({ id }) => id)).toEqual(['q', 'a']);
      expect([state.total, state.running]).toEqual([2, null]);
    }
  });

  it('adds each piece once, and waits where one is missing', () => {
    expect(after(asked, delta(0, 'He'), delta(0, 'He'), delta(2, 'llo')).running?.text).toBe('Hello');
    expect(after(asked, delta(5, '!')).running?.text).toBe('');
    expect(after(asked, delta(0, 'Hello'), loaded([question], 'He')).running?.text).toBe('Hello');
  });

  it('ends without an answer when it was stopped, and says why when it failed', () => {
    const failed = (code: string): TalkChange => ({ kind: 'failed', event: { ...about, code, message: 'Away' } });
    expect(after(asked, failed('cancelled'))).toMatchObject({ running: null, error: null });
    expect(after(asked, failed('unavailable'), delta(0, 'late'))).toMatchObject({ running: null, error: 'Away' });
  });

  it('is taken back to a message', () => {
    expect(after(asked, answered, { kind: 'rewound', messageId: 'a' }).messages).toEqual([question]);
  });
});
