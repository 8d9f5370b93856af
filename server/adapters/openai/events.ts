import { readLines } from '../modelServer/lines.js';

const FIELD = /^(?:data|event|id|retry|):/;

/**
 * The data of each event of a Server-Sent Events body, however its bytes are cut. A line that is no field of an event
 * belongs to a plain answer, which comes out as one.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(5).trim());
    else if (line !== '' && !FIELD.test(line)) data.push(line);
  }
  if (data.length > 0) yield data.join('\n');
}
