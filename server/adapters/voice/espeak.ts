import type { Utterance } from '../../ports/voice.js';
import { ssmlBody } from './markup.js';
import type { Invocation } from './program.js';

/** Voices of languages whose name differs from their code. */
const LANGUAGES: Readonly<Record<string, string>> = { en: 'en-us', zh: 'cmn', fr: 'fr-fr' };
/** Variants of the voice, by a character's voice model. */
const VARIANTS: Readonly<Record<string, string>> = { default: '', expressive: '+f3' };
const USUAL_WORDS_PER_MINUTE = 175;
const WORDS_PER_MINUTE = { least: 80, most: 450 };
/** Pitch runs from 0 to 99; this is the usual. */
const USUAL_PITCH = 50;

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Math.round(value)));

/** What espeak-ng is to be run with. */
export function espeakInvocation(program: string, utterance: Utterance): Invocation {
  const { text, language, voice, rate, pitch, pauseSeconds } = utterance;
  const speed = clamp(USUAL_WORDS_PER_MINUTE * rate, WORDS_PER_MINUTE.least, WORDS_PER_MINUTE.most);
  // Its whole range stands for an octave down and an octave up.
  const height = clamp(USUAL_PITCH + USUAL_PITCH * Math.log2(pitch), 0, 99);
  const voiceName = `${LANGUAGES[language] ?? language}${VARIANTS[voice] ?? `+${voice}`}`;
  return {
    program,
    // Encoding 1 is UTF-8, -m reads SSML.
    args: ['-b', '1', '-m', '-v', voiceName, '-s', String(speed), '-p', String(height), '--stdin', '--stdout'],
    stdin: `<speak>${ssmlBody(text, pauseSeconds)}</speak>`,
  };
}
