/** How a code unit takes part in a token; 0 = not looked at yet. */
const OUTSIDE = 1;
const WORD = 2;
/** Scripts written without spaces between words; a run of them is cut by the CJK rules. */
const UNSPACED = 3;
/** Joins two word characters into one compound: `snake_case`, `src/a.ts`, `ERR-12`. */
const JOINER = 4;
/** First half of a pair beyond the basic plane. */
const SURROGATE = 5;

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}$]/u;
const UNSPACED_CHARACTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;
const SYMBOL_CHARACTER = /\p{Extended_Pictographic}/u;
const JOINERS = "_-./\\:@#'+&";

export interface TokenSink {
  /** A word or a compound of words, as written. */
  word(text: string): void;
  /** A stretch of a script without spaces, as written. */
  run(text: string): void;
}

function classify(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdbff) return SURROGATE;
  const character = String.fromCharCode(unit);
  if (JOINERS.includes(character)) return JOINER;
  if (UNSPACED_CHARACTER.test(character)) return UNSPACED;
  return WORD_CHARACTER.test(character) ? WORD : OUTSIDE;
}

/** Class of each code unit that was seen: one table makes a scan a few nanoseconds per character. */
const classes = new Uint8Array(65536);

/** Undefined beyond the text. */
function classAt(text: string, at: number): number | undefined {
  const unit = text.charCodeAt(at);
  const known = classes[unit];
  return known === 0 ? (classes[unit] = classify(unit)) : known;
}

/** End of the word that starts at `start`: joiners count only between two word characters. */
function wordEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length) {
    const kind = classAt(text, end);
    const joins = kind === JOINER && classAt(text, end + 1) === WORD;
    if (kind !== WORD && !joins) break;
    end++;
  }
  return end;
}

function runEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && classAt(text, end) === UNSPACED) end++;
  return end;
}

/** A pair beyond the basic plane stands alone: a rare ideograph as a run, a symbol as a word. Lone halves are skipped. */
function readPair(text: string, start: number, sink: TokenSink): number {
  const point = text.codePointAt(start) ?? 0;
  if (point <= 0xffff) return start + 1;
  const character = String.fromCodePoint(point);
  if (UNSPACED_CHARACTER.test(character)) sink.run(character);
  else if (WORD_CHARACTER.test(character) || SYMBOL_CHARACTER.test(character)) sink.word(character);
  return start + 2;
}

/** Hands every token of a text to a sink, in order, in time linear in the text. */
export function tokenize(text: string, sink: TokenSink): void {
  let at = 0;
  while (at < text.length) {
    const kind = classAt(text, at);
    if (kind === WORD) {
      const end = wordEnd(text, at);
      sink.word(text.slice(at, end));
      at = end;
    } else if (kind === UNSPACED) {
      const end = runEnd(text, at);
      sink.run(text.slice(at, end));
      at = end;
    } else if (kind === SURROGATE) at = readPair(text, at, sink);
    else at++;
  }
}
