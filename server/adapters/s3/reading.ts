import { Readable } from 'node:stream';
import { CoreError, STORE_AWAY } from '../../ports/errors.js';

/**
 * The body of an answer, in which no wait for the other side takes longer than `ms`: neither for its beginning nor between
 * two parts. Whoever reads may take any time.
 */
export async function withDeadlines(
  ask: (signal: AbortSignal) => Promise<{ Body?: unknown }>,
  signal: AbortSignal,
  ms: number,
): Promise<AsyncIterable<Uint8Array>> {
  const late = new AbortController();
  const both = AbortSignal.any([late.signal, signal]);
  const waitFor = async <T>(work: Promise<T>): Promise<T> => {
    const timer = setTimeout(() => late.abort(), ms);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  };
  const { Body: body } = await waitFor(ask(both));
  if (!(body instanceof Readable)) throw new CoreError('unavailable', 'The store sent nothing', { reason: STORE_AWAY });
  // Whoever reads is told; where nobody does yet, nobody has to be.
  body.on('error', () => undefined);
  both.addEventListener('abort', () => body.destroy(new CoreError('unavailable', 'The store sends no more')));
  return parts(body, waitFor);
}

async function* parts(body: Readable, waitFor: <T>(work: Promise<T>) => Promise<T>): AsyncIterable<Uint8Array> {
  const reading = body.iterator()[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (let next = await waitFor(reading.next()); !next.done; next = await waitFor(reading.next())) yield next.value;
  } finally {
    body.destroy();
  }
}
