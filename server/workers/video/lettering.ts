import type { Fonts, Weight } from './fonts.js';

export interface Lettering {
  lines: string[];
  /** In pixels. */
  size: number;
}

export interface Room {
  width: number;
  lines: number;
  /** Sizes to try, largest first. */
  largest: number;
  smallest: number;
  weight: Weight;
}

const STEP = 0.92;
/** After a space, or next to a letter of a script without spaces; closing marks stay with what they close. */
const BREAK =
  /(?<=\s)|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。，！？：；」』）])(?![、。，！？：；」』）])/u;

/** Sets a text as large as it fits into its room; what does not fit even small is cut short. */
export function letter(fonts: Fonts, text: string, room: Room): Lettering {
  for (let size = room.largest; size > room.smallest; size *= STEP) {
    const lines = wrap(fonts, text, room.width / size, room.weight);
    if (lines && lines.length <= room.lines) return { lines: balance(fonts, text, lines, room, size), size };
  }
  const lines = wrap(fonts, text, room.width / room.smallest, room.weight) ?? [text];
  return { lines: shorten(lines, room.lines), size: room.smallest };
}

/** The lines of a text; null when a part of it is wider than a line. `width` in shares of the size. */
function wrap(fonts: Fonts, text: string, width: number, weight: Weight): string[] | null {
  const lines: string[] = [];
  let line = '';
  for (const part of text.split(BREAK)) {
    if (fonts.widthOf(part.trimEnd(), weight) > width) return null;
    if (line !== '' && fonts.widthOf((line + part).trimEnd(), weight) > width) {
      lines.push(line.trimEnd());
      line = part;
    } else line += part;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** The same number of lines, of about the same length: no word alone on the last one. */
function balance(fonts: Fonts, text: string, lines: string[], { width, weight }: Room, size: number): string[] {
  let best = lines;
  for (let narrower = width * STEP; narrower > width / 2; narrower *= STEP) {
    const tried = wrap(fonts, text, narrower / size, weight);
    if (!tried || tried.length > lines.length) break;
    best = tried;
  }
  return best;
}

function shorten(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  return lines.slice(0, most).map((line, index) => (index === most - 1 ? `${line.replace(/\P{L}+$/u, '')}…` : line));
}
