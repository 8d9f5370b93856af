import { setTimeout as sleep } from 'node:timers/promises';
import { CoreError, type CoreErrorCode } from '../../ports/errors.js';

/** A failure of a model server, and whether it is worth asking again. */
export interface Failure {
  error: CoreError;
  isPassing: boolean;
  /** What the server asked to wait, in ms. */
  retryAfterMs: number | null;
}

export const USUAL_ATTEMPTS = 3;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** Tries again what fails in passing, with growing, jittered waits. Nothing is tried again once the signal is aborted. */
export async function withAttempts<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  explain: (thrown: unknown) => Failure,
  attempts = USUAL_ATTEMPTS,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      const { error, isPassing, retryAfterMs } = explain(thrown);
      const wait = retryAfterMs ?? FIRST_WAIT_MS * 2 ** (attempt - 1) * (1 + Math.random() * 0.2);
      // A server that wants to be left alone for longer is not asked again.
      if (signal.aborted || !isPassing || attempt >= attempts || wait > LONGEST_WAIT_MS) throw error;
      await sleep(wait, undefined, { signal }).catch((reason: unknown) => {
        throw explain(reason).error;
      });
    }
  }
}

/** A server's answer that is no success. `reason` is only for deciding what it means: it may echo what was sent. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: string | null,
    readonly reason: string,
  ) {
    super('Refused');
  }
}

/** The answer ended before it was whole. */
export class BrokenOff extends Error {}

/** What `fetch` throws when nobody is there, or no longer. */
export function isLostConnection(thrown: unknown): boolean {
  return thrown instanceof TypeError;
}

const UNKNOWN_MODEL = /model_not_found|model\b.{0,80}\b(?:not found|does not exist|not exist)/i;

/** What a refusal means. Its reason is not quoted. */
function explainRefusal(server: string, { status, retryAfter, reason }: Refused): Failure {
  if (status === 404 || (status === 400 && UNKNOWN_MODEL.test(reason)))
    return final('not_found', `${server} does not know that model`);
  if (status === 401 || status === 403) return final('upstream_failed', `${server} refused the API key`);
  const isPassing = status === 429 || status >= 500;
  const code = isPassing ? 'unavailable' : 'upstream_failed';
  return {
    error: new CoreError(code, `${server} answered with status ${status}`),
    isPassing,
    retryAfterMs: readRetryAfter(retryAfter),
  };
}

/** RFC 9110: seconds, or a date. */
function readRetryAfter(value: string | null): number | null {
  if (value === null) return null;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

/** What was thrown: cancelled by the caller, refused, nonsense, out of time, or nobody there. */
export function explainThrown(server: string, thrown: unknown, caller: AbortSignal | undefined): Failure {
  if (caller?.aborted) {
    const isLate = caller.reason instanceof Error && caller.reason.name === 'TimeoutError';
    return final('cancelled', isLate ? `${server} did not answer in time` : 'Cancelled', thrown);
  }
  if (thrown instanceof CoreError) return { error: thrown, isPassing: false, retryAfterMs: null };
  if (thrown instanceof Refused) return explainRefusal(server, thrown);
  // The parser's own message quotes the answer, so it is not kept.
  if (thrown instanceof SyntaxError) return final('upstream_failed', `${server} answered in an unexpected form`);
  if (thrown instanceof Error && (thrown.name === 'TimeoutError' || thrown.name === 'AbortError'))
    return final('unavailable', `${server} did not answer in time`, thrown);
  const what = thrown instanceof BrokenOff ? 'stopped in the middle of its answer' : 'cannot be reached';
  const error = new CoreError('unavailable', `${server} ${what}`, { cause: thrown });
  return { error, isPassing: true, retryAfterMs: null };
}

function final(code: CoreErrorCode, message: string, cause?: unknown): Failure {
  return { error: new CoreError(code, message, { cause }), isPassing: false, retryAfterMs: null };
}
