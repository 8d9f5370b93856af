import type { Utterance } from '../../ports/voice.js';
import { sentencesOf } from './markup.js';
import type { Invocation } from './program.js';

/** Voices that come with macOS; English is spoken by the system's own unless a character has another. */
const VOICES: Readonly<Record<string, string>> = {
  de: 'Anna',
  fr: 'Thomas',
  es: 'Monica',
  it: 'Alice',
  zh: 'Tingting',
  ja: 'Kyoko',
  ko: 'Yuna',
  ru: 'Milena',
};
const EXPRESSIVE = 'Samantha';
const USUAL_WORDS_PER_MINUTE = 175;
const USUAL_PITCH = 47;

/** What `say` is to be run with. It can only write into a file. */
export function sayInvocation(program: string, utterance: Utterance, file: string): Invocation {
  const { text, language, voice, rate, pitch, pauseSeconds } = utterance;
  const named =
    voice === 'default' ? VOICES[language] : voice === 'expressive' ? (VOICES[language] ?? EXPRESSIVE) : voice;
  // Commands of the synthesiser stand in double brackets: those of the text are broken up.
  const sentences = sentencesOf(text).map((sentence) => sentence.replaceAll('[[', '[ ['));
  const base = Math.round(USUAL_PITCH * pitch);
  return {
    program,
    args: [
      ...(named === undefined ? [] : ['-v', named]),
      ...['-r', String(Math.round(USUAL_WORDS_PER_MINUTE * rate))],
      ...['--file-format=WAVE', '--data-format=LEI16@22050', '-o', file, '-f', '-'],
    ],
    stdin: `[[pbas ${base}]] ${sentences.join(` [[slnc ${Math.round(pauseSeconds * 1000)}]] `)}`,
  };
}
