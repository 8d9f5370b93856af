import type { FilmFacts, Storyboard } from '../../ports/studio.js';

/** What a worker is begun with: one piece of work. */
export interface StudioWorkerData {
  wasmFile: string;
  fontsFolder: string;
  work: StudioWork;
}

export type StudioWork =
  | { kind: 'film'; storyboard: Storyboard; video: string; thumbnail: string }
  | { kind: 'still'; storyboard: Storyboard; file: string }
  | { kind: 'picture'; svg: string; side: number }
  | { kind: 'inspect'; file: string };

export type FromStudio =
  | { kind: 'progress'; fraction: number }
  | { kind: 'film'; facts: FilmFacts | null }
  | { kind: 'still' }
  | { kind: 'picture'; png: Uint8Array }
  | { kind: 'failed'; isFull: boolean; message: string };
