import type { Clock } from '../../ports/clock.js';
import type { Task } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { FileContent, FileStore } from '../../ports/fileStore.js';
import type { FilmServer } from '../../ports/filmServer.js';
import type { JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';
import type { FilmStyle, Studio } from '../../ports/studio.js';
import type { Voice } from '../../ports/voice.js';
import type { Capability, Character, Characters } from '../conversation/characters.js';
import { createKeyedMutex } from '../../ports/keyedMutex.js';
import { redactSecrets } from '../redaction/redact.js';
import type { Retention } from '../retention.js';
import type { Tasks } from '../tasks/tasks.js';
import { createSlots } from '../tasks/slots.js';
import { createAvatars } from './avatars.js';
import type { VoiceSettings } from './delivery.js';
import { createMediaFiles, type MediaKind } from './files.js';
import { createFilms } from './films.js';
import { answerName, createVoices, requireVoice } from './voices.js';

export interface VoiceRequest {
  text: string;
  characterId: string;
  settings: VoiceSettings;
}

export interface VideoRequest {
  text: string;
  characterId: string;
  width: number;
  height: number;
  /** Null = as long as it takes to tell. */
  seconds: number | null;
  style: FilmStyle;
}

export interface MediaFigures {
  voicesToday: number;
  videosToday: number;
  /** Of what was made today; null = nothing. */
  averageSeconds: number | null;
}

/** Voice and video: made as tasks, kept as files. */
export interface Media {
  /** Why nothing can be spoken here, and what to do about it; null = it can. */
  voiceObstacle(): Promise<string | null>;
  /**
   * Throws `not_found` for an unknown character, `invalid_input` for one without a voice, `unavailable` where there is no
   * voice at all or too much waits already (reasons `no_voice`, `queue_full`).
   */
  requestVoice(request: VoiceRequest): Promise<Task>;
  /** The same for videos; without a voice they are silent. */
  requestVideo(request: VideoRequest): Promise<Task>;
  /** The task of a request. Throws `not_found`, also for tasks that make no media. */
  request(id: string): Promise<Task>;
  /** Throws `not_found`. */
  cancel(id: string): Promise<Task>;
  /** Of what a character answered; null = it has no voice, or there is none here. */
  answerAudio(characterId: string, messageId: string): Promise<string | null>;
  /** A file, as it can be sent. Answers and avatars are made when they are first asked for. Throws `not_found`. */
  file(kind: MediaKind, name: string): Promise<FileContent>;
  figures(): Promise<MediaFigures>;
  /** Removes the speech of messages that were erased. */
  forgetAnswers(messageIds: readonly string[]): Promise<void>;
  /** Removes what a former process left unfinished. */
  repair(): Promise<void>;
}

/** What media are made with, and how much of it. */
export interface MediaMeans {
  voice: Voice;
  studio: Studio;
  filmServer: FilmServer | null;
  /** Where files stay. */
  fileStore: FileStore;
  retention: Retention;
  /** Videos made at once. */
  videosAtOnce: number;
  /** Requests that may wait, of each kind. */
  mostWaiting: number;
}

export interface MediaDeps extends MediaMeans {
  store: Store;
  tasks: Tasks;
  characters: Characters;
  userId: () => Promise<string>;
  clock: Clock;
  log: Log;
}

const VOICE = 'voice';
const VIDEO = 'video';
/** Programs that speak at the same time. */
const VOICES_AT_ONCE = 2;
const TASKS_LOOKED_AT = 10_000;

export function createMedia(deps: MediaDeps): Media {
  const { store, tasks, characters, userId, clock, mostWaiting, videosAtOnce } = deps;
  const voice = withSlots(deps.voice);
  const files = createMediaFiles(deps);
  const voices = createVoices({ ...deps, voice, files, locks: createKeyedMutex() });
  const avatars = createAvatars({ ...deps, files });
  tasks.define(VOICE, voices.run, { atOnce: VOICES_AT_ONCE, most: VOICES_AT_ONCE + mostWaiting });
  tasks.define(VIDEO, createFilms({ ...deps, voice, files }), {
    atOnce: videosAtOnce,
    most: videosAtOnce + mostWaiting,
  });

  const submit = async (kind: string, text: string, work: JsonObject): Promise<Task> =>
    tasks.submit(kind, await userId(), { ...work, text: redactSecrets(text).text });

  const request: Media['request'] = async (id) => {
    const task = await tasks.get(id);
    if (task?.kind !== VOICE && task?.kind !== VIDEO) throw new CoreError('not_found', 'Media request not found');
    return task;
  };

  return {
    voiceObstacle: () => voice.obstacle(),
    async requestVoice({ text, characterId, settings }) {
      const { voiceModel } = await requireAble(characters, characterId, 'voice');
      await requireVoice(voice);
      return submit(VOICE, text, { voice: voiceModel, settings: { ...settings } });
    },
    async requestVideo({ text, ...wanted }) {
      await requireAble(characters, wanted.characterId, 'video');
      return submit(VIDEO, text, wanted);
    },
    request,
    async cancel(id) {
      await request(id);
      return (await tasks.cancel(id)) ? tasks.settled(id) : request(id);
    },
    async answerAudio(characterId, messageId) {
      const { capabilities } = await characters.require(characterId);
      return capabilities.includes('voice') && (await voice.obstacle()) === null ? answerName(messageId) : null;
    },
    async file(kind, name) {
      if (kind === 'avatars') return avatars.file(name);
      const content = (await files.open(kind, name)) ?? (kind === 'audio' ? await voices.answer(name) : null);
      if (content === null) throw new CoreError('not_found', 'There is no such file');
      return content;
    },
    async figures() {
      const midnight = new Date(clock.now()).setHours(0, 0, 0, 0);
      const recent = await store.listTasks({ limit: TASKS_LOOKED_AT });
      const today = recent.filter(({ kind, createdAt }) => [VOICE, VIDEO].includes(kind) && createdAt >= midnight);
      return figuresOf(today);
    },
    forgetAnswers: (messageIds) => voices.forget(messageIds),
    repair: () => files.repair(),
  };
}

async function requireAble(characters: Characters, id: string, capability: Capability): Promise<Character> {
  const character = await characters.require(id);
  if (!character.capabilities.includes(capability))
    throw new CoreError('invalid_input', `${character.name} has no ${capability}`);
  return character;
}

function figuresOf(today: readonly Task[]): MediaFigures {
  const made = today.filter(({ state }) => state === 'succeeded');
  const milliseconds = made.reduce((sum, { createdAt, updatedAt }) => sum + updatedAt - createdAt, 0);
  const countOf = (wanted: string): number => today.filter(({ kind }) => kind === wanted).length;
  return {
    voicesToday: countOf(VOICE),
    videosToday: countOf(VIDEO),
    averageSeconds: made.length === 0 ? null : Math.round(milliseconds / made.length / 10) / 100,
  };
}

/** Whoever asks, not more than a few programs speak at the same time. */
function withSlots(voice: Voice): Voice {
  const slots = createSlots(VOICES_AT_ONCE);
  return {
    changesPitch: voice.changesPitch,
    obstacle: () => voice.obstacle(),
    speak: (utterance, signal) =>
      slots.run(() => {
        signal.throwIfAborted();
        return voice.speak(utterance, signal);
      }, signal),
  };
}
