import { discover, type ServiceHandle } from '../../server/contract/discover.js';
import type { ServiceEvent } from '../../server/contract/status.js';
import { holdLease } from './lease.js';
import { createListeners, type Listeners } from './listeners.js';
import { createPause } from './pause.js';
import { createReach, endService, type ReachOptions } from './reach.js';

export type ConnectionState =
  /** None runs, and none is wanted yet. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'ready'; service: ServiceHandle }
  /** `message` is for people; it is tried again. */
  | { kind: 'lost'; message: string };

export interface ConnectionOptions extends ReachOptions {
  windowId: string;
  /** Begin a service though nobody asked for anything yet. */
  startsAtOnce: boolean;
  log: { info(message: string): void; warn(message: string): void };
  /** How long a failure is waited out first, and at most. */
  backoffMs?: { first: number; most: number };
}

/** This window's hold on the one service. It attaches, starts, follows and finds the service again by itself. */
export interface Connection {
  readonly state: ConnectionState;
  /** The service, begun where it does not run. Throws why it cannot be had. */
  ready(): Promise<ServiceHandle>;
  /** Ends the service and begins it anew, for all windows. */
  restart(): Promise<void>;
  /** Ends the service; no window begins it again by itself. */
  stop(): Promise<void>;
  /** Returns how to stop listening. */
  onState(listener: (state: ConnectionState) => void): () => void;
  onEvent(listener: (event: ServiceEvent) => void): () => void;
  close(): void;
}

const BACKOFF = { first: 500, most: 30_000 };
/** Of looking for a service that somebody else may begin. */
const WATCH_MS = 3_000;
/** A lease that lasted this long means that the service was well. */
const WELL_MS = 10_000;
const MOST_DOUBLINGS = 10;

export function createConnection(options: ConnectionOptions): Connection {
  const { dataDir, windowId, log, backoffMs = BACKOFF } = options;
  const states = createListeners<ConnectionState>();
  const events = createListeners<ServiceEvent>();
  const closing = new AbortController();
  const pause = createPause();
  const reach = createReach(options);
  let state: ConnectionState = { kind: 'idle' };
  let mayStart = options.startsAtOnce;
  let failures = 0;
  /** Callers of `ready` that still wait. */
  let waiting = 0;

  const become = (next: ConnectionState): void => {
    if (closing.signal.aborted || (next.kind === 'connecting' && state.kind === 'connecting')) return;
    state = next;
    states.tell(next);
  };

  const onEvent = (service: ServiceHandle) => (event: ServiceEvent) => {
    if (event.type === 'ready') {
      log.info(`Connected to the service at ${service.url} (process ${service.pid})`);
      become({ kind: 'ready', service });
    }
    events.tell(event);
  };

  /** One attempt to have the service, and the time with it. */
  const turn = async (): Promise<void> => {
    // What failed stays failed until it works: it is tried again quietly.
    if (mayStart && state.kind !== 'lost') become({ kind: 'connecting' });
    const service = await reach(mayStart);
    if (!service) return;
    const since = Date.now();
    const ending = await holdLease(service, { windowId, signal: closing.signal, onEvent: onEvent(service) });
    if (Date.now() - since > WELL_MS) failures = 0;
    // Whoever stopped it meant it: this window waits until it runs again or is needed.
    if (ending === 'stopped') mayStart = waiting > 0;
    else log.warn('The service has gone; it is begun again');
    become({ kind: mayStart ? 'connecting' : 'idle' });
  };

  const live = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await turn().catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        log.warn(message);
        become({ kind: 'lost', message });
      });
      const backoff = Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failures, MOST_DOUBLINGS));
      if (mayStart) failures += 1;
      await pause.wait(mayStart ? backoff : WATCH_MS);
    }
  };

  const ready = async (): Promise<ServiceHandle> => {
    if (state.kind === 'ready') return state.service;
    mayStart = true;
    waiting += 1;
    const service = whenReady(states);
    pause.wake();
    return service.finally(() => (waiting -= 1));
  };

  const stop = async (): Promise<void> => {
    mayStart = false;
    const service = await discover(dataDir);
    if (service) await endService(service, dataDir);
    if (state.kind === 'ready') become({ kind: 'idle' });
  };

  void live();
  return {
    get state() {
      return state;
    },
    ready,
    async restart() {
      await stop();
      failures = 0;
      await ready();
    },
    stop,
    onState: (listener) => states.add(listener),
    onEvent: (listener) => events.add(listener),
    close() {
      closing.abort();
      pause.wake();
    },
  };
}

/** The service of the next state that has one. Throws why there is none. */
function whenReady(states: Listeners<ConnectionState>): Promise<ServiceHandle> {
  return new Promise((resolve, reject) => {
    const unsubscribe = states.add((next) => {
      if (next.kind === 'ready') resolve(next.service);
      else if (next.kind === 'lost') reject(new Error(next.message));
      else return;
      unsubscribe();
    });
  });
}
