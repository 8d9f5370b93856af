import type { NamedFile, StoredContent } from '../../ports/fileStore.js';
import type { Bucket } from './bucket.js';
import { isMissing, toFilesError } from './errors.js';

export type ObjectFacts = Omit<StoredContent, 'kind' | 'read'>;

/** Null = there is no such file, in a bucket that is there. */
export async function lookAt(bucket: Bucket, name: string): Promise<ObjectFacts | null> {
  const { client, HeadObjectCommand, object, inTime, address } = bucket;
  try {
    const found = await client.send(new HeadObjectCommand(object(name)), inTime());
    return { bytes: found.ContentLength ?? 0, changedAt: found.LastModified?.getTime() ?? 0, tag: found.ETag ?? '' };
  } catch (error) {
    if (!isMissing(error)) throw toFilesError(error, address);
    // Of a bucket that is gone, a `HEAD` says the same.
    await checkBucket(bucket);
    return null;
  }
}

/** Throws `unavailable`, with what a person has to do, where the bucket cannot be used. */
export async function checkBucket({ client, ListObjectsV2Command, below, inTime, asked }: Bucket): Promise<void> {
  await asked(client.send(new ListObjectsV2Command({ ...below(''), MaxKeys: 1 }), inTime()));
}

/** All whose name begins so, page by page. */
export async function listAll(
  { client, ListObjectsV2Command, below, nameOf, inTime, asked }: Bucket,
  begin: string,
): Promise<NamedFile[]> {
  const files: NamedFile[] = [];
  for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
    const command = new ListObjectsV2Command({ ...below(begin), ContinuationToken: token });
    const page = await asked(client.send(command, inTime()));
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
      files.push({ name: nameOf(Key), bytes: Size, changedAt: LastModified?.getTime() ?? 0 });
    token = page.NextContinuationToken;
  }
  return files;
}
