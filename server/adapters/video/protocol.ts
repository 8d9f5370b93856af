import type { VideoFacts } from '../../ports/encoder.js';

export type EncoderWorkerData =
  { role: 'write'; file: string; width: number; height: number } | { role: 'inspect'; file: string };

export type ToEncoder =
  { kind: 'show'; at: number; pixels: ArrayBuffer } | { kind: 'stay'; at: number } | { kind: 'finish' };

export type FromEncoder =
  { kind: 'facts'; facts: VideoFacts | null } | { kind: 'failed'; isFull: boolean; message: string };
