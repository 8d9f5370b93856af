const MOST_HEADERS = 50;
/** They say where a request goes or where its body ends: not for a caller to choose. */
const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** RFC 9110 `token`. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110 `field-value`: no control character, so no line break. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** What is wrong with the headers that go with a callback; null = they may be sent. */
export function callbackHeadersProblem(headers: Record<string, string>): string | null {
  const entries = Object.entries(headers);
  if (entries.length > MOST_HEADERS) return `must be at most ${MOST_HEADERS}`;
  for (const [name, value] of entries) {
    if (!HEADER_NAME.test(name)) return 'must have names of letters, digits and hyphens';
    if (OWN_HEADERS.has(name.toLowerCase())) return `must not set ${name}`;
    if (!HEADER_VALUE.test(value)) return `${name} must not hold line breaks or characters outside Latin-1`;
  }
  return null;
}
