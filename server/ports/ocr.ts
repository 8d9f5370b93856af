import type { Rectangle } from './screen.js';

/** A picture in shades of grey. */
export interface GreyImage {
  width: number;
  height: number;
  /** A byte for each pixel, row by row; 0 is black. */
  luma: Buffer;
}

/** A line of text, with where it stands in its picture. */
export interface ReadLine extends Rectangle {
  text: string;
  /** 0..1 */
  confidence: number;
}

/** Reads text from pictures. */
export interface Ocr {
  /**
   * Lines in no order. One picture at a time: a second call waits for the first. Errors: `unavailable` where a
   * language is missing, or the engine broke or took too long.
   */
  read(image: GreyImage): Promise<ReadLine[]>;
  close(): Promise<void>;
}
