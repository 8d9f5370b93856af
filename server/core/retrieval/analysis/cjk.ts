/**
 * Terms of a run of a script without spaces: every character and every pair of neighbours. Pairs find words
 * without having to agree with a dictionary on where words end; single characters find one-character words.
 */
export function runTerms(run: string): { characters: string[]; pairs: string[] } {
  const characters = Array.from(run);
  const pairs: string[] = [];
  for (let i = 0; i + 1 < characters.length; i++) pairs.push(`${characters[i] ?? ''}${characters[i + 1] ?? ''}`);
  return { characters, pairs };
}

/** Makes the word segmenter for queries; documents do without, so that building an index stays fast. */
export function createRunSegmenter(): (run: string) => string[] {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
  return (run) => Array.from(segmenter.segment(run), (part) => part.segment);
}
