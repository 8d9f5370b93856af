import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import type { Voice } from '../../ports/voice.js';
import { USUAL } from './delivery.js';
import { scenesOf } from './scenes.js';
import { speak } from './speech.js';
import { naturalSeconds, type Scene } from './storyboard.js';
import { trim } from './wav.js';

/** Speech may be hurried so much to fit into a film that was asked to be short. */
const MOST_HASTE = 1.6;

export interface Narration {
  scenes: Scene[];
  /** Why nothing is said; null = it is told by a voice. */
  silence: string | null;
}

export interface NarrationRequest {
  text: string;
  /** A character's voice model. */
  voice: string;
  /** Null = as long as it takes. */
  seconds: number | null;
}

/** Has a story told scene by scene, in time where that can be. Without a voice it stays silent and says why. */
export async function narrate(
  { voice, log }: { voice: Voice; log: Log },
  { text, voice: name, seconds }: NarrationRequest,
  progress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Narration> {
  const texts = scenesOf(text);
  const silent = (silence: string): Narration => ({
    scenes: texts.map((scene) => ({ text: scene, sound: null })),
    silence,
  });
  const obstacle = await voice.obstacle();
  if (obstacle !== null) return silent(obstacle);
  const tell = async (speed: number): Promise<Scene[]> => {
    const scenes: Scene[] = [];
    for (const scene of texts) {
      const sound = await speak(voice, { text: scene, voice: name, settings: { ...USUAL, speed } }, signal);
      scenes.push({ text: scene, sound: trim(sound) });
      progress(scenes.length / texts.length);
    }
    return scenes;
  };
  try {
    const scenes = await tell(1);
    const haste = seconds === null ? 1 : naturalSeconds(scenes) / seconds;
    return { scenes: haste > 1 ? await tell(Math.min(MOST_HASTE, haste)) : scenes, silence: null };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toCoreError(thrown);
    log.warn('A video stays silent: the voice failed', { code });
    return silent(message);
  }
}
