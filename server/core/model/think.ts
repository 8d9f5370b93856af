const OPEN = '<think>';
const CLOSE = '</think>';

/** Models whose chat template may open the thinking itself, so that only its end is seen. */
const UNOPENED = /deepseek-r1|(?:^|[-/])r1\b|qwq|thinking|magistral|reason/i;

export function mayThinkUnopened(model: string): boolean {
  return UNOPENED.test(model);
}

/**
 * Passes on a model's answer without its `<think>` parts, as it comes; a mark cut in two between pieces is still seen.
 * `mayBeOpen`: the beginning may be thinking that was never opened, so nothing is passed on before that is known.
 */
export async function* withoutThinking(pieces: AsyncIterable<string>, mayBeOpen = false): AsyncIterable<string> {
  if (mayBeOpen) {
    yield* withoutThinking(afterUnopened(pieces));
    return;
  }
  let held = '';
  let isThinking = false;
  for await (const piece of pieces) {
    held += piece;
    for (;;) {
      const mark = isThinking ? CLOSE : OPEN;
      const at = held.indexOf(mark);
      if (at === -1) break;
      if (!isThinking && at > 0) yield held.slice(0, at);
      held = held.slice(at + mark.length);
      isThinking = !isThinking;
    }
    const safe = held.length - possibleMark(held, isThinking ? CLOSE : OPEN);
    if (!isThinking && safe > 0) yield held.slice(0, safe);
    held = held.slice(safe);
  }
  if (!isThinking && held !== '') yield held;
}

/** Holds back the beginning until a mark tells whether it was thinking; an end mark drops it. */
async function* afterUnopened(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let held = '';
  let isKnown = false;
  for await (const piece of pieces) {
    if (isKnown) {
      yield piece;
      continue;
    }
    held += piece;
    const [open, close] = [held.indexOf(OPEN), held.indexOf(CLOSE)];
    isKnown = open !== -1 || close !== -1;
    if (isKnown) yield close !== -1 && (open === -1 || close < open) ? held.slice(close + CLOSE.length) : held;
  }
  if (!isKnown && held !== '') yield held;
}

/** Length of the longest end of `text` that a mark could begin with. */
function possibleMark(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length--)
    if (mark.startsWith(text.slice(-length))) return length;
  return 0;
}

/** The rest of a whole answer behind a lone end mark: some chat templates open the thinking themselves. */
export function afterThinking(text: string): string {
  const end = text.lastIndexOf(CLOSE);
  return end === -1 ? text : text.slice(end + CLOSE.length);
}
