/** How a code unit takes part in a token. */
const OUTSIDE = 0;
const WORD = 1;
/** Scripts written without spaces between words; a run of them is cut by the CJK rules. */
const UNSPACED = 2;
/** Joins two word characters into one compound: `snake_case`, `src/a.ts`, `ERR-12`. */
const JOINER = 3;
/** First half of a pair beyond the basic plane. */
const SURROGATE = 4;

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

/** Class of every code unit; one table makes a scan a few nanoseconds per character. */
function createClasses(): Uint8Array {
  const classes = new Uint8Array(65536);
  for (let unit = 0; unit < classes.length; unit++) classes[unit] = classify(unit);
  return classes;
}

/** End of the word that starts at `start`: joiners count only between two word characters. */
function wordEnd(text: string, start: number, classes: Uint8Array): number {
  let end = start + 1;
  while (end < text.length) {
    const kind = classes[text.charCodeAt(end)];
    const joins = kind === JOINER && classes[text.charCodeAt(end + 1)] === WORD;
    if (kind !== WORD && !joins) break;
    end++;
  }
  return end;
}

function runEnd(text: string, start: number, classes: Uint8Array): number {
  let end = start + 1;
  while (end < text.length && classes[text.charCodeAt(end)] === UNSPACED) end++;
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

/** Makes a scanner that hands every token of a text to a sink, in order, in time linear in the text. */
export function createTokenizer(): (text: string, sink: TokenSink) => void {
  const classes = createClasses();
  return (text, sink) => {
    let at = 0;
    while (at < text.length) {
      const kind = classes[text.charCodeAt(at)];
      if (kind === WORD) {
        const end = wordEnd(text, at, classes);
        sink.word(text.slice(at, end));
        at = end;
      } else if (kind === UNSPACED) {
        const end = runEnd(text, at, classes);
        sink.run(text.slice(at, end));
        at = end;
      } else if (kind === SURROGATE) at = readPair(text, at, sink);
      else at++;
    }
  };
}
