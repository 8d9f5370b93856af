/** What can go wrong, in the core's own words. Each surface maps every code to its dialect's status and envelope. */
export const CORE_ERROR_CODES = [
  'invalid_input',
  'not_found',
  'forbidden',
  'conflict',
  'rate_limited',
  'unavailable',
  'storage_full',
  'upstream_failed',
  'cancelled',
  'internal',
] as const;
export type CoreErrorCode = (typeof CORE_ERROR_CODES)[number];

export const isCoreErrorCode = (text: string): text is CoreErrorCode => CORE_ERROR_CODES.some((code) => code === text);

/** The reason of an `unavailable` store that is expected back: what failed for it is worth trying again. */
export const STORE_AWAY = 'store_away';
/** The reason of a `conflict` over a task that another process runs by now. */
export const TAKEN_OVER = 'taken_over';

/** The only error that the core and its adapters throw on purpose. `message` is for people and holds no secret. */
export class CoreError extends Error {
  /** Says more to programs than the code, where there is more to say; else the code. */
  readonly reason: string;

  constructor(
    readonly code: CoreErrorCode,
    message: string,
    options?: { cause?: unknown; reason?: string },
  ) {
    super(message, options);
    this.name = 'CoreError';
    this.reason = options?.reason ?? code;
  }
}

/** Any thrown value as a `CoreError`; what nobody expected becomes `internal` with the original kept as its cause. */
export function toCoreError(error: unknown): CoreError {
  if (error instanceof CoreError) return error;
  if (error instanceof Error && error.name === 'AbortError')
    return new CoreError('cancelled', 'Cancelled', { cause: error });
  return new CoreError('internal', 'Internal error', { cause: error });
}
