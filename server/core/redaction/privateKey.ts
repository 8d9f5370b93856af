const BEGIN = '-----BEGIN ';
const TITLE = /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/y;
const END = /-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----/;
/** Longer than any key that is in use. */
const LONGEST = 64_000;
/** Text without this has no key between its marks, and only speaks of one. */
const KEY_LINE = /[A-Za-z0-9+/]{16}/;
/** Lines of a key that is cut off, with its headers; line breaks may be written as `\n`, lines quoted or indented. */
const LINES =
  /(?:(?:\\[nr]|[\s>|"'*#]){0,8}(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash): ?[^\r\n]{0,100}|[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{2,15}={1,2}))*/y;

/** Where private keys (PEM, PGP) stand in a text, with or without their end: an unfinished key is a secret too. */
export function findPrivateKeys(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  let next = text.indexOf(BEGIN);
  while (next !== -1) {
    const start = next;
    next = text.indexOf(BEGIN, start + BEGIN.length);
    const body = endOfMatch(TITLE, text, start);
    const end = body === null ? null : endOfKey(text, body, next === -1 ? text.length : next);
    if (end !== null) found.push([start, end]);
  }
  return found;
}

/** Where the key that begins at `body` ends, before `limit`; null = there is none. */
function endOfKey(text: string, body: number, limit: number): number | null {
  const block = text.slice(body, Math.min(limit, body + LONGEST));
  const closing = END.exec(block);
  if (closing) return KEY_LINE.test(block.slice(0, closing.index)) ? body + closing.index + closing[0].length : null;
  const end = endOfMatch(LINES, block, 0) ?? 0;
  return KEY_LINE.test(block.slice(0, end)) ? body + end : null;
}

function endOfMatch(sticky: RegExp, text: string, at: number): number | null {
  const pattern = new RegExp(sticky);
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
