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

/** What cards are drawn with. Measures are those of a frame whose shorter side is 1024, times `unit`. */
interface Desk {
  story: Storyboard;
  backdrop: Backdrop;
  fonts: Fonts;
  raster: Raster;
  unit: number;
  margin: number;
}

/** From line to line, in shares of the size. */
const LINE = 1.16;
const CAPTION_LINE = 1.32;
const MARGIN = 76;

/** Draws the cards of a storyboard; each is drawn when it is first shown and kept until others are. */
export function createCards(story: Storyboard, backdrop: Backdrop, fonts: Fonts, raster: Raster): Cards {
  const unit = Math.min(story.width, story.height) / 1024;
  const desk: Desk = { story, backdrop, fonts, raster, unit, margin: MARGIN * unit };
  return {
    teller: drawTeller(desk),
    headline: keepingLast((span) => drawHeadline(desk, span)),
    caption: keepingLast((span) => drawCaption(desk, span)),
  };
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

/** The avatar in a white ring, and the name. */
function drawTeller({ story: { width, name, look }, backdrop, fonts, raster, unit, margin }: Desk): Layer | null {
  const side = 104 * unit;
  const room = { width: width - 3 * margin - side, lines: 1, largest: 36 * unit, smallest: 20 * unit };
  const label = letter(fonts, fonts.legible(name), { ...room, weight: 700 });
  const avatar = `<svg x="${margin}" y="${margin}" width="${side}" height="${side}" viewBox="-16 -16 544 544">
    <circle cx="256" cy="256" r="270" fill="#fff"/>${avatarBody(look)}</svg>`;
  const place = { x: margin + side + 24 * unit, top: margin + side / 2 - label.size * 0.58, step: LINE };
  const body = avatar + textLines(fonts, label, place, `font-weight="700" fill="${backdrop.ink}"`);
  return raster.draw(body, { x: 0, y: margin, width, height: side }, fonts);
}

/** Large letters under a short bar, a little above the middle. */
function drawHeadline(desk: Desk, { text }: Span): Layer | null {
  const { story, backdrop, fonts, raster, unit, margin } = desk;
  const { width, height, look } = story;
  const room = { width: width - 2 * margin, lines: 3, largest: 104 * unit, smallest: 40 * unit };
  const set = letter(fonts, fonts.legible(text), { ...room, weight: 700 });
  if (set.lines.length === 0) return null;
  const high = set.lines.length * set.size * LINE;
  const top = height * 0.44 - high / 2;
  const [barTop, barWidth, barHeight] = [top - 34 * unit, 96 * unit, 10 * unit];
  const bar = `<rect x="${margin}" y="${barTop}" width="${barWidth}" height="${barHeight}" rx="${barHeight / 2}" fill="${look.accent}"/>`;
  const style = `font-weight="700" letter-spacing="${-0.015 * set.size}" fill="${backdrop.ink}"`;
  const letters = textLines(fonts, set, { x: margin, top, step: LINE }, style);
  const cast = `<filter id="cast" x="-10%" y="-30%" width="120%" height="160%">
    <feDropShadow dx="0" dy="${3 * unit}" stdDeviation="${9 * unit}" flood-color="#050818" flood-opacity="${backdrop.shadow}"/>
    </filter>`;
  const part = { x: 0, y: barTop, width, height: high + 34 * unit + set.size * 0.5 };
  return raster.draw(`${bar}${cast}<g filter="url(#cast)">${letters}</g>`, part, fonts);
}

/** What is being said, in a dark box at the bottom. */
function drawCaption({ story: { width, height }, fonts, raster, unit, margin }: Desk, { text }: Span): Layer | null {
  const room = { width: width - 2 * margin - 72 * unit, lines: 2, largest: 40 * unit, smallest: 22 * unit };
  const set = letter(fonts, fonts.legible(text), { ...room, weight: 400 });
  if (set.lines.length === 0) return null;
  const boxWidth = Math.max(...set.lines.map((line) => fonts.widthOf(line, 400))) * set.size + 64 * unit;
  const boxHeight = set.size * (set.lines.length * CAPTION_LINE + 0.7);
  const [left, top] = [(width - boxWidth) / 2, height - 84 * unit - boxHeight];
  const box = `<rect x="${left}" y="${top}" width="${boxWidth}" height="${boxHeight}" rx="${20 * unit}" fill="#0a0e1f" fill-opacity=".74"/>`;
  const place = { x: width / 2, top: top + set.size * 0.5, step: CAPTION_LINE };
  const body = box + textLines(fonts, set, place, 'fill="#fff" text-anchor="middle"');
  return raster.draw(body, { x: left, y: top, width: boxWidth, height: boxHeight }, fonts);
}

/** The share of a line above its letters' feet. */
const ASCENT = 0.92;

function textLines(
  { families }: Fonts,
  { lines, size }: Lettering,
  { x, top, step }: { x: number; top: number; step: number },
  style: string,
): string {
  const text = lines.map(
    (line, index) => `<text x="${x}" y="${top + size * (ASCENT + index * step)}">${escapeXml(line)}</text>`,
  );
  return `<g font-family="${families}" font-size="${size}" ${style}>${text.join('')}</g>`;
}

const escapeXml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
