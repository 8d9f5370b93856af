import { z } from 'zod';
import type { Clock } from '../../ports/clock.js';
import { CoreError } from '../../ports/errors.js';
import type { FilmServer } from '../../ports/filmServer.js';
import type { Log } from '../../ports/log.js';
import { FILM_STYLES, type FilmFacts, type Storyboard, type Studio } from '../../ports/studio.js';
import type { Voice } from '../../ports/voice.js';
import type { Characters } from '../conversation/characters.js';
import type { TaskKind, TaskRun } from '../tasks/execution.js';
import { inSteps } from '../tasks/steps.js';
import type { MediaFiles } from './files.js';
import { narrate } from './narration.js';
import { isCut, planStory } from './storyboard.js';

/** A video task's work, as it is kept. */
export const FilmWork = z.object({
  text: z.string(),
  characterId: z.string(),
  width: z.int(),
  height: z.int(),
  /** Null = as long as it takes to tell. */
  seconds: z.number().nullable(),
  style: z.enum(FILM_STYLES),
});
type FilmWork = z.output<typeof FilmWork>;

/** What a video task has made. */
export const FilmResult = z.object({
  video: z.string(),
  thumbnail: z.string(),
  width: z.int(),
  height: z.int(),
  durationSeconds: z.number(),
  bytes: z.number(),
  madeAt: z.number(),
  /** How much of the text is spoken; `elsewhere` = a server made the sound too. */
  narration: z.enum(['whole', 'partly', 'none', 'elsewhere']),
  /** What the person should know about it; null = nothing. */
  note: z.string().nullable(),
});

export interface FilmsDeps {
  voice: Voice;
  studio: Studio;
  /** Null = films are made here. */
  filmServer: FilmServer | null;
  files: MediaFiles;
  characters: Characters;
  clock: Clock;
  log: Log;
}

/** How a film's progress is made up. */
const TOLD = 0.15;
const DRAWN = 0.95;

interface Made {
  facts: FilmFacts;
  narration: z.output<typeof FilmResult>['narration'];
  note: string | null;
}

/** Makes films: on the server that the person chose, else here as a narrated storyboard. */
export function createFilms(deps: FilmsDeps): TaskKind {
  const { filmServer, files, clock } = deps;
  return async (run) => {
    const work = FilmWork.parse(run.task.input);
    const name = `video_${run.task.id}`;
    const [video, thumbnail] = [`${name}.mp4`, `${name}_thumb.jpg`];
    const places = { video: await files.draft('video', video), thumbnail: await files.draft('video', thumbnail) };
    const { facts, narration, note } = await (filmServer
      ? fetchFilm({ ...deps, filmServer }, work, places, run)
      : drawFilm(deps, work, places, run));
    await files.keep('video', [thumbnail, video]);
    await files.tidy(name);
    return FilmResult.parse({ video, thumbnail, ...facts, madeAt: clock.now(), narration, note });
  };
}

interface Places {
  video: string;
  thumbnail: string;
}

async function drawFilm(deps: FilmsDeps, work: FilmWork, places: Places, run: TaskRun): Promise<Made> {
  const { name, look, voiceModel } = await deps.characters.require(work.characterId);
  const telling = createSteps(run, 0, TOLD, 'Speaking the text');
  const request = { text: work.text, voice: voiceModel, seconds: work.seconds };
  const { scenes, silence } = await narrate(deps, request, telling, run.signal);
  const storyboard = { ...work, name, look, ...planStory(scenes, work.seconds) };
  const drawing = createSteps(run, TOLD, DRAWN, 'Drawing the pictures');
  const facts = await deps.studio.film(storyboard, places, drawing, run.signal);
  if (silence !== null) return { facts, narration: 'none', note: `The video is silent. ${silence}` };
  const isPartly = isCut(scenes, storyboard.seconds);
  const note = isPartly ? 'The text takes longer to tell than the video was asked to be' : null;
  return { facts, narration: isPartly ? 'partly' : 'whole', note };
}

async function fetchFilm(
  { filmServer, studio, files, characters }: FilmsDeps & { filmServer: FilmServer },
  work: FilmWork,
  places: Places,
  run: TaskRun,
): Promise<Made> {
  const waiting = createSteps(run, 0, DRAWN, 'The video server is at work');
  const { text: prompt, width, height } = work;
  const request = { prompt, width, height, seconds: work.seconds ?? USUAL_SECONDS };
  const film = await filmServer.film(request, waiting, run.signal);
  await files.fill(places.video, film.video);
  try {
    const facts = await studio.inspect(places.video);
    if (!facts) throw new CoreError('upstream_failed', 'The video server sent something that cannot be played');
    if (film.thumbnail) await files.fill(places.thumbnail, film.thumbnail);
    else {
      const { name, look } = await characters.require(work.characterId);
      const scenes = [{ text: work.text, sound: null }];
      const storyboard: Storyboard = { ...work, name, look, ...planStory(scenes, request.seconds) };
      await studio.still(storyboard, places.thumbnail, run.signal);
    }
    return { facts, narration: 'elsewhere', note: null };
  } catch (thrown) {
    await files.discard([places.video, places.thumbnail]);
    throw thrown;
  }
}

/** What a server is asked for where the person did not say. */
const USUAL_SECONDS = 5;
/** Progress is written down when it has moved so far. */
const STEP = 0.05;

/** Reports a part of a task's progress, in steps. */
function createSteps({ report }: TaskRun, from: number, to: number, message: string): (fraction: number) => void {
  return inSteps(STEP, (fraction) => void report(from + (to - from) * fraction, message));
}
