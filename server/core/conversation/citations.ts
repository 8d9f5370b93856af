import type { Source } from '../../ports/entities.js';
import { contentWords } from '../text/words.js';
import type { Evidence } from './evidence.js';

const MARK = /\s?\[#(\d{1,3}(?:\s*,\s*#?\d{1,3})*)\]/g;
/** The beginning of a mark that is not whole yet. */
const OPEN_MARK = /\s?(?:\[(?:#[\d\s,#]{0,20})?)?$/;

/** Takes the marks out of an answer as it comes, and remembers which there were. */
export interface Citations {
  pass(pieces: AsyncIterable<string>): AsyncIterable<string>;
  /** What the answer rests on: what it marked; where it marked nothing, what it plainly took its words from. */
  used(answer: string): Source[];
}

/** An answer that has this many of an entry's words, and this share, took them from there. */
const SHARED_WORDS = 3;
const SHARED_SHARE = 0.5;

export function createCitations(evidence: readonly Evidence[]): Citations {
  const cited = new Set<number>();

  const withoutMarks = (text: string): string =>
    text.replace(MARK, (_mark, numbers: string) => {
      for (const number of numbers.match(/\d+/g) ?? []) cited.add(Number(number));
      return '';
    });

  return {
    async *pass(pieces) {
      let held = '';
      for await (const piece of pieces) {
        held = withoutMarks(held + piece);
        const open = OPEN_MARK.exec(held)?.[0].length ?? 0;
        const ready = held.slice(0, held.length - open);
        held = held.slice(held.length - open);
        if (ready !== '') yield ready;
      }
      if (held !== '') yield held;
    },
    used(answer) {
      const marked = evidence.filter((_, index) => cited.has(index + 1));
      const used = marked.length > 0 ? marked : evidence.filter(({ text }) => isTaken(text, answer));
      return used.map(({ source }) => source);
    },
  };
}

function isTaken(text: string, answer: string): boolean {
  const words = new Set(contentWords(answer));
  const own = [...new Set(contentWords(text))];
  const shared = own.filter((word) => words.has(word)).length;
  return shared >= SHARED_WORDS && shared >= SHARED_SHARE * own.length;
}
