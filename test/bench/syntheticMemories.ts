import type { Memory } from '../../server/ports/entities.js';
import { memoryOf } from '../support/memory.js';

/** Texts that look like memories to an index: words by Zipf's law, in sessions. The same seed gives the same texts. */
export interface Corpus {
  memory(index: number, owner: { userId: string; appId: string }): Memory;
  /** A question of a few words, most of them from one text. */
  question(): string;
}

const VOCABULARY = 30_000;
const WORDS = 20;
const SESSION_LENGTH = 20;
const FIRST_DAY = Date.UTC(2024, 0, 1);

/** Deterministic numbers in 0..1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function createVocabulary(random: () => number): string[] {
  const syllables =
    'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu'.split(
      ' ',
    );
  const words = new Set<string>();
  while (words.size < VOCABULARY) {
    const length = 2 + Math.floor(random() * 3);
    words.add(Array.from({ length }, () => syllables[Math.floor(random() * syllables.length)] ?? '').join(''));
  }
  return [...words];
}

/** Every corpus speaks with the same words; the seed decides what it says. */
export function createCorpus(seed = 7): Corpus {
  const vocabulary = createVocabulary(createRandom(1));
  const random = createRandom(seed);
  // The n-th word is drawn about 1/n as often as the first.
  const word = (): string => vocabulary[Math.floor(VOCABULARY ** random()) - 1] ?? '';
  const sentence = (length: number): string => Array.from({ length }, word).join(' ');
  return {
    memory(index, owner) {
      const content = `${sentence(WORDS)} ${index}`;
      const toldAt = FIRST_DAY + index * 60_000;
      return memoryOf(owner, content, {
        sessionId: `session-${Math.floor(index / SESSION_LENGTH)}`,
        metadata: { index },
        toldAt,
        createdAt: toldAt,
        updatedAt: toldAt,
      });
    },
    question: () => `where is the ${sentence(3)} ${vocabulary[Math.floor(random() * VOCABULARY)] ?? ''}`,
  };
}
