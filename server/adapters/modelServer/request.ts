import { refuseMetadataHost } from './address.js';
import { BrokenOff, explainThrown, isLostConnection, Refused, withAttempts } from './attempts.js';
import { createDeadline } from './deadline.js';

/** A model server as its adapter knows it. */
export interface ModelServer {
  /** For messages to people. */
  name: string;
  apiKey: string | null;
  /** Longest silence. */
  timeoutMs: number;
  /** How often a request is sent, at most. */
  attempts?: number | undefined;
}

const LONGEST_REASON = 2_000;

/** One HTTP request: by POST when there is a body. Throws `Refused` for anything but success; redirects are not followed. */
export async function send(
  { apiKey }: ModelServer,
  url: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  await refuseMetadataHost(url);
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal,
  });
  if (response.ok) return response;
  const reason = (await response.text()).slice(0, LONGEST_REASON);
  throw new Refused(response.status, response.headers.get('retry-after'), reason);
}

/** Work that sends one short request, tried again while that makes sense. Throws `CoreError`. */
export async function ask<T>(
  server: ModelServer,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = createDeadline(server.timeoutMs, caller);
  try {
    return await withAttempts(
      deadline.signal,
      () => work(deadline.signal),
      (thrown) => explainThrown(server.name, thrown, caller),
      server.attempts,
    );
  } finally {
    deadline.end();
  }
}

/**
 * Passes on the pieces of an answer as they come. Until the first one is there, the request is tried again while that
 * makes sense. Whoever stops listening stops the model as well. Throws `CoreError`.
 */
export async function* stream(
  server: ModelServer,
  caller: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncGenerator<string>,
): AsyncGenerator<string> {
  const hangUp = new AbortController();
  const deadline = createDeadline(server.timeoutMs, caller ? AbortSignal.any([caller, hangUp.signal]) : hangUp.signal);
  const begin = async () => {
    const pieces = open(deadline.signal);
    return { pieces, first: await pieces.next() };
  };
  const explain = (thrown: unknown) => explainThrown(server.name, thrown, caller);
  let isWhole = false;
  let hasBegun = false;
  try {
    const { pieces, first } = await withAttempts(deadline.signal, begin, explain, server.attempts);
    for (let next = first; !next.done; next = await pieces.next()) {
      // Only the server's silence counts, not the reader's.
      deadline.end();
      hasBegun = true;
      yield next.value;
      deadline.touch();
    }
    isWhole = true;
  } catch (thrown) {
    throw explain(hasBegun && isLostConnection(thrown) ? new BrokenOff() : thrown).error;
  } finally {
    deadline.end();
    if (!isWhole) hangUp.abort();
  }
}
