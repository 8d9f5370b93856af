import { randomUUID } from 'node:crypto';
import type { Task, TaskState } from '../../ports/entities.js';
import type { Clock } from '../../ports/clock.js';
import { CoreError, toCoreError } from '../../ports/errors.js';
import type { Json, JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Store } from '../../ports/store.js';

/** What a running task may tell and must listen to. */
export interface TaskRun {
  task: Task;
  signal: AbortSignal;
  /** `fraction` 0..1. */
  report(fraction: number, message: string): Promise<void>;
}

/** Runs one kind of task; a task may be run again after a crash, so a run must be repeatable. */
export type TaskKind = (run: TaskRun) => Promise<Json>;

/** Long work: persisted, resumed after a restart, observable and cancellable. */
export interface Tasks {
  define(kind: string, run: TaskKind): void;
  /** Persists and starts; resolves once the task would survive a crash. */
  submit(kind: string, userId: string, input: JsonObject): Promise<Task>;
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

const UNFINISHED = ['queued', 'running'] as const;
/** Finished tasks are kept this long, for whoever asks how they ended. */
const KEPT_MS = 7 * 24 * 3_600_000;
const RESUME_LIMIT = 100_000;

interface Running {
  abort: AbortController;
  done: Promise<Task>;
}

/** @param maxConcurrent tasks at work at once; the others wait in order of submission. */
export function createTasks({
  store,
  clock,
  log,
  maxConcurrent = 4,
}: {
  store: Store;
  clock: Clock;
  log: Log;
  maxConcurrent?: number;
}): Tasks {
  const kinds = new Map<string, TaskKind>();
  const running = new Map<string, Running>();
  const waiting: (() => void)[] = [];
  let active = 0;
  let isClosed = false;

  const save = async (task: Task, patch: Partial<Task>): Promise<Task> => {
    const next = { ...task, ...patch, updatedAt: clock.now() };
    await store.commit([{ kind: 'task.put', task: next }]);
    return next;
  };

  const slot = async (): Promise<void> => {
    if (active >= maxConcurrent) await new Promise<void>((resolve) => waiting.push(resolve));
    active += 1;
  };
  const release = (): void => {
    active -= 1;
    waiting.shift()?.();
  };

  const execute = async (task: Task, signal: AbortSignal): Promise<Task> => {
    const run = kinds.get(task.kind);
    if (!run)
      return save(task, {
        state: 'failed',
        error: { code: 'internal', message: `Unknown kind of task: ${task.kind}` },
      });
    let current = await save(task, { state: 'running' });
    try {
      const report = async (fraction: number, message: string): Promise<void> => {
        current = await save(current, { progress: Math.min(1, Math.max(0, fraction)), message });
      };
      const result = await run({ task: current, signal, report });
      return await save(current, { state: 'succeeded', progress: 1, result });
    } catch (thrown) {
      if (isClosed) return current;
      if (signal.aborted) return save(current, { state: 'cancelled' });
      const error = toCoreError(thrown);
      log.warn('A task failed', { kind: task.kind, id: task.id, code: error.code });
      return save(current, { state: 'failed', error: { code: error.code, message: error.message } });
    }
  };

  const start = (task: Task): void => {
    const abort = new AbortController();
    const done = slot()
      .then(async () => {
        try {
          if (isClosed) return task;
          return abort.signal.aborted ? await save(task, { state: 'cancelled' }) : await execute(task, abort.signal);
        } finally {
          release();
        }
      })
      .catch((error: unknown) => {
        log.error('A task could not be kept', { kind: task.kind, id: task.id, code: toCoreError(error).code });
        return task;
      })
      .finally(() => running.delete(task.id));
    running.set(task.id, { abort, done });
  };

  return {
    define: (kind, run) => void kinds.set(kind, run),
    async submit(kind, userId, input) {
      if (isClosed) throw new CoreError('unavailable', 'The service is stopping');
      const now = clock.now();
      const task: Task = {
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
      await store.commit([{ kind: 'task.put', task }]);
      start(task);
      return task;
    },
    get: (id) => store.getTask(id),
    list: (filter) => store.listTasks(filter),
    async cancel(id) {
      const task = await store.getTask(id);
      if (!task) throw new CoreError('not_found', 'Task not found');
      const run = running.get(id);
      if (!run) return false;
      run.abort.abort();
      return true;
    },
    async settled(id) {
      await running.get(id)?.done;
      const task = await store.getTask(id);
      if (!task) throw new CoreError('not_found', 'Task not found');
      return task;
    },
    async resume() {
      const unfinished = await store.listTasks({ states: UNFINISHED, limit: RESUME_LIMIT });
      for (const task of unfinished.reverse()) if (!running.has(task.id)) start(task);
      const ended = await store.listTasks({ states: ['succeeded', 'failed', 'cancelled'], limit: RESUME_LIMIT });
      const old = ended.filter((task) => task.updatedAt < clock.now() - KEPT_MS);
      if (old.length > 0) await store.commit(old.map((task) => ({ kind: 'task.erase' as const, id: task.id })));
    },
    get running() {
      return running.size;
    },
    async close() {
      isClosed = true;
      for (const { abort } of running.values()) abort.abort();
      for (const resume of waiting.splice(0)) resume();
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}
