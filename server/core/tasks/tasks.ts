import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { Task, TaskState } from '../../ports/entities.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Change, Store } from '../../ports/store.js';
import { createExecution, UNFINISHED, type TaskKind } from './execution.js';
import { createLanes, type Lane } from './lanes.js';

/** Long work: persisted, resumed after a restart, observable and cancellable. */
export interface Tasks {
  /** With a lane, tasks of this kind wait only for each other. */
  define(kind: string, run: TaskKind, lane?: Lane): void;
  /** Persists and starts; resolves once the task would survive a crash. Throws `unavailable` when its lane is full. */
  submit(kind: string, userId: string, input: JsonObject): Promise<Task>;
  /** The same for several, persisted together with the changes that belong to them: all or nothing. */
  submitAll(
    kind: string,
    userId: string,
    inputs: JsonObject[],
    alongside: (tasks: Task[]) => Change[],
  ): Promise<Task[]>;
  get(id: string): Promise<Task | null>;
  /** Newest first. */
  list(filter: {
    userId?: string | undefined;
    states?: readonly TaskState[] | undefined;
    limit: number;
  }): Promise<Task[]>;
  /** False when it had already ended. Throws `not_found`. */
  cancel(id: string): Promise<boolean>;
  /** Resolves with the task when it has ended. */
  settled(id: string): Promise<Task>;
  /** Takes up what a former process left unfinished. */
  resume(): Promise<void>;
  /** Tasks at work now. */
  readonly running: number;
  /** Lets running tasks stop where they are; they are resumed by the next start. */
  close(): Promise<void>;
}

/** Finished tasks are kept this long, for whoever asks how they ended. */
const KEPT_MS = 7 * 24 * 3_600_000;
const RESUME_LIMIT = 100_000;
/** At work at once; the others wait in order of submission. */
const MAX_CONCURRENT = 4;

export function createTasks({ store, clock, log }: { store: Store; clock: Clock; log: Log }): Tasks {
  const kinds = new Map<string, TaskKind>();
  const running = new Map<string, { abort: AbortController; done: Promise<Task> }>();
  const lanes = createLanes(MAX_CONCURRENT);
  let isStopping = false;
  const execute = createExecution({ store, clock, log, kinds, isStopping: () => isStopping });

  const start = (task: Task): void => {
    const abort = new AbortController();
    const done = lanes
      .slotsOf(task.kind)
      .run(() => execute(task, abort.signal), abort.signal)
      .catch((error: unknown) => {
        log.error('A task could not be kept', { kind: task.kind, id: task.id, code: toCoreError(error).code });
        return task;
      })
      .finally(() => {
        running.delete(task.id);
        lanes.leave([task.kind]);
      });
    running.set(task.id, { abort, done });
  };

  const launch = async (tasks: Task[], alongside: Change[]): Promise<void> => {
    if (isStopping) throw new CoreError('unavailable', 'The service is stopping');
    const wanted = tasks.map(({ kind }) => kind);
    const changes = [...tasks.map((task): Change => ({ kind: 'task.put', task })), ...alongside];
    await lanes.take(wanted, () => store.commit(changes));
    tasks.forEach(start);
  };

  const requireTask = async (id: string): Promise<Task> => {
    const task = await store.getTask(id);
    if (!task) throw new CoreError('not_found', 'Task not found');
    return task;
  };

  return {
    define(kind, run, lane) {
      kinds.set(kind, run);
      if (lane) lanes.define(kind, lane);
    },
    async submit(kind, userId, input) {
      const task = newTask(kind, userId, input, clock.now());
      await launch([task], []);
      return task;
    },
    async submitAll(kind, userId, inputs, alongside) {
      const tasks = inputs.map((input) => newTask(kind, userId, input, clock.now()));
      await launch(tasks, alongside(tasks));
      return tasks;
    },
    get: (id) => store.getTask(id),
    list: (filter) => store.listTasks(filter),
    async cancel(id) {
      await requireTask(id);
      const run = running.get(id);
      run?.abort.abort();
      return run !== undefined;
    },
    async settled(id) {
      await running.get(id)?.done;
      return requireTask(id);
    },
    async resume() {
      const unfinished = await store.listTasks({ states: UNFINISHED, limit: RESUME_LIMIT });
      for (const task of unfinished.reverse().filter(({ id }) => !running.has(id))) {
        lanes.owe(task.kind);
        start(task);
      }
      await forgetOld(store, clock);
    },
    get running() {
      return running.size;
    },
    async close() {
      isStopping = true;
      for (const { abort } of running.values()) abort.abort();
      lanes.openAll();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}

async function forgetOld(store: Store, clock: Clock): Promise<void> {
  const ended = await store.listTasks({ states: ['succeeded', 'failed', 'cancelled'], limit: RESUME_LIMIT });
  const old = ended.filter((task) => task.updatedAt < clock.now() - KEPT_MS);
  if (old.length > 0) await store.commit(old.map(({ userId, id }) => ({ kind: 'task.erase' as const, userId, id })));
}

function newTask(kind: string, userId: string, input: JsonObject, now: number): Task {
  return {
    id: randomUUID(),
    kind,
    userId,
    state: 'queued',
    progress: 0,
    message: '',
    input,
    result: null,
    error: null,
    createdAt: now,
    updatedAt: now,
  };
}
