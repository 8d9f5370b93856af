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
  /** A share of a film's groups, for the worker that makes the whole of it; `counter` holds the next group to begin. */
  | { kind: 'groups'; storyboard: Storyboard; counter: Int32Array }
  | { kind: 'still'; storyboard: Storyboard; file: string }
  | { kind: 'picture'; svg: string; side: number }
  | { kind: 'inspect'; file: string };

export type FromStudio =
  | { kind: 'progress'; fraction: number }
  | { kind: 'film'; facts: FilmFacts | null }
  | { kind: 'group'; number: number; group: Group }
  | { kind: 'done' }
  | { kind: 'picture'; png: Uint8Array }
  | { kind: 'failed'; isFull: boolean; message: string };
