import { CoreError } from './errors.js';

const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Waits for what writes to the disk. Throws `storage_full` once that is full. */
export async function storing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isFull(error))
      throw new CoreError('storage_full', 'The disk is full: make room, then ask again', { cause: error });
    throw error;
  }
}
