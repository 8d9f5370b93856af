import { CoreError } from '../../ports/errors.js';

const LONGEST_LINE = 8 * 1024 * 1024;

/** The lines of a UTF-8 text as they become whole, without their ends; an unfinished last line counts. */
export async function* splitLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new CoreError('upstream_failed', 'The model server sent an endless line');
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

/** The value of one line or event. */
export function parseAnswer(server: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message would quote the answer.
    throw new CoreError('upstream_failed', `${server} sent something that is not JSON`);
  }
}
