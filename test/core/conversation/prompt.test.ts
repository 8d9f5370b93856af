import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../server/core/conversation/evidence.js';
import {
  buildPrompt,
  estimateTokens,
  formatMoment,
  type PromptParts,
} from '../../../server/core/conversation/prompt.js';
import type { Message } from '../../../server/ports/entities.js';

const evidenceOf = (text: string): Evidence => ({
  source: { kind: 'memory', id: text, text, at: new Date(2024, 4, 3, 14, 20).getTime(), app: 'notes' },
  text,
  similarity: 0.5,
});

const said = (content: string, role: Message['role'] = 'user'): Message => ({
  id: content,
  conversationId: 'c',
  userId: 'u',
  appId: 'a',
  role,
  content,
  characterId: null,
  model: null,
  sources: [],
  metadata: {},
  createdAt: 0,
});

const build = (parts: Partial<PromptParts> = {}): ReturnType<typeof buildPrompt> =>
  buildPrompt({
    systemPrompt: null,
    userName: null,
    evidence: [],
    history: [],
    question: 'What now?',
    now: new Date(2024, 4, 22, 15, 30).getTime(),
    contextTokens: 2000,
    answerTokens: 500,
    ...parts,
  });

describe('the prompt', () => {
  it('holds who it is, what is known with its mark, time and place, what was said, and the question', () => {
    const messages = build({
      systemPrompt: 'You are a pirate.',
      userName: 'Alice',
      evidence: [evidenceOf('heron is the database'), evidenceOf('second\nline')],
      history: [said('Hi'), said('Hello.', 'assistant'), said('ignored', 'system')],
    });
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
    const [system] = messages;
    expect(system!.content).toMatch(/^You are a pirate\./);
    expect(system!.content).toContain('It is 2024-05-22 15:30. You are speaking with Alice.');
    expect(system!.content).toContain('[#1] (memory, 2024-05-03 14:20, notes) heron is the database\n[#2] ');
    expect(system!.content).toContain(') second line');
    expect(messages.at(-1)).toEqual({ role: 'user', content: 'What now?' });
  });

  it('says so where nothing is known', () => {
    expect(build()[0]!.content).toContain('holds nothing about this');
  });

  it('leaves out the least of what was found, and the oldest of what was said, to stay within what is read', () => {
    const evidence = Array.from({ length: 12 }, (_, i) => evidenceOf(`fact ${i} ${'word '.repeat(100)}`));
    const history = Array.from({ length: 40 }, (_, i) => said(`turn ${i} ${'talk '.repeat(40)}`));
    const messages = build({ evidence, history });
    const all = messages.map(({ content }) => content).join('\n');
    expect(estimateTokens(all)).toBeLessThan(1600);
    expect(all).toContain('fact 0 ');
    expect(all).not.toContain('fact 11 ');
    expect(messages.at(-2)!.content).toContain('turn 39');
    expect(all).not.toContain('turn 0 ');
  });

  it('counts scripts without spaces by the letter', () => {
    expect(estimateTokens('abcd'.repeat(10))).toBe(10);
    expect(estimateTokens('记忆'.repeat(10))).toBe(20);
  });

  it('tells times on the calendar of this machine', () => {
    expect(formatMoment(new Date(2024, 0, 2, 3, 4).getTime())).toBe('2024-01-02 03:04');
  });
});
