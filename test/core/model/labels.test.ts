import { describe, expect, it } from 'vitest';
import { labelOf, parseLabel } from '../../../server/core/model/labels.js';
import { mayThinkUnopened, withoutThinking } from '../../../server/core/model/think.js';

describe('model names', () => {
  it.each([
    ['llama3.2:3b', 'ollama', 'llama3.2:3b'],
    ['openai:gpt-4o-mini', 'openai', 'gpt-4o-mini'],
    ['ollama:qwen3:8b', 'ollama', 'qwen3:8b'],
    ['editor:gpt-5', 'editor', 'gpt-5'],
  ])('%s', (label, provider, model) => {
    expect(parseLabel(label)).toEqual({ provider, model });
    expect(parseLabel(labelOf(provider, model))).toEqual({ provider, model });
  });
});

async function pass(mayBeOpen: boolean, ...pieces: string[]): Promise<string[]> {
  const passed: string[] = [];
  const source = (async function* () {
    await Promise.resolve();
    yield* pieces;
  })();
  for await (const piece of withoutThinking(source, mayBeOpen)) passed.push(piece);
  return passed;
}

describe('thinking that was never opened', () => {
  it('is dropped up to its end, and not shown meanwhile', async () => {
    expect(await pass(true, 'secret ', 'plan</th', 'ink>', 'Answer', ' goes on')).toEqual(['Answer', ' goes on']);
    expect(await pass(true, '<think>secret</think>', 'Answer')).toEqual(['Answer']);
    expect(await pass(true, 'No thinking ', 'at all')).toEqual(['No thinking at all']);
    expect(await pass(false, 'No thinking ', 'at all')).toEqual(['No thinking ', 'at all']);
  });

  it.each(['deepseek-r1:8b', 'qwq:32b', 'qwen3-thinking', 'hf.co/x/r1'])('is expected of %s', (model) => {
    expect(mayThinkUnopened(model)).toBe(true);
  });

  it.each(['llama3.2:3b', 'gpt-4o-mini', 'gemma3'])('is not of %s', (model) => {
    expect(mayThinkUnopened(model)).toBe(false);
  });
});
