/** What is known of a video file. */
export interface VideoFacts {
  frames: number;
  durationSeconds: number;
  bytes: number;
}

/** A video that is being written. What was written plays, even if nothing more comes. */
export interface VideoWriter {
  /** Shows the picture (RGBA) from this moment on, epoch ms. Times must grow. */
  show(at: number, pixels: Buffer): void;
  /** The picture stays the same up to this moment. */
  stay(at: number): void;
  /** Errors: `storage_full`, `unavailable`; the file then plays up to where it came. */
  finish(): Promise<VideoFacts>;
}

export interface Encoder {
  /** Pictures have even sides. */
  open(file: string, size: { width: number; height: number }): VideoWriter;
  /** Of a file that may have been cut off; null = there is nothing to play in it. */
  inspect(file: string): Promise<VideoFacts | null>;
}
