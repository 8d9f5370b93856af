import type { GreyImage } from '../../../ports/ocr.js';
import type { Frame, Rectangle } from '../../../ports/screen.js';

/** A part of a frame's picture (in its pixels) in shades of grey, by Rec. 601's weights. */
export function greyPart(pixels: Buffer, { width }: Pick<Frame, 'width'>, part: Rectangle): GreyImage {
  const luma = Buffer.allocUnsafe(part.width * part.height);
  let to = 0;
  for (let y = part.y; y < part.y + part.height; y++)
    for (let from = (y * width + part.x) * 4, end = from + part.width * 4; from < end; from += 4)
      luma[to++] = (77 * (pixels[from] ?? 0) + 150 * (pixels[from + 1] ?? 0) + 29 * (pixels[from + 2] ?? 0)) >> 8;
  return { width: part.width, height: part.height, luma };
}
