/** Where a compound comes apart, outermost first: paths, then dotted and dashed names, then snake_case, then camelCase. */
const CUTS = [/[/\\:@#]/, /[.+&-]/, /_/, /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u];
const MAX_WHOLE = 64;
const MAX_PIECES = 40;

const COMPOUND = /[/\\:@#.+&_-]|[\p{Ll}\p{N}]\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u;

/** Whether a token is made of several: `a_b`, `a.b`, `aB`. */
export function isCompound(token: string): boolean {
  return COMPOUND.test(token);
}

export interface CompoundParts {
  /** The compound and its inner compounds as one name each, lower case: `src/getUser.ts`, `getuser.ts`, `getuser`. */
  wholes: string[];
  /** The words it is made of, as written. */
  words: string[];
}

/** Takes a compound apart level by level, so that it is found whole, by its file name, and by each of its words. */
export function splitCompound(token: string): CompoundParts {
  const wholes = new Set<string>();
  let pieces = [token];
  for (const cut of CUTS) {
    const next: string[] = [];
    for (const piece of pieces) {
      const cutUp = piece.split(cut).filter((part) => part !== '');
      if (cutUp.length > 1 && piece.length <= MAX_WHOLE) wholes.add(piece.toLowerCase());
      next.push(...cutUp);
    }
    pieces = next.slice(0, MAX_PIECES);
  }
  return { wholes: [...wholes], words: pieces };
}
