import { KIND_WORDS } from './kindWords.js';

/** Makes the function from a term that names a kind to the terms of that kind. */
export function createKinds(stem: (word: string) => string): (term: string) => ReadonlySet<string> {
  const members = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  const termsOf = (words: string): string[] => words.trim().split(' ').map(stem);
  for (const line of KIND_WORDS.trim().split('\n')) {
    const [heads = '', answers = ''] = line.split(':');
    for (const head of termsOf(heads)) {
      const known = members.get(head) ?? new Set();
      for (const member of termsOf(answers)) if (member !== head) known.add(member);
      members.set(head, known);
    }
  }
  return (term) => members.get(term) ?? none;
}
