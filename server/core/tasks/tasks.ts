import type { Task, TaskState } from '../../ports/entities.js';
import type { Json, JsonObject } from '../../ports/json.js';

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
  list(filter: { userId?: string | undefined; states?: readonly TaskState[] | undefined; limit: number }): Promise<Task[]>;
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
