import { isStopWord } from '../../text/words.js';

/** Where letters have no capitals, names cannot be seen; so much of all that was written must then be left. */
const LEAST_SHARE = 0.5;

/** A merged text still holds every number and name of each text before it. */
export function keepsFacts(before: string[], merged: string): boolean {
  const numbers = new Set(numbersOf(merged));
  const lower = merged.toLowerCase();
  return before.every(
    (text) =>
      numbersOf(text).every((number) => numbers.has(number)) &&
      namesOf(text).every((name) => lower.includes(name)) &&
      shareOf(pairsOf(text), lower) >= LEAST_SHARE,
  );
}

function numbersOf(text: string): string[] {
  return text.match(/\d+(?:[.:,/-]\d+)*/g) ?? [];
}

/** Capitalised words, also those that only begin a sentence: better to doubt a good text than to lose a name. */
function namesOf(text: string): string[] {
  const words = text.replace(/^#.*$/gm, '').match(/\p{Lu}[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.map((word) => word.toLowerCase()).filter((word) => !isStopWord(word));
}

/** Neighbouring letters of scripts without capitals. */
function pairsOf(text: string): string[] {
  const runs = text.match(/[\p{Lo}\p{M}]{2,}/gu) ?? [];
  return runs.flatMap((run) =>
    Array.from(run)
      .map((letter, index, letters) => `${letter}${letters[index + 1] ?? ''}`)
      .slice(0, -1),
  );
}

function shareOf(parts: string[], text: string): number {
  return parts.length === 0 ? 1 : parts.filter((part) => text.includes(part)).length / parts.length;
}
