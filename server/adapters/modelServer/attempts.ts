import { CoreError } from '../../ports/errors.js';

/** A failure of a model server, and whether it is worth asking again. */
export interface Failure {
  error: CoreError;
  isPassing: boolean;
  /** What the server asked to wait, in ms. */
  retryAfterMs: number | null;
}

const ATTEMPTS = 3;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** Tries again what fails in passing, with growing, jittered waits. Nothing is tried again once the signal is aborted. */
export async function withAttempts<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  explain: (thrown: unknown) => Failure,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      const { error, isPassing, retryAfterMs } = explain(thrown);
      if (signal.aborted || !isPassing || attempt >= ATTEMPTS) throw error;
      const wait = retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 + Math.random() * 0.2);
      await sleep(Math.min(wait, LONGEST_WAIT_MS), signal);
    }
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new CoreError('cancelled', 'Cancelled'));
    });
  });
}

/** What an HTTP status of a model server means. The body is not quoted: it may echo what was sent. */
export function explainStatus(server: string, status: number, retryAfter: string | null): Failure {
  const seconds = Number(retryAfter);
  const retryAfterMs = retryAfter !== null && Number.isFinite(seconds) ? seconds * 1000 : null;
  if (status === 404)
    return { error: new CoreError('not_found', `${server} does not know that model`), isPassing: false, retryAfterMs };
  if (status === 401 || status === 403)
    return { error: new CoreError('upstream_failed', `${server} refused the API key`), isPassing: false, retryAfterMs };
  const isPassing = status === 429 || status >= 500;
  return {
    error: new CoreError(isPassing ? 'unavailable' : 'upstream_failed', `${server} answered with status ${status}`),
    isPassing,
    retryAfterMs,
  };
}

/** A thrown value that is no answer: cancelled by the caller, out of time, or nobody there. */
export function explainThrown(server: string, thrown: unknown, caller: AbortSignal | undefined): Failure {
  if (thrown instanceof CoreError) return { error: thrown, isPassing: false, retryAfterMs: null };
  if (caller?.aborted) {
    const isLate = caller.reason instanceof Error && caller.reason.name === 'TimeoutError';
    return {
      error: new CoreError('cancelled', isLate ? `${server} did not answer in time` : 'Cancelled', { cause: thrown }),
      isPassing: false,
      retryAfterMs: null,
    };
  }
  const isLate = thrown instanceof Error && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError');
  const message = isLate ? `${server} did not answer in time` : `${server} cannot be reached`;
  return { error: new CoreError('unavailable', message, { cause: thrown }), isPassing: !isLate, retryAfterMs: null };
}
