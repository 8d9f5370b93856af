import type { Voice } from '../../ports/voice.js';
import { deliveryOf, type VoiceSettings } from './delivery.js';
import { languageOf } from './language.js';
import { readWav, resample, type Sound } from './wav.js';

export interface Spoken {
  text: string;
  /** A character's voice model. */
  voice: string;
  settings: VoiceSettings;
}

/**
 * Has a text spoken as its settings want it. Where the voice knows no pitch it is asked to speak slower or faster, and
 * what it said is played at the speed that undoes this: its pitch moves, its length does not. Throws as `Voice.speak`.
 */
export async function speak(
  voice: Voice,
  { text, voice: name, settings }: Spoken,
  signal: AbortSignal,
): Promise<Sound> {
  const { rate, pitch, pauseSeconds } = deliveryOf(settings);
  const utterance = { text, language: languageOf(text), voice: name, pauseSeconds, emotion: settings.emotion };
  if (voice.changesPitch) return readWav(await voice.speak({ ...utterance, rate, pitch }, signal));
  const sound = readWav(await voice.speak({ ...utterance, rate: rate / pitch, pitch: 1 }, signal));
  return resample(sound, sound.sampleRate, pitch);
}
