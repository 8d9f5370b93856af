import type { Draft, FileContent } from './fileStore.js';

/**
 * Where videos lie. A video's `file` is an absolute path, or its address in a store elsewhere (`s3://bucket/name.mp4`);
 * paths outside were taken over from elsewhere. What reaches such a store throws `unavailable` where it is away.
 */
export interface VideoFolder {
  /** As people name it. */
  readonly path: string;
  /** Other services write here as well. */
  readonly isShared: boolean;
  /** A name that is free: `PREFIX_20260309_100001.mp4`, on the calendar of this machine. Throws `storage_full`. */
  freeFile(prefix: string, at: number, userId: string): Promise<string>;
  /** The path at which a video is written. */
  draft(file: string): Promise<string>;
  /** Videos that are written, or were when a former process ended, where those are kept apart. */
  drafts(): Promise<string[]>;
  /** Where a video that is not kept yet lies on this disk, and when it was last written to, epoch ms; null = it does not. */
  findDraft(file: string): Promise<Draft | null>;
  /** While it is written. */
  rename(from: string, to: string): Promise<void>;
  /** The video is whole, with its thumbnail: both may go to where they stay. */
  keep(file: string): Promise<void>;
  /** It is the service's own, to be removed when its time has come. */
  holds(file: string): boolean;
  /** It lies in a store that this service was not told to use. */
  isElsewhere(file: string): boolean;
  /** Bytes of each; null = there is no such file, or it is none. */
  sizesOf(files: readonly string[]): Promise<(number | null)[]>;
  /** Null = as `sizesOf`. */
  open(file: string): Promise<FileContent | null>;
  /** With what belongs to it. Nothing happens when it is gone already. */
  remove(file: string): Promise<void>;
  /** Small picture (JPEG) of a video; null = there is none. */
  readThumbnail(file: string): Promise<Buffer | null>;
  writeThumbnail(file: string, jpeg: Buffer): Promise<void>;
  /** Bytes that the place has left; infinite where nobody knows. */
  free(): Promise<number>;
}
