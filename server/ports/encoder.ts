/** What is known of a video file. */
export interface VideoFacts {
  frames: number;
  durationSeconds: number;
  bytes: number;
}

/** A video that is being written. What was written plays, even if nothing more comes. */
export interface VideoWriter {
  /**
   * Shows the picture (RGBA) from this moment on, epoch ms. Times must grow. False = it was not taken, since the encoder
   * lags behind: the picture before stays. Errors: as `finish`, once writing has failed.
   */
  show(at: number, pixels: Buffer): boolean;
  /** The picture stays the same up to this moment. Errors: as `show`. */
  stay(at: number): void;
  /** What it shows now as JPEG, at most so wide; null = nothing yet. Errors: as `show`. */
  picture(width: number): Promise<Buffer | null>;
  /** Errors: `storage_full`, `unavailable`; the file then plays up to where it came. */
  finish(): Promise<VideoFacts>;
}

export interface Encoder {
  /** Pictures have even sides. */
  open(file: string, size: { width: number; height: number }): VideoWriter;
  /** Of a file that may have been cut off; null = there is nothing to play in it. */
  inspect(file: string): Promise<VideoFacts | null>;
}
