import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { FromStudio, Group, StudioWorkerData } from '../../adapters/storyboard/protocol.js';
import type { Storyboard } from '../../ports/studio.js';
import type { Canvas } from './blend.js';
import { groupsOf, makeGroup } from './movie.js';

/** Threads that encode one film; more would leave no room for anything else. */
const MOST_LANES = 3;

type Paint = (at: number) => Canvas;
type Deliver = (number: number, group: Group) => void;

/** A film's groups, made side by side: this thread is one lane, helpers are the others. */
export interface Lanes {
  /** Makes this thread's share; all groups in order, as they become whole. */
  groups(paint: Paint): AsyncGenerator<Group>;
}

/** Helpers begin at once, so that they are ready when this thread is. */
export function openLanes(data: StudioWorkerData, story: Storyboard, progress: (fraction: number) => void): Lanes {
  const count = groupsOf(story);
  const counter = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const made = new Map<number, Group>();
  let failure: Error | null = null;
  let wake = (): void => undefined;
  const deliver: Deliver = (number, group) => {
    made.set(number, group);
    wake();
  };
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  const helpers = Math.min(MOST_LANES, availableParallelism(), count) - 1;
  for (let helper = 0; helper < helpers; helper++) startHelper(data, story, counter, deliver, fail);

  return {
    async *groups(paint) {
      makeShare(story, paint, counter, deliver).catch(fail);
      for (let number = 0; number < count; number++) {
        while (!made.has(number)) {
          if (failure) throw failure;
          await new Promise<void>((resolve) => (wake = resolve));
        }
        const group = made.get(number);
        made.delete(number);
        if (group) yield group;
        progress((number + 1) / count);
      }
    },
  };
}

/** Makes the next group that nobody has begun, until all are begun; in between, what other lanes have made can arrive. */
export async function makeShare(story: Storyboard, paint: Paint, counter: Int32Array, deliver: Deliver): Promise<void> {
  const count = groupsOf(story);
  for (let number = Atomics.add(counter, 0, 1); number < count; number = Atomics.add(counter, 0, 1)) {
    deliver(number, await makeGroup(story, paint, number));
    await setImmediate();
  }
}

/** Another worker of the same program. It ends with this one. */
function startHelper(
  data: StudioWorkerData,
  story: Storyboard,
  counter: Int32Array,
  deliver: Deliver,
  fail: (error: Error) => void,
): void {
  const storyboard = { ...story, sound: null };
  const worker = new Worker(__filename, {
    workerData: { ...data, work: { kind: 'groups', storyboard, counter } } satisfies StudioWorkerData,
  });
  let isDone = false;
  worker.on('message', (message: FromStudio) => {
    if (message.kind === 'group') deliver(message.number, message.group);
    else if (message.kind === 'done') isDone = true;
    else if (message.kind === 'failed') fail(new Error(message.message));
  });
  worker.once('error', fail);
  worker.once('exit', () => {
    if (!isDone) fail(new Error('An encoder ended before it was done'));
  });
}
