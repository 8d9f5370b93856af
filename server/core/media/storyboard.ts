import type { Span, Storyboard } from '../../ports/studio.js';
import { isUnspaced } from '../text/scripts.js';
import { extractTags } from '../writing/rules/keywords.js';
import { MEDIA_LIMITS } from './limits.js';
import { captionsOf, cutText } from './scenes.js';
import { widthOf } from './textWidth.js';
import { resample, secondsOf, type Sound } from './wav.js';

/** Silence before the first word, between scenes, and after the last word, in seconds. */
const QUIET = { before: 0.3, between: 0.35, after: 0.5 };
/** How long a scene is shown that nobody reads out: in letters a second, and at least. */
const READING = { lettersPerSecond: 15, least: 1.5 };
/** The sound ends a little before the picture, since MP3 comes in whole frames. */
const SOUND_MARGIN = 0.1;
/** Letters of a headline without a phrase. */
const HEADLINE = 36;
const CLAUSE_END = /[.,;:!?。，；：！？…]/u;
const FADE_SECONDS = 0.15;
/** A sample rate that MP3 knows. */
const SAMPLE_RATE = 24_000;

export interface Scene {
  text: string;
  /** What is said in it; null = nothing. */
  sound: Sound | null;
}

export type Plan = Pick<Storyboard, 'seconds' | 'scenes' | 'captions' | 'sound'>;

const lengthOf = ({ text, sound }: Scene): number =>
  sound ? secondsOf(sound) : Math.max(READING.least, widthOf(text) / READING.lettersPerSecond);

/** How long a story takes when nothing hurries it, in seconds. */
export function naturalSeconds(scenes: readonly Scene[]): number {
  const told = scenes.reduce((sum, scene) => sum + lengthOf(scene), 0);
  return QUIET.before + told + QUIET.between * (scenes.length - 1) + QUIET.after;
}

/** A film of that length in which each scene lasts as long as it is told; what does not fit any more is cut off. */
export function planStory(scenes: readonly Scene[], wanted: number | null): Plan {
  const natural = naturalSeconds(scenes);
  const { min, max } = MEDIA_LIMITS.seconds;
  const seconds = wanted ?? Math.min(max, Math.max(min, Math.ceil(natural * 10) / 10));
  const isTold = scenes.some(({ sound }) => sound !== null);
  // Silent scenes are shown faster or slower; speech keeps its pace, and time to spare goes between its scenes.
  const pace = isTold ? 1 : seconds / natural;
  const spare = isTold ? Math.max(0, seconds - natural) / scenes.length : 0;
  const spans: Span[] = [];
  const captions: Span[] = [];
  const told: { at: number; sound: Sound }[] = [];
  let at = 0;
  for (const [index, scene] of scenes.entries()) {
    const start = at + (index === 0 ? QUIET.before * pace : 0);
    const length = lengthOf(scene) * pace;
    at = start + length + QUIET.between * pace + spare;
    if (start >= seconds) break;
    const until = index === scenes.length - 1 ? seconds : Math.min(seconds, at);
    spans.push({ text: headlineOf(scene.text), from: spans.at(-1)?.until ?? 0, until });
    captions.push(...captionSpans(scene.text, start, Math.min(seconds, start + length), seconds));
    if (scene.sound) told.push({ at: start, sound: scene.sound });
  }
  return { seconds, scenes: spans, captions, sound: isTold ? mixSounds(told, seconds) : null };
}

/** What a card says in large letters: the scene's most telling phrase, or in scripts without spaces its first clause. */
export function headlineOf(text: string): string {
  const [tag] = isUnspaced(text) ? [] : extractTags(text, 1);
  const at = tag === undefined ? -1 : text.toLowerCase().indexOf(tag.toLowerCase());
  const clause = text.split(CLAUSE_END, 1)[0] ?? text;
  const phrase =
    tag === undefined || at === -1 ? (cutText(clause, HEADLINE)[0] ?? text) : text.slice(at, at + tag.length);
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}

/** The parts of a scene, each shown for its share of the time. The last one stays a moment. */
function captionSpans(text: string, from: number, until: number, end: number): Span[] {
  const parts = captionsOf(text);
  const whole = parts.reduce((sum, part) => sum + widthOf(part), 0);
  let at = from;
  return parts.map((part, index) => {
    const span = { text: part, from: at, until: at + ((until - from) * widthOf(part)) / whole };
    at = span.until;
    return index === parts.length - 1 ? { ...span, until: Math.min(end, until + QUIET.between) } : span;
  });
}

function mixSounds(told: readonly { at: number; sound: Sound }[], seconds: number): Sound {
  const samples = new Int16Array(Math.max(0, Math.round((seconds - SOUND_MARGIN) * SAMPLE_RATE)));
  for (const { at, sound } of told) {
    const start = Math.round(at * SAMPLE_RATE);
    if (start < samples.length) {
      const part = resample(sound, SAMPLE_RATE).samples;
      samples.set(part.subarray(0, samples.length - start), start);
    }
  }
  fadeOut(samples);
  return { samples, sampleRate: SAMPLE_RATE };
}

/** What is cut off in the middle of a word ends softly. */
function fadeOut(samples: Int16Array): void {
  const length = Math.min(samples.length, FADE_SECONDS * SAMPLE_RATE);
  for (let back = 0; back < length; back++) {
    const index = samples.length - 1 - back;
    samples[index] = Math.round(((samples[index] ?? 0) * back) / length);
  }
}

/** True when a film of that length ends before its story does. */
export function isCut(scenes: readonly Scene[], seconds: number): boolean {
  return naturalSeconds(scenes) - QUIET.after > seconds;
}
