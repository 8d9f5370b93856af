import type { ReadLine } from '../../../ports/ocr.js';
import { bounds, intersect, merge } from '../../../ports/rectangles.js';
import type { Rectangle } from '../../../ports/screen.js';

/** A line that was not on the screen before. */
export interface NewLine {
  text: string;
  /** The line that it goes on from, as when somebody types; null = it stands for itself. */
  continues: string | null;
}

/** The text that a screen shows, kept up to date from parts that are read again. */
export interface ShownText {
  /** What has to be read after such a change, so that no line that stands there is cut. Apart from each other. */
  partsToRead(changed: readonly Rectangle[], frame: { width: number; height: number }): Rectangle[];
  /** Takes what a part says now, its lines in the part's own pixels. Returns what is new, from top to bottom. */
  take(part: Rectangle, lines: readonly ReadLine[], at: number): NewLine[];
}

/** Around what changed, in pixels: letters reach a little over the tiles that they change. */
const MARGIN = 8;
/** A line that was seen within this time is nothing new, ms. */
const FAMILIAR_MS = 10 * 60_000;
const LEAST_CONFIDENCE = 0.3;
/** Buttons and borders are taken for single letters. */
const WORD = /[\p{L}\p{N}]{2}/u;
/** More letters alike than this, and two readings are of the same line. */
const SAME = 0.9;
/** What is shorter continues by chance. */
const LEAST_CONTINUED = 4;
/** Lines that are remembered as seen. */
const MOST_FAMILIAR = 5000;

export function createShownText(): ShownText {
  let shown: ReadLine[] = [];
  /** When a line was seen last, by its letters. */
  const seen = new Map<string, number>();

  const remember = (letters: string, at: number): void => {
    seen.delete(letters);
    seen.set(letters, at);
    for (const oldest of seen.keys()) {
      if (seen.size <= MOST_FAMILIAR) break;
      seen.delete(oldest);
    }
  };

  return {
    partsToRead(changed, frame) {
      const grown = changed.map((part) => {
        const touched = shown.filter((line) => intersect(line, part)).map((line) => padded(line, MARGIN / 2));
        return bounds([padded(part, MARGIN), ...touched]);
      });
      return merge(grown.flatMap((part) => clip(part, frame) ?? []));
    },
    take(part, lines, at) {
      const readable = lines
        .filter(({ text, confidence }) => confidence >= LEAST_CONFIDENCE && WORD.test(text))
        .map((line) => ({ ...line, x: line.x + part.x, y: line.y + part.y }))
        .sort((a, b) => a.y - b.y || a.x - b.x);
      const replaced = shown.filter((line) => intersect(line, part));
      shown = [...shown.filter((line) => !intersect(line, part)), ...readable];
      return readable.flatMap((line): NewLine[] => {
        const letters = lettersOf(line.text);
        const last = seen.get(letters);
        remember(letters, at);
        if (last !== undefined && at - last < FAMILIAR_MS) return [];
        const former = replaced.find((other) => sharesPlace(other, line));
        if (former && likeness(lettersOf(former.text), letters) >= SAME) return [];
        return [{ text: line.text, continues: former && goesOn(former.text, line.text) ? former.text : null }];
      });
    },
  };
}

/** Letters and digits alone, in lower case: what two readings of one line agree on. */
function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function goesOn(before: string, after: string): boolean {
  const [start, whole] = [lettersOf(before), lettersOf(after)];
  return start.length >= LEAST_CONTINUED && whole.length > start.length && whole.startsWith(start);
}

/** Dice's coefficient of the pairs of letters, 0..1. */
function likeness(a: string, b: string): number {
  if (a === b) return 1;
  const pairs = (text: string): string[] => Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
  const [left, right] = [pairs(a), pairs(b)];
  const counts = new Map<string, number>();
  for (const pair of left) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of right) {
    const count = counts.get(pair) ?? 0;
    if (count > 0) shared++;
    counts.set(pair, count - 1);
  }
  return (2 * shared) / Math.max(1, left.length + right.length);
}

/** The middle of one lies in the height of the other, and they overlap. */
function sharesPlace(a: Rectangle, b: Rectangle): boolean {
  const middle = b.y + b.height / 2;
  return intersect(a, b) !== null && middle > a.y && middle < a.y + a.height;
}

const padded = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** In whole pixels of the frame. */
function clip({ x, y, width, height }: Rectangle, frame: { width: number; height: number }): Rectangle | null {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const whole = { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
  return intersect(whole, { x: 0, y: 0, ...frame });
}
