import type { VideoFacts } from '../../ports/encoder.js';

export type EncoderWorkerData =
  { role: 'write'; file: string; width: number; height: number } | { role: 'inspect'; file: string };

export type ToEncoder =
  | { kind: 'show'; at: number; pixels: ArrayBuffer }
  | { kind: 'stay'; at: number }
  | { kind: 'picture'; id: number; width: number }
  | { kind: 'finish' };

export type FromEncoder =
  /** A picture that was shown is no longer held up. */
  | { kind: 'took' }
  | { kind: 'picture'; id: number; jpeg: Uint8Array | null }
  | { kind: 'facts'; facts: VideoFacts | null }
  | { kind: 'failed'; isFull: boolean; message: string };
