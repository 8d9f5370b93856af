import { randomUUID } from 'node:crypto';
import type { Clock } from '../../ports/clock.js';
import type { Task, TaskState } from '../../ports/entities.js';
import { CoreError } from '../../ports/errors.js';
import type { JsonObject } from '../../ports/json.js';
import type { Log } from '../../ports/log.js';
import type { Change, Store, TaskLease } from '../../ports/store.js';
import type { Acting } from '../people/acting.js';
import { createExecution, UNFINISHED, type TaskKind } from './execution.js';
import { createLanes, type Lane } from './lanes.js';
import { createLeasing } from './leasing.js';
import { createRunningTasks } from './running.js';

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
  /** Also one that another process runs. False when it had already ended. Throws `not_found`. */
  cancel(id: string): Promise<boolean>;
  /** Resolves with the task when it has ended. */
  settled(id: string): Promise<Task>;
  /** Takes up what processes left unfinished that are no more, now and from then on. */
  resume(): Promise<void>;
  /** Tasks at work now. */
  readonly running: number;
  /** Lets running tasks stop where they are; they are resumed by the next start. */
  close(): Promise<void>;
}

/** Finished tasks are kept this long, for whoever asks how they ended. */
const KEPT_MS = 7 * 24 * 3_600_000;
const RESUME_LIMIT = 100_000;
/** Who dies loses its tasks to another process after this long. */
const LEASE_MS = 15_000;
/** At work at once; the others wait in order of submission. */
const MAX_CONCURRENT = 4;

export interface TasksDeps {
  store: Store;
  acting: Acting;
  clock: Clock;
  log: Log;
  /** How long others wait for a process that died, ms. */
  leaseMs?: number;
}

export function createTasks({ store, acting, clock, log, leaseMs }: TasksDeps): Tasks {
  const kinds = new Map<string, TaskKind>();
  const lanes = createLanes(MAX_CONCURRENT);
  let isStopping = false;
  const lease: TaskLease = { owner: randomUUID(), forMs: leaseMs ?? LEASE_MS };
  const run = createExecution({ store, clock, log, lease, kinds, isStopping: () => isStopping });
  // Whoever asked was allowed to: the work itself is the service's.
  const execute: typeof run = (...asked) => acting.as(null, () => run(...asked));
  const running = createRunningTasks({ lanes, log, execute });
  const leasing = createLeasing({
    store,
    log,
    lease,
    running,
    room: () => (isStopping ? 0 : Math.max(0, MAX_CONCURRENT - running.size)),
  });

  const launch = async (tasks: Task[], alongside: Change[]): Promise<void> => {
    if (isStopping) throw new CoreError('unavailable', 'The service is stopping');
    const wanted = tasks.map(({ kind }) => kind);
    const changes = [...tasks.map((task): Change => ({ kind: 'task.put', task, lease })), ...alongside];
    await lanes.take(wanted, () => store.commit(changes));
    for (const task of tasks) running.start(task);
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
      const { userId, state } = await requireTask(id);
      const isHere = running.has(id);
      if (isHere) running.abort(id);
      else if (!UNFINISHED.includes(state)) return false;
      else await store.commit([{ kind: 'task.cancel', userId, id }]);
      return true;
    },
    async settled(id) {
      await running.ended(id);
      return requireTask(id);
    },
    async resume() {
      running.takeUp(await store.leaseTasks(lease, RESUME_LIMIT));
      await forgetOld(store, clock);
      leasing.begin();
      store.watch((event) => {
        if (event.kind === 'task.cancel') running.abort(event.id);
      });
    },
    get running() {
      return running.size;
    },
    async close() {
      isStopping = true;
      const held = running.ids();
      for (const id of held) running.abort(id);
      lanes.openAll();
      await Promise.allSettled(held.map((id) => running.ended(id)));
      await leasing.end(held);
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
