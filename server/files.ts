import { join } from 'node:path';
import { createFolderFiles } from './adapters/files/folderFiles.js';
import { createOutbox } from './adapters/files/outbox.js';
import type { Pace } from './adapters/files/deliveries.js';
import { isMisconfigured } from './adapters/s3/errors.js';
import { createS3Files } from './adapters/s3/s3Files.js';
import { createVideoFolder, type VideoPlace } from './adapters/videoFolder/videoFolder.js';
import type { Bucket, SharedPlace } from './config.js';
import { toCoreError } from './ports/errors.js';
import type { FileStore } from './ports/fileStore.js';
import type { Log } from './ports/log.js';
import type { VideoFolder } from './ports/videoFolder.js';

export interface FilesOptions {
  dataDir: string;
  /** Null = in the data directory. */
  recordings: SharedPlace | null;
  /** The same for generated media. */
  media: SharedPlace | null;
  /** What the disk is to have left, bytes. */
  reserveBytes: number;
  /** Of telling a store again what it did not take. */
  pace?: Pace | undefined;
  log: Log;
}

/** Where recordings and generated media stay. */
export interface Files {
  videos: VideoFolder;
  media: FileStore;
  close(): Promise<void>;
}

const PACE: Pace = { firstMs: 1000, longestMs: 300_000 };

/** Throws `unavailable`, with what to do about it, where a store can be reached but not used. */
export async function openFiles(options: FilesOptions): Promise<Files> {
  const { dataDir, recordings, media } = options;
  const videos = await openVideos(options, recordings);
  const mediaFiles =
    media?.kind === 's3'
      ? await openBucket(options, media, 'media')
      : createFolderFiles(media?.path ?? join(dataDir, 'media'), media !== null);
  return {
    videos: videos.folder,
    media: mediaFiles,
    async close() {
      await videos.store.close();
      await mediaFiles.close();
    },
  };
}

async function openVideos(
  options: FilesOptions,
  shared: SharedPlace | null,
): Promise<{ folder: VideoFolder; store: FileStore }> {
  const own = folderPlace(join(options.dataDir, 'videos'), join(options.dataDir, 'thumbnails'), false);
  const place =
    shared === null
      ? own
      : shared.kind === 'folder'
        ? folderPlace(shared.path, join(shared.path, 'thumbnails'), true)
        : bucketPlace(await openBucket(options, shared, 'recordings'));
  // A folder that somebody chose is all that was chosen; a bucket takes over from the folder, whose videos still count.
  const former = shared?.kind === 's3' ? [own] : [];
  return { folder: createVideoFolder(place, ...former), store: place.videos };
}

/** Why files cannot be kept in a bucket, and what to do about it; null = they can. */
export async function bucketObstacle(where: Bucket): Promise<string | null> {
  try {
    await (await createS3Files(where)).check();
    return null;
  } catch (error) {
    return toCoreError(error).message;
  }
}

function folderPlace(videos: string, thumbnails: string, isShared: boolean): VideoPlace {
  return {
    videos: createFolderFiles(videos, isShared),
    thumbnails: createFolderFiles(thumbnails, isShared),
    thumbnailsBelow: '',
    isByUser: false,
  };
}

const bucketPlace = (files: FileStore): VideoPlace => ({
  ...{ videos: files, thumbnails: files },
  thumbnailsBelow: 'thumbnails',
  isByUser: true,
});

async function openBucket(
  { dataDir, reserveBytes, pace = PACE, log }: FilesOptions,
  where: Bucket,
  kind: string,
): Promise<FileStore> {
  const remote = await createS3Files(where);
  try {
    await remote.check();
  } catch (error) {
    if (isMisconfigured(error)) throw error;
    log.warn('Files stay on this machine until the store answers', {
      store: remote.address,
      reason: toCoreError(error).message,
    });
  }
  return createOutbox({ remote, folder: join(dataDir, 'outgoing', kind), reserveBytes, pace, log });
}
