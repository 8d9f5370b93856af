import { CoreError } from '../../../ports/errors.js';
import type { JsonObject } from '../../../ports/json.js';
import type { Store } from '../../../ports/store.js';
import type { ChosenEmbedder, Models } from '../../model/models.js';
import { UNFINISHED, type TaskRun } from '../../tasks/execution.js';
import type { Slots } from '../../tasks/slots.js';
import type { Tasks } from '../../tasks/tasks.js';
import type { Backoff } from './backoff.js';
import type { Placing } from './placing.js';
import type { Space, Spaces } from './spaces.js';

/** What has no vector in the space in use: after a change of the model, a restore, or while the embedder was away. */
export interface Backlog {
  /** Looks once for each space: a little is placed at once, more becomes a task. */
  check(embedder: ChosenEmbedder, space: Space): Promise<void>;
  /** The next check looks again. */
  forget(): void;
}

export interface BacklogDeps {
  store: Pick<Store, 'listUnembedded' | 'countUnembedded'>;
  models: Pick<Models, 'embedder' | 'isChosen'>;
  tasks: Pick<Tasks, 'define' | 'submit' | 'list' | 'settled'>;
  spaces: Spaces;
  placing: Placing;
  /** One piece of placing at a time: what was placed by one is seen by the next. */
  lane: Slots;
  backoff: Backoff;
  closing: AbortSignal;
  /** The task is over, whatever came of it. */
  ended: () => void;
}

export const EMBED_TASK = 'embed';
/** Texts of one request to the embedder. */
export const BATCH = 32;
/** The task is nobody's: it places the memories of all users. */
const NOBODY = '';

/** How far a task is within one space. */
interface Progress {
  space: Space;
  cursor: number | null;
  done: number;
  total: number;
}

export function createBacklog(deps: BacklogDeps): Backlog {
  const { store, models, tasks, spaces, placing, lane, backoff, closing } = deps;
  let checked: string | null = null;
  /** The space whose task was cancelled: what is missing there waits for the next start. */
  let declined: string | null = null;

  /** Places the next batch. Returns where the one after it begins. */
  const placeNext = async (
    { space, cursor }: { space: Space; cursor: number },
    embedder: ChosenEmbedder,
    signal: AbortSignal,
  ): Promise<{ cursor: number | null; placed: number }> => {
    const batch = await store.listUnembedded(space.name, cursor, BATCH);
    const memories = batch.items.filter((memory) => !placing.isLeftOut(memory));
    if (memories.length > 0) await placing.place(memories, embedder, space, signal);
    return { cursor: batch.cursor, placed: batch.items.length };
  };

  /** One step of the task, in the space that is in use now: a model chosen meanwhile is followed. */
  const step = async (before: Progress | null, signal: AbortSignal): Promise<Progress | null> => {
    const embedder = await models.embedder();
    if (!embedder) throw new CoreError('unavailable', 'The embedder does not answer');
    const space = await spaces.open(embedder, signal);
    const progress =
      before?.space.name === space.name
        ? { ...before, space }
        : { space, cursor: 0, done: 0, total: await store.countUnembedded(space.name) };
    if (progress.cursor === null) return progress;
    const { cursor, placed } = await placeNext({ space, cursor: progress.cursor }, embedder, signal);
    return { ...progress, cursor, done: progress.done + placed };
  };

  const run = async ({ task, signal, report }: TaskRun): Promise<JsonObject> => {
    void tasks.settled(task.id).then(deps.ended, deps.ended);
    const isOver = AbortSignal.any([signal, closing]);
    let progress: Progress | null = null;
    try {
      while (progress?.cursor !== null) {
        isOver.throwIfAborted();
        try {
          progress = await lane.run(() => step(progress, isOver));
          backoff.reset();
        } catch (error) {
          if (isOver.aborted) throw error;
          if (!(await models.isChosen('embedder'))) return { space: null, memories: progress?.done ?? 0 };
          await report(task.progress, 'Waiting for the embedder');
          await backoff.wait(isOver);
          continue;
        }
        if (progress) await tell(progress, task.progress, report);
      }
      return { space: progress.space.name, memories: progress.done };
    } catch (error) {
      if (signal.aborted && !closing.aborted) declined = spaces.current?.name ?? null;
      throw error;
    }
  };
  tasks.define(EMBED_TASK, run);

  const hasTask = async (): Promise<boolean> =>
    (await tasks.list({ states: UNFINISHED, limit: 1000 })).some(({ kind }) => kind === EMBED_TASK);

  return {
    async check(embedder, space) {
      if (checked === space.name || declined === space.name) return;
      const missing = await store.countUnembedded(space.name);
      if (missing > BATCH + placing.leftOut) {
        if (!(await hasTask())) await tasks.submit(EMBED_TASK, NOBODY, {});
      } else {
        for (let cursor: number | null = missing > 0 ? 0 : null; cursor !== null;) {
          ({ cursor } = await placeNext({ space, cursor }, embedder, closing));
        }
      }
      checked = space.name;
    },
    forget() {
      checked = null;
    },
  };
}

async function tell({ space, done, total }: Progress, before: number, report: TaskRun['report']): Promise<void> {
  const fraction = Math.min(1, done / Math.max(1, total));
  // What an earlier run of the same task placed is not in the total of this one.
  await report(before + (1 - before) * fraction, `${done} of ${total} memories placed by ${space.model}`);
}
