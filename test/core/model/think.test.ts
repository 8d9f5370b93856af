import { describe, expect, it } from 'vitest';
import { afterThinking, withoutThinking } from '../../../server/core/model/think.js';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield await Promise.resolve(text.slice(at, at + size));
}

async function strip(text: string, size: number): Promise<string> {
  let kept = '';
  for await (const piece of withoutThinking(inPieces(text, size))) kept += piece;
  return kept;
}

describe('an answer without the thinking', () => {
  it.each([
    ['<think>hm, 東京…</think>Tokyo', 'Tokyo'],
    ['so <think>a</think>it <think>b\n<thin</think>is', 'so it is'],
    ['1 < 2, <b>bold</b>, <thinking', '1 < 2, <b>bold</b>, <thinking'],
    ['<think>never ends', ''],
    ['<think></think>', ''],
    ['ends with <th', 'ends with <th'],
    ['', ''],
  ])('%j', async (text, kept) => {
    for (const size of [1, 2, 3, 7, 1_000]) expect(await strip(text, size)).toBe(kept);
  });

  it('comes as soon as it cannot be a mark any more', async () => {
    const pieces = withoutThinking(inPieces('Hello <b', 4))[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toBe('Hell');
  });

  it('begins behind a lone end mark', () => {
    expect(afterThinking('thought\n</think>\nanswer')).toBe('\nanswer');
    expect(afterThinking('answer')).toBe('answer');
  });
});
