/** Where videos lie. Paths are absolute; those outside were taken over from elsewhere. */
export interface VideoFolder {
  readonly path: string;
  /** Other services write here as well. */
  readonly isShared: boolean;
  /** A name in the folder that is free: `PREFIX_20260309_100001.mp4`, on the calendar of this machine. */
  freeFile(prefix: string, at: number): Promise<string>;
  /** Bytes; null = there is no such file, or it is none. */
  sizeOf(file: string): Promise<number | null>;
  /** Epoch ms; null = there is no such file. */
  changedAt(file: string): Promise<number | null>;
  rename(from: string, to: string): Promise<void>;
  /** With what belongs to it. Nothing happens when it is gone already. */
  remove(file: string): Promise<void>;
  /** Small picture (JPEG) of a video; null = there is none. */
  readThumbnail(file: string): Promise<Buffer | null>;
  writeThumbnail(file: string, jpeg: Buffer): Promise<void>;
  /** Bytes that the disk has left. */
  free(): Promise<number>;
}
