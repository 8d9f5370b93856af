import type { Span, Storyboard } from '../../ports/studio.js';
import { smooth } from './backdrops/backdrop.js';
import { BACKDROPS } from './backdrops/index.js';
import { blend, fill, rgb, type Canvas } from './blend.js';
import { createCards } from './cards.js';
import type { Fonts } from './fonts.js';
import type { Raster } from './raster.js';

/** How long a card takes to come and to go, in seconds. */
const CHANGE = 0.4;
const CAPTION_CHANGE = 0.12;
/** How far a headline slides when it comes, as a share of the shorter side. */
const SLIDE = 0.03;
const BAR = 0.008;

/** Paints any moment of a film. */
export function createFrames(story: Storyboard, fonts: Fonts, raster: Raster): (at: number) => Canvas {
  const { width, height, look, scenes, captions, seconds } = story;
  const accent = rgb(look.accent);
  const canvas: Canvas = { pixels: new Uint8Array(4 * width * height), width, height };
  const backdrop = BACKDROPS[story.style]({ width, height, primary: rgb(look.primary), accent });
  const cards = createCards(story, backdrop, fonts, raster);
  const side = Math.min(width, height);
  const bar = Math.max(2, Math.round(side * BAR));

  return (at) => {
    backdrop.paint(canvas, at);
    if (cards.teller) blend(canvas, cards.teller, smooth(0, CHANGE, at + CHANGE / 2));
    const scene = spanAt(scenes, at);
    if (scene) {
      // The first card stands from the first frame: it is the thumbnail too.
      const isFirst = scene === scenes[0];
      const isLast = scene === scenes.at(-1);
      const come = isFirst ? 1 : smooth(0, CHANGE, at - scene.from);
      const go = isLast ? 1 : smooth(0, CHANGE, scene.until - at);
      const layer = cards.headline(scene);
      if (layer) blend(canvas, layer, Math.min(come, go), 0, Math.round((1 - come) * SLIDE * side));
    }
    const caption = spanAt(captions, at);
    if (caption) {
      const layer = cards.caption(caption);
      const share = Math.min(at - caption.from, caption.until - at);
      if (layer) blend(canvas, layer, smooth(0, CAPTION_CHANGE, share + CAPTION_CHANGE / 4));
    }
    fill(canvas, accent, 0, height - bar, Math.round((width * at) / seconds), bar);
    return canvas;
  };
}

function spanAt(spans: readonly Span[], at: number): Span | undefined {
  return spans.find(({ from, until }) => from <= at && at < until);
}
