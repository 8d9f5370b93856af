import { bucketAddress } from '../../ports/fileStore.js';
import { toFilesError } from './errors.js';
import { openS3, type S3, type S3Address } from './client.js';

/** A request that moves no file is answered within, ms. */
export const ANSWER_MS = 15_000;

/** A bucket, and what every request to it has in common. */
export interface Bucket extends S3 {
  /** As people name it, with what all names begin with. */
  address: string;
  /** What each request names. */
  object(name: string): { Bucket: string; Key: string };
  /** Of the keys that begin so. */
  below(prefix: string): { Bucket: string; Prefix: string };
  nameOf(key: string): string;
  /** Ends a request that takes longer than `ms`, or that is called off. */
  inTime(calledOff?: AbortSignal, ms?: number): { abortSignal: AbortSignal };
  /** Errors in the core's words. */
  asked<T>(work: Promise<T>): Promise<T>;
}

export async function openBucket(where: S3Address): Promise<Bucket> {
  const { bucket, prefix } = where;
  const address = bucketAddress(where);
  const root = prefix === '' ? '' : `${prefix}/`;
  return {
    ...(await openS3(where)),
    address,
    object: (name) => ({ Bucket: bucket, Key: `${root}${name}` }),
    below: (begin) => ({ Bucket: bucket, Prefix: `${root}${begin}` }),
    nameOf: (key) => key.slice(root.length),
    inTime: (calledOff, ms = ANSWER_MS) => ({
      abortSignal: AbortSignal.any([AbortSignal.timeout(ms), ...(calledOff ? [calledOff] : [])]),
    }),
    async asked(work) {
      try {
        return await work;
      } catch (error) {
        throw toFilesError(error, address);
      }
    },
  };
}
