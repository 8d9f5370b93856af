import { CoreError, STORE_AWAY } from '../../ports/errors.js';

/** How the client and the servers call what cannot be done without a person. */
const REFUSED =
  /^(AccessDenied|AllAccessDisabled|AccountProblem|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken|TokenRefreshRequired|RequestTimeTooSkewed|Unauthorized|Forbidden|403|401)$/;
const NO_CREDENTIALS = /Credentials|TokenProvider/;
const FULL = /^(QuotaExceeded|InsufficientStorage|XMinioStorageFull|XMinioAdminBucketQuotaExceeded|507)$/;
const MOVED = /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301|307|400)$/;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** The HTTP status of the answer; null = there was none. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: unknown };
  return typeof httpStatusCode === 'number' ? httpStatusCode : null;
}

/** There is no such file, or it is another one by now. To a `HEAD`, a bucket that is missing looks the same. */
export const isMissing = (error: unknown): boolean =>
  nameOf(error) !== 'NoSuchBucket' && (statusOf(error) === 404 || statusOf(error) === 412);

/** Somebody has to change a setting, or a right, before it can work. */
export const isMisconfigured = (error: unknown): boolean =>
  error instanceof CoreError && error.code === 'unavailable' && error.reason !== STORE_AWAY;

/** What went wrong, in the core's words. The client's own error is not kept: it may hold keys and signed addresses. */
export function toFilesError(error: unknown, address: string): CoreError {
  if (error instanceof CoreError) return error;
  const [name, status] = [nameOf(error), statusOf(error)];
  const isNamed = (names: RegExp): boolean => names.test(name) || names.test(String(status));
  const cause = new Error(`S3: ${status === null ? '' : `${status} `}${codeOf(error) || name}`);
  const unavailable = (message: string, reason?: string): CoreError =>
    new CoreError('unavailable', message, { cause, ...(reason === undefined ? {} : { reason }) });

  if (isMissing(error)) return new CoreError('not_found', 'The file is gone', { cause });
  if (name === 'NoSuchBucket') return unavailable(`There is no bucket for ${address}`);
  if (NO_CREDENTIALS.test(name))
    return unavailable(`There are no keys for ${address}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`);
  if (error instanceof Error && /^Region is missing/.test(error.message))
    return unavailable(`The region of ${address} is not known: set AWS_REGION`);
  if (isNamed(REFUSED)) return unavailable(`${address} refuses these keys, or what they ask for (${name})`);
  if (isNamed(FULL)) return new CoreError('storage_full', `${address} is full`, { cause });
  if (isNamed(MOVED))
    return unavailable(`${address} is not to be had this way: check AWS_REGION and the bucket (${name})`);
  return unavailable(`${address} is away`, STORE_AWAY);
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
