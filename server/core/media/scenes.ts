import { splitSentences } from '../text/sentences.js';
import { widthOf } from './textWidth.js';

/** Short sentences share a scene up to this width, long ones are cut at it. */
const SCENE = { least: 40, most: 150 };
/** Two lines of a caption. */
const CAPTION = 64;

/** Where a text may be cut, best first: after clauses, then between words, then anywhere. */
const CUTS = [/(?<=[,;:–—]\s|[，；：、])/u, /(?<=\s)/u, /(?:)/u];

/** Pieces of a text, each at most so wide, cut where it hurts least. */
export function cutText(text: string, most: number, level = 0): string[] {
  const pieces: string[] = [];
  let held = '';
  for (const part of text.split(CUTS[level] ?? /(?:)/u)) {
    if (widthOf(held + part) <= most) {
      held += part;
      continue;
    }
    if (held.trim() !== '') pieces.push(held.trim());
    held = part;
    if (widthOf(part) > most && level < CUTS.length - 1) {
      const smaller = cutText(part, most, level + 1);
      held = smaller.pop() ?? '';
      pieces.push(...smaller);
    }
  }
  if (held.trim() !== '') pieces.push(held.trim());
  return pieces;
}

/** The scenes of a story: a sentence each, or a few short ones. */
export function scenesOf(text: string): string[] {
  const scenes: string[] = [];
  for (const part of splitSentences(text).flatMap((sentence) => cutText(sentence, SCENE.most))) {
    const last = scenes.at(-1);
    if (last !== undefined && widthOf(last) < SCENE.least && widthOf(last + part) < SCENE.most)
      scenes[scenes.length - 1] = `${last} ${part}`;
    else scenes.push(part);
  }
  return scenes;
}

export const captionsOf = (scene: string): string[] => cutText(scene, CAPTION);
