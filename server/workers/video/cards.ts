import { avatarBody } from '../../core/media/avatar.js';
import type { Span, Storyboard } from '../../ports/studio.js';
import type { Backdrop } from './backdrops/backdrop.js';
import type { Fonts } from './fonts.js';
import { letter, type Lettering } from './lettering.js';
import type { Layer, Raster } from './raster.js';

/** Pictures with transparency that are laid over the backdrop. */
export interface Cards {
  /** Who tells it, on all frames. */
  teller: Layer | null;
  headline(scene: Span): Layer | null;
  caption(span: Span): Layer | null;
}

const LINE = 1.16;
const CAPTION_LINE = 1.32;

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Draws the cards of a storyboard; each is drawn when it is first shown and kept until the next one is. */
export function createCards(story: Storyboard, { ink, shadow }: Backdrop, fonts: Fonts, raster: Raster): Cards {
  const { width, height, look, name } = story;
  /** All measures follow the shorter side. */
  const unit = Math.min(width, height) / 1024;
  const margin = 76 * unit;
  const family = fonts.families;

  const svg = (body: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
  const lines = ({ lines: all, size }: Lettering, x: number, top: number, step: number, style: string): string =>
    all
      .map((line, index) => `<text x="${x}" y="${top + size * (0.92 + index * step)}" font-size="${size}" ${style}>${escape(line)}</text>`)
      .join('');

  const drawTeller = (): Layer | null => {
    const side = 104 * unit;
    const label = letter(fonts, fonts.legible(name), {
      width: width - 2 * margin - side,
      lines: 1,
      largest: 36 * unit,
      smallest: 20 * unit,
      weight: 700,
    });
    const style = `font-family="${family}" font-weight="700" fill="${ink}"`;
    return raster.draw(
      svg(`<svg x="${margin}" y="${margin}" width="${side}" height="${side}" viewBox="-16 -16 544 544">
        <circle cx="256" cy="256" r="270" fill="#fff"/>${avatarBody(look)}</svg>
        ${lines(label, margin + side + 24 * unit, margin + side / 2 - label.size * 0.58, LINE, style)}`),
      fonts,
    );
  };

  const drawHeadline = ({ text }: Span): Layer | null => {
    const room = { width: width - 2 * margin, lines: 3, largest: 104 * unit, smallest: 40 * unit, weight: 700 as const };
    const set = letter(fonts, fonts.legible(text), room);
    const top = height * 0.44 - (set.lines.length * set.size * LINE) / 2;
    const style = `font-family="${family}" font-weight="700" letter-spacing="${-0.015 * set.size}"`;
    const letters = (fill: string, move: number): string => lines(set, margin + move, top + move, LINE, `${style} ${fill}`);
    return raster.draw(
      svg(`<rect x="${margin}" y="${top - 34 * unit}" width="${96 * unit}" height="${10 * unit}" rx="${5 * unit}" fill="${look.accent}"/>
        ${shadow > 0 ? letters(`fill="#070b1c" fill-opacity="${shadow}"`, 3 * unit) : ''}${letters(`fill="${ink}"`, 0)}`),
      fonts,
    );
  };

  const drawCaption = ({ text }: Span): Layer | null => {
    const room = { width: width - 2 * margin - 72 * unit, lines: 2, largest: 40 * unit, smallest: 22 * unit, weight: 400 as const };
    const set = letter(fonts, fonts.legible(text), room);
    if (set.lines.length === 0) return null;
    const [boxWidth, boxHeight] = [
      Math.max(...set.lines.map((line) => fonts.widthOf(line, 400))) * set.size + 64 * unit,
      set.size * (set.lines.length * CAPTION_LINE + 0.7),
    ];
    const [left, top] = [(width - boxWidth) / 2, height - 84 * unit - boxHeight];
    const style = `font-family="${family}" fill="#fff" text-anchor="middle"`;
    return raster.draw(
      svg(`<rect x="${left}" y="${top}" width="${boxWidth}" height="${boxHeight}" rx="${20 * unit}" fill="#0a0e1f" fill-opacity=".74"/>
        ${lines(set, width / 2, top + set.size * 0.5, CAPTION_LINE, style)}`),
      fonts,
    );
  };

  return { teller: drawTeller(), headline: keepingLast(drawHeadline), caption: keepingLast(drawCaption) };
}

/** A film shows its cards one after the other, at a change two of them. */
function keepingLast(draw: (span: Span) => Layer | null): (span: Span) => Layer | null {
  let kept: { span: Span; layer: Layer | null }[] = [];
  return (span) => {
    const known = kept.find((one) => one.span === span);
    if (known) return known.layer;
    const layer = draw(span);
    kept = [...kept.slice(-1), { span, layer }];
    return layer;
  };
}
