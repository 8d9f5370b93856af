import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { NamedFile } from '../../ports/fileStore.js';
import type { RemoteFiles } from '../files/remoteFiles.js';
import { ANSWER_MS, openBucket, type Bucket } from './bucket.js';
import type { S3Address } from './client.js';
import { checkBucket, listAll, lookAt, type ObjectFacts } from './looking.js';
import { withDeadlines } from './reading.js';

/** What an upload may take on top of any answer: bytes in a millisecond, at least. */
const SLOWEST = 32;

const TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wav': 'audio/wav',
};

export interface S3Files extends RemoteFiles {
  /** Throws `unavailable`, with what a person has to do, where the bucket cannot be used. */
  check(): Promise<void>;
}

/** Files in a bucket of an S3-compatible store. */
export async function createS3Files(where: S3Address): Promise<S3Files> {
  const bucket = await openBucket(where);
  const { client, DeleteObjectCommand, object, inTime, asked } = bucket;
  return {
    address: bucket.address,
    list: (prefix) => listAll(bucket, prefix),
    check: () => checkBucket(bucket),
    upload: (name, path, signal) => upload(bucket, name, path, signal),
    async facts(names) {
      const [only, ...more] = names;
      if (only !== undefined && more.length === 0) return [await lookAt(bucket, only)];
      const found = new Map<string, NamedFile>();
      for (const folder of new Set(names.map((name) => posix.dirname(name))))
        for (const file of await listAll(bucket, folder === '.' ? '' : `${folder}/`)) found.set(file.name, file);
      return names.map((name) => found.get(name) ?? null);
    },
    async open(name) {
      const facts = await lookAt(bucket, name);
      return facts && { kind: 'stored', ...facts, read: (...asked) => read(bucket, name, facts, ...asked) };
    },
    // One at a time: deleting several at once wants a checksum that compatible stores do not agree on.
    async remove(name, signal) {
      await asked(client.send(new DeleteObjectCommand(object(name)), inTime(signal)));
    },
  };
}

async function upload(
  { client, PutObjectCommand, object, inTime, asked }: Bucket,
  name: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { size } = await stat(path);
  const md5 = createHash('md5');
  for await (const part of createReadStream(path)) md5.update(part as Buffer);
  const body = createReadStream(path);
  const command = new PutObjectCommand({
    ...{ ...object(name), Body: body, ContentLength: size, ContentMD5: md5.digest('base64') },
    ContentType: TYPES[posix.extname(name)],
  });
  try {
    await asked(client.send(command, inTime(signal, ANSWER_MS + Math.ceil(size / SLOWEST))));
  } finally {
    body.destroy();
  }
}

function read(
  { client, GetObjectCommand, object, asked }: Bucket,
  name: string,
  { tag }: ObjectFacts,
  range: { start: number; end: number } | null,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const command = new GetObjectCommand({
    ...object(name),
    ...(tag === '' ? {} : { IfMatch: tag }),
    ...(range ? { Range: `bytes=${range.start}-${range.end}` } : {}),
  });
  return asked(withDeadlines((abortSignal) => client.send(command, { abortSignal }), signal, ANSWER_MS));
}
