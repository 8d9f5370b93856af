import { z } from 'zod';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { FileContent } from '../../ports/fileStore.js';
import type { Store } from '../../ports/store.js';
import type { Voice } from '../../ports/voice.js';
import type { Characters } from '../conversation/characters.js';
import type { KeyedMutex } from '../../ports/keyedMutex.js';
import type { TaskKind } from '../tasks/execution.js';
import { EMOTIONS, USUAL } from './delivery.js';
import type { MediaFiles } from './files.js';
import { MEDIA_LIMITS } from './limits.js';
import { speak, type Spoken } from './speech.js';
import { secondsOf, writeWav } from './wav.js';

/** A voice task's work, as it is kept. */
export const VoiceWork = z.object({
  text: z.string(),
  voice: z.string(),
  settings: z.object({ speed: z.number(), pitch: z.number(), emotion: z.enum(EMOTIONS) }),
});

/** What a voice task has made. */
export const VoiceResult = z.object({
  audio: z.string(),
  durationSeconds: z.number(),
  bytes: z.number(),
  madeAt: z.number(),
});

export interface VoicesDeps {
  voice: Voice;
  files: MediaFiles;
  store: Pick<Store, 'getMessages'>;
  characters: Characters;
  locks: KeyedMutex;
  clock: Clock;
}

/** Speech, as files. */
export interface Voices {
  run: TaskKind;
  /** The file of a chat answer that is spoken when it is first asked for; null = there is no such answer. */
  answer(name: string): Promise<FileContent | null>;
  forget(messageIds: readonly string[]): Promise<void>;
}

const ANSWER_NAME = /^answer_([0-9a-f-]{36})\.wav$/;
export const answerName = (messageId: string): string => `answer_${messageId}.wav`;

export function createVoices({ voice, files, store, characters, locks, clock }: VoicesDeps): Voices {
  const make = async (name: string, spoken: Spoken, signal: AbortSignal) => {
    const sound = await speak(voice, spoken, signal);
    signal.throwIfAborted();
    const wav = writeWav(sound);
    await files.write('audio', name, wav);
    await files.tidy(name.replace(/\.wav$/, ''));
    return { audio: name, durationSeconds: secondsOf(sound), bytes: wav.length, madeAt: clock.now() };
  };

  const makeAnswer = async (name: string, messageId: string): Promise<FileContent | null> => {
    const [message] = await store.getMessages(null, [messageId]);
    if (message?.role !== 'assistant' || message.characterId === null) return null;
    const character = await characters.require(message.characterId);
    if (!character.capabilities.includes('voice')) return null;
    const text = speakable(message.content);
    if (text === '') return null;
    await make(name, { text, voice: character.voiceModel, settings: USUAL }, AbortSignal.timeout(ANSWER_MS));
    return files.open('audio', name);
  };

  return {
    async run({ task, signal, report }) {
      const work = VoiceWork.parse(task.input);
      await report(0.1, 'Speaking');
      const result = await make(`voice_${task.id}.wav`, work, signal);
      return VoiceResult.parse(result);
    },
    async answer(name) {
      const id = ANSWER_NAME.exec(name)?.[1];
      if (id === undefined) return null;
      const made = await files.open('audio', name);
      return made ?? locks.run(`speech ${id}`, async () => (await files.open('audio', name)) ?? makeAnswer(name, id));
    },
    forget: (messageIds) => files.remove('audio', messageIds.map(answerName)),
  };
}

const ANSWER_MS = 120_000;

/** An answer without the marks that are for the eye: code, links, emphasis, sources. */
function speakable(content: string): string {
  return content
    .replace(/```[\s\S]*?(?:```|$)/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`#>|]+/g, ' ')
    .trim()
    .slice(0, MEDIA_LIMITS.answer);
}

/** Throws `unavailable` where nothing can be spoken, with what to do about it. */
export async function requireVoice(voice: Voice): Promise<void> {
  const obstacle = await voice.obstacle();
  if (obstacle !== null) throw new CoreError('unavailable', obstacle, { reason: 'no_voice' });
}
