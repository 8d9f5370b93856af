import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../server/core/conversation/evidence.js';
import { answerFromEvidence } from '../../../server/core/conversation/extractive.js';

const found = (text: string, similarity: number, kind: 'memory' | 'screen' = 'memory'): Evidence => ({
  source: { kind, id: text, text, at: new Date(2024, 4, 3, 14, 20).getTime(), app: 'notes' },
  text,
  similarity,
});

describe('an answer without a model', () => {
  it('quotes the best with time and place, leaves out what is far from it, and says how to connect a model', () => {
    const { text, quoted } = answerFromEvidence(
      'What is the database?',
      [found('heron is\n the database', 0.6), found('a log line', 0.4, 'screen'), found('unrelated', 0.2)],
      null,
    );
    expect(text).toContain('- heron is the database (memory, 2024-05-03 14:20, notes)');
    expect(text).toContain('- a log line (on the screen, ');
    expect(text).not.toContain('unrelated');
    expect(text).toMatch(/No language model is connected\. To connect one: start Ollama/);
    expect(quoted).toHaveLength(2);
  });

  it('says so where nothing was found, and what to do', () => {
    const { text, quoted } = answerFromEvidence('What is the database?', [], null);
    expect(text).toMatch(/^Your memory holds nothing about this yet\./);
    expect(text).not.toContain('quoted');
    expect(quoted).toEqual([]);
  });

  it('names the model that does not answer', () => {
    expect(answerFromEvidence('What?', [], 'llama3.2:3b').text).toContain('llama3.2:3b does not answer now');
  });

  it.each(['Hello!', 'hi', 'Who are you?', '你好', '你是谁？'])('greets back: %s', (greeting) => {
    expect(answerFromEvidence(greeting, [found('something', 0.3)], null)).toMatchObject({
      text: expect.stringContaining('Loci'),
      quoted: [],
    });
  });

  it('speaks Chinese where the question does', () => {
    expect(answerFromEvidence('数据库叫什么？', [found('数据库叫苍鹭', 0.6)], null).text).toMatch(
      /你的记忆里有这些相关内容[^]*数据库叫苍鹭（?.*记忆[^]*尚未连接语言模型/,
    );
  });

  it('shortens what is long', () => {
    expect(answerFromEvidence('What?', [found('word '.repeat(1000), 0.6)], null).text.length).toBeLessThan(1200);
  });
});
