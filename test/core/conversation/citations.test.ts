import { describe, expect, it } from 'vitest';
import { createCitations } from '../../../server/core/conversation/citations.js';
import type { Evidence } from '../../../server/core/conversation/evidence.js';

const evidence: Evidence[] = ['heron is the staging database', 'the cat sleeps on the warm radiator'].map(
  (text, i) => ({
    source: { kind: 'memory', id: `m${i + 1}`, text, at: 0, app: 'notes' },
    text,
    similarity: 0.5,
  }),
);

async function pass(...pieces: string[]): Promise<{ text: string; used: string[]; pieces: string[] }> {
  const citations = createCitations(evidence);
  const passed: string[] = [];
  for await (const piece of citations.pass(
    (async function* () {
      await Promise.resolve();
      yield* pieces;
    })(),
  ))
    passed.push(piece);
  const text = passed.join('');
  return { text, used: citations.used(text).map(({ id }) => id), pieces: passed };
}

describe('citations', () => {
  it.each([
    [['It is heron [#1].'], 'It is heron.', ['m1']],
    [['It is heron', ' [', '#', '1', ']', ' now.'], 'It is heron now.', ['m1']],
    [['Both [#1, #2].'], 'Both.', ['m1', 'm2']],
    [['Both [#2][#1]'], 'Both', ['m1', 'm2']],
    [['Use a[1] or [x](y) or [ ] in [brackets].'], 'Use a[1] or [x](y) or [ ] in [brackets].', []],
    [['An open ['], 'An open [', []],
    [['Not there [#9].'], 'Not there.', []],
  ])('%j', async (pieces, text, used) => {
    expect(await pass(...pieces)).toMatchObject({ text, used });
  });

  it('passes on at once what cannot become a mark', async () => {
    expect((await pass('One ', 'two ', 'three')).pieces.join('|')).toMatch(/^One\|? ?\|?two/);
  });

  it('knows what was plainly taken, where nothing was marked', async () => {
    expect((await pass('Your cat sleeps on the warm radiator.')).used).toEqual(['m2']);
    expect((await pass('I know nothing of cats.')).used).toEqual([]);
  });
});
