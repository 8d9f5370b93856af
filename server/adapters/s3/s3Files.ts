import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { NamedFile, StoredContent } from '../../ports/fileStore.js';
import type { RemoteFiles } from '../files/remoteFiles.js';
import { openS3, type S3Address } from './client.js';
import { isMissing, toFilesError } from './errors.js';
import { withDeadlines } from './reading.js';

/** A request that moves no file is answered within, ms. */
const ANSWER_MS = 15_000;
/** What an upload may take on top of that: bytes in a millisecond, at least. */
const SLOWEST = 32;
/** Of fewer files than this, each is asked for. */
const FEW = 2;

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
  const { client, ...s3 } = await openS3(where);
  const { bucket: Bucket, prefix } = where;
  const address = ['s3:/', Bucket, ...(prefix === '' ? [] : [prefix])].join('/');
  const root = prefix === '' ? '' : `${prefix}/`;
  const keyOf = (name: string): string => `${root}${name}`;
  const inTime = (more?: AbortSignal, ms = ANSWER_MS): { abortSignal: AbortSignal } => ({
    abortSignal: AbortSignal.any([AbortSignal.timeout(ms), ...(more ? [more] : [])]),
  });
  const asked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw toFilesError(error, address);
    }
  };

  const head = async (name: string): Promise<Omit<StoredContent, 'kind' | 'read'> | null> => {
    try {
      const found = await client.send(new s3.HeadObjectCommand({ Bucket, Key: keyOf(name) }), inTime());
      return { bytes: found.ContentLength ?? 0, changedAt: found.LastModified?.getTime() ?? 0, tag: found.ETag ?? '' };
    } catch (error) {
      if (isMissing(error)) return null;
      throw toFilesError(error, address);
    }
  };

  const list = async (begin: string): Promise<NamedFile[]> => {
    const files: NamedFile[] = [];
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
      const page = await asked(
        client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: keyOf(begin), ContinuationToken: token }), inTime()),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
        files.push({ name: Key.slice(root.length), bytes: Size, changedAt: LastModified?.getTime() ?? 0 });
      token = page.NextContinuationToken;
    }
    return files;
  };

  return {
    address,
    list,
    async check() {
      await asked(client.send(new s3.ListObjectsV2Command({ Bucket, Prefix: root, MaxKeys: 1 }), inTime()));
    },
    async upload(name, path, signal) {
      const { size } = await stat(path);
      const md5 = createHash('md5');
      for await (const part of createReadStream(path)) md5.update(part as Buffer);
      const body = createReadStream(path);
      try {
        await asked(
          client.send(
            new s3.PutObjectCommand({
              ...{ Bucket, Key: keyOf(name), Body: body, ContentLength: size },
              ...{ ContentMD5: md5.digest('base64'), ContentType: TYPES[posix.extname(name)] },
            }),
            inTime(signal, ANSWER_MS + Math.ceil(size / SLOWEST)),
          ),
        );
      } finally {
        body.destroy();
      }
    },
    async facts(names) {
      if (names.length < FEW) return Promise.all(names.map(head));
      const folders = new Set(names.map((name) => posix.dirname(name)));
      const found = new Map<string, NamedFile>();
      for (const folder of folders)
        for (const file of await list(folder === '.' ? '' : `${folder}/`)) found.set(file.name, file);
      return names.map((name) => found.get(name) ?? null);
    },
    async open(name) {
      const facts = await head(name);
      return (
        facts && {
          ...{ kind: 'stored', ...facts },
          async read(range, signal) {
            const part = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
            const same = facts.tag === '' ? {} : { IfMatch: facts.tag };
            const command = new s3.GetObjectCommand({ Bucket, Key: keyOf(name), ...same, ...part });
            return asked(withDeadlines((abortSignal) => client.send(command, { abortSignal }), signal, ANSWER_MS));
          },
        }
      );
    },
    async remove(name, signal) {
      // One at a time: deleting several at once wants a checksum that compatible stores do not agree on.
      await asked(client.send(new s3.DeleteObjectCommand({ Bucket, Key: keyOf(name) }), inTime(signal))).catch(
        (error: unknown) => {
          if (!isMissing(error)) throw error;
        },
      );
    },
  };
}
