import type { IncomingMessage } from 'node:http';
import { CoreError } from '../../ports/errors.js';
import type { Resolve } from './addresses.js';
import { open } from './open.js';
import { errorOfAnswer, ServerError } from './serverError.js';

/** A model server as its adapter knows it. */
export interface ModelServer {
  /** For messages to people. */
  name: string;
  apiKey: string | null;
  /** Longest silence: until the head of the answer, then between its parts. */
  timeoutMs: number;
  resolve?: Resolve | undefined;
}

export interface Exchange {
  url: string;
  /** Sent by POST as JSON; absent = GET. */
  body?: string | undefined;
  accept: 'application/json' | 'text/event-stream';
  signal?: AbortSignal | undefined;
}

const MOST_ERROR_TEXT = 4_096;

/**
 * One request to a model server. Resolves with the body of a 2xx answer; leaving the body early, or aborting the signal,
 * closes the connection. Throws `ServerError` and `cancelled`, here and while the body is read; no message holds the key.
 */
export async function exchange(server: ModelServer, request: Exchange): Promise<AsyncGenerator<Uint8Array>> {
  const silence = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, silence.signal]) : silence.signal;

  const patiently = async <T>(step: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      silence.abort();
    }, server.timeoutMs);
    try {
      return await step;
    } catch (thrown) {
      throw explain(server, thrown, request.signal?.aborted ?? false, silence.signal.aborted);
    } finally {
      clearTimeout(timer);
    }
  };

  const answer = await patiently(open({ ...toOutbound(server, request), signal }));
  const body = readBody(answer, patiently);
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return body;
  throw errorOfAnswer(server.name, status, answer.headers, withoutSecret(await readStart(body), server.apiKey));
}

function toOutbound(server: ModelServer, { url, body, accept }: Exchange) {
  const headers: Record<string, string> = { accept, 'user-agent': 'loci' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (server.apiKey !== null) headers['authorization'] = `Bearer ${server.apiKey}`;
  return { url, method: body === undefined ? 'GET' : 'POST', headers, body, resolve: server.resolve } as const;
}

async function* readBody(
  answer: IncomingMessage,
  patiently: <T>(step: Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array> {
  const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const next = await patiently(chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    answer.destroy();
  }
}

function explain({ name, timeoutMs }: ModelServer, thrown: unknown, isCancelled: boolean, isSilent: boolean): CoreError {
  if (isCancelled) return new CoreError('cancelled', 'Cancelled');
  if (isSilent) return new ServerError('unavailable', `${name} said nothing for ${timeoutMs} ms`);
  if (thrown instanceof CoreError) return new ServerError('upstream_failed', thrown.message);
  const { code, message } = thrown as NodeJS.ErrnoException;
  return new ServerError('unavailable', `${name} does not answer (${code ?? message})`, { isTransient: true });
}

/** As much of an error's body as is worth quoting; what goes wrong while reading it matters no more. */
async function readStart(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_ERROR_TEXT) break;
    }
  } catch (error) {
    if (error instanceof CoreError && error.code === 'cancelled') throw error;
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, MOST_ERROR_TEXT);
}

function withoutSecret(text: string, secret: string | null): string {
  return secret ? text.replaceAll(secret, '***') : text;
}
