import { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { CoreError } from '../../ports/errors.js';
import { BrokenOff } from '../modelServer/attempts.js';
import { readLines } from '../modelServer/lines.js';
import { send, type ModelServer } from '../modelServer/request.js';

const PartSchema = z.object({
  message: z.object({ content: z.string().optional() }),
  done: z.boolean(),
});

/**
 * What the `ollama` package is given as its `fetch`. Refusals and broken answers are thrown here: the package would print
 * them to the console, and skip the broken lines of an answer.
 */
export function createTransport(server: ModelServer, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const response = await send(server, url, typeof init?.body === 'string' ? init.body : undefined, signal);
    if (!url.endsWith('/api/chat') || !response.body) return response;
    return new Response(ReadableStream.from(checkedLines(server.name, response.body as AsyncIterable<Uint8Array>)));
  };
}

/** The lines of a streamed answer. The last one waits for the end of the body: the package reads no further than that. */
async function* checkedLines(server: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let last: string | null = null;
  for await (const line of readLines(body)) {
    if (line === '') continue;
    const part = PartSchema.safeParse(JSON.parse(line));
    // An `{"error"}` inside the answer is of another form as well.
    if (!part.success) throw new CoreError('upstream_failed', `${server} could not finish its answer`);
    if (part.data.done) last = line;
    else yield encoder.encode(`${line}\n`);
  }
  if (last === null) throw new BrokenOff();
  yield encoder.encode(`${last}\n`);
}
