const OPEN = '<think>';
const CLOSE = '</think>';

/** Passes on a model's answer without its `<think>` parts, as it comes; a mark cut in two between pieces is still seen. */
export async function* withoutThinking(pieces: AsyncIterable<string>): AsyncIterable<string> {
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
