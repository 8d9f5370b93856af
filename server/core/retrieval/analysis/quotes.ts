const QUOTED = /["“„«「『]([^"“”„«»「」『』]{2,200})["”“»」』]/g;
const MAX_TEXT = 2000;
const MAX_QUOTES = 4;

/** What stands in quotation marks of any style, without them: the first few. */
export function quotedIn(text: string): string[] {
  return Array.from(text.slice(0, MAX_TEXT).matchAll(QUOTED), (match) => match[1] ?? '').slice(0, MAX_QUOTES);
}
