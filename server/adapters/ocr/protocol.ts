import type { GreyImage, ReadLine } from '../../ports/ocr.js';

/** What the reader's process is begun with, as JSON in its first argument. */
export interface ReaderOptions {
  /** The built tesseract worker. */
  engineFile: string;
  /** Holds `LANGUAGE.traineddata` of each language. */
  languageFolder: string;
  languages: readonly string[];
}

export interface ToReader {
  id: number;
  image: GreyImage;
}

export type FromReader =
  { kind: 'ready' } | { kind: 'lines'; id: number; lines: ReadLine[] } | { kind: 'failed'; message: string };
