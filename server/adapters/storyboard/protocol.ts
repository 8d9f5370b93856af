import type { FilmFacts, Storyboard } from '../../ports/studio.js';

/** Encoded pictures of a film that stand on their own, in order. */
export interface Group {
  packets: Uint8Array[];
  /** What a player must know of them. */
  config: VideoDecoderConfig | null;
}

/** What a worker is begun with: one piece of work. */
export interface StudioWorkerData {
  wasmFile: string;
  fontsFolder: string;
  work: StudioWork;
}

export type StudioWork =
  | { kind: 'film'; storyboard: Storyboard; video: string; thumbnail: string }
  /** Every so many-th group of a film, for the worker that makes the whole of it. */
  | { kind: 'groups'; storyboard: Storyboard; first: number; step: number }
  | { kind: 'still'; storyboard: Storyboard; file: string }
  | { kind: 'picture'; svg: string; side: number }
  | { kind: 'inspect'; file: string };

export type FromStudio =
  | { kind: 'progress'; fraction: number }
  | { kind: 'film'; facts: FilmFacts | null }
  | { kind: 'group'; group: Group }
  | { kind: 'done' }
  | { kind: 'picture'; png: Uint8Array }
  | { kind: 'failed'; isFull: boolean; message: string };
