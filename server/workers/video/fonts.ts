import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readAdvances, type Advances } from './advances.js';
import { unpackWoff } from './woff.js';

const Index = z.array(
  z.object({
    file: z.string(),
    family: z.string(),
    weight: z.number(),
    ranges: z.array(z.tuple([z.number(), z.number()])),
  }),
);
type Part = z.output<typeof Index>[number];

interface Font {
  bytes: Buffer;
  advances: Advances;
}

export type Weight = 400 | 700;

/** The fonts that come with the service. They lie in parts, of which only those are read that a text needs. */
export interface Fonts {
  /** All families in the order in which a letter is looked for, for CSS. */
  readonly families: string;
  /** Of a text on one line, in shares of its size. */
  widthOf(text: string, weight: Weight): number;
  /** A text without the letters that no font has. */
  legible(text: string): string;
  /** The fonts that were needed up to now. */
  loaded(): Uint8Array[];
}

/** Letters that no font has are not shown, but take up no space either. */
const MISSING = 0;

export function openFonts(folder: string): Fonts {
  const parts = Index.parse(JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')));
  const open = new Map<Part, Font>();

  const load = (part: Part): Font => {
    const known = open.get(part);
    if (known) return known;
    const bytes = unpackWoff(readFileSync(join(folder, part.file)));
    const font = { bytes, advances: readAdvances(bytes) };
    open.set(part, font);
    return font;
  };

  /** What a letter measures in the first font that has it, of that weight where there is one. */
  const measure = (codePoint: number, weight: Weight): number | null => {
    const fitting = parts.filter(({ ranges }) =>
      ranges.some(([first, last]) => first <= codePoint && codePoint <= last),
    );
    for (const part of fitting.toSorted((a, b) => Number(b.weight === weight) - Number(a.weight === weight))) {
      const advance = load(part).advances(codePoint);
      if (advance !== null) return advance;
    }
    return null;
  };

  const known = new Map<string, number | null>();
  const advanceOf = (letter: string, weight: Weight): number | null => {
    const key = `${weight}${letter}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const advance = measure(letter.codePointAt(0) ?? 0, weight);
    known.set(key, advance);
    return advance;
  };

  return {
    families: [...new Set(parts.map(({ family }) => `'${family}'`))].join(', '),
    widthOf: (text, weight) =>
      Array.from(text).reduce((sum, letter) => sum + (advanceOf(letter, weight) ?? MISSING), 0),
    legible: (text) =>
      Array.from(text)
        .filter((letter) => advanceOf(letter, 400) !== null)
        .join(''),
    loaded: () => [...open.values()].map(({ bytes }) => bytes),
  };
}
