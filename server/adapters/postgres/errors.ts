import { CoreError, STORE_AWAY } from '../../ports/errors.js';

/** Classes of SQLSTATE, and single states, under which the database is away for now. */
const AWAY = ['08', '57P', '53', '55P03', '57014', '25006', '25P03', '28', '3D', 'XX000'];
/** The transaction was rolled back only because another one was in its way. */
const IN_THE_WAY = new Set(['40001', '40P01']);
/** These end a connection, so that another server has to be looked for. */
const NOT_THE_WRITER = '25006';

/** A statement is there that nobody prepared, or is not there: something gave each of them another connection. */
const MIXED_UP = new Set(['42P05', '26000']);

const NETWORK = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOENT'],
]);
const DRIVER =
  /connection terminated|connection timeout|timeout exceeded|timeout expired|read timeout|not queryable|connection error|after calling end/i;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code);

/** The transaction did nothing and may be run again. */
export const isInTheWay = (error: unknown): boolean => IN_THE_WAY.has(codeOf(error));

/** The connection is no longer any good: it broke, the server is going, or it does not take writes. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (isSqlState(code)) return code.startsWith('08') || /^57P0[1-5]$/.test(code) || code === NOT_THE_WRITER;
  return NETWORK.has(code) || (error instanceof Error && DRIVER.test(error.message));
}

/** Nothing was sent yet, and a connection may be had in a moment. */
export const mayComeSoon = (error: unknown): boolean => isConnectionLost(error) || codeOf(error) === '53300';

/**
 * What went wrong in the core's words. The driver's own error is not kept: its message and detail may hold what was
 * being written.
 */
export function toStoreError(error: unknown): CoreError {
  if (error instanceof CoreError) return error;
  const code = codeOf(error);
  const cause = new Error(`PostgreSQL: ${describe(error, code)}`);
  if (code === '53100')
    return new CoreError('storage_full', "The database's disk is full: nothing was stored", { cause });
  if (code === '53300') return away('The database has no connection left', cause, STORE_AWAY);
  if (code === '57014' || code === '55P03') return away('The database took too long', cause, STORE_AWAY);
  if (isInTheWay(error)) return away('The database is too busy', cause, STORE_AWAY);
  if (MIXED_UP.has(code))
    return away('The pool before the database must be one of sessions (pool_mode=session)', cause);
  if (code.startsWith('28')) return away('The database refuses this user or password', cause);
  if (code.startsWith('3D')) return away('There is no such database', cause);
  if (isConnectionLost(error) || (isSqlState(code) && AWAY.some((state) => code.startsWith(state))))
    return away('The database is away', cause, STORE_AWAY);
  return new CoreError('internal', 'Internal error', { cause });
}

const away = (message: string, cause: Error, reason?: string): CoreError =>
  new CoreError('unavailable', message, { cause, ...(reason === undefined ? {} : { reason }) });

function describe(error: unknown, code: string): string {
  if (!(error instanceof Error)) return 'unknown';
  if (!isSqlState(code)) return code === '' ? error.name : code;
  const named = ['routine', 'table', 'column', 'constraint'] as const;
  const where = error as Error & Partial<Record<(typeof named)[number], unknown>>;
  return [code, ...named.flatMap((name) => (typeof where[name] === 'string' ? `${name} ${where[name]}` : []))].join(
    ', ',
  );
}
