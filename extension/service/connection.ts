import { discover, type ServiceHandle } from '../../server/contract/discover.js';
import { attachOrStart } from '../../server/contract/attach.js';
import { ServiceStatus, type ServiceEvent } from '../../server/contract/status.js';
import type { StartedService } from '../../server/contract/start.js';
import { judge } from './judge.js';
import { holdLease } from './lease.js';

export type ConnectionState =
  /** None runs, and none is wanted yet. */
  | { kind: 'idle' }
  | { kind: 'connecting' }
  | { kind: 'ready'; service: ServiceHandle }
  /** `message` is for people; it is tried again. */
  | { kind: 'lost'; message: string };

export interface ConnectionOptions {
  dataDir: string;
  version: string;
  windowId: string;
  start: () => Promise<StartedService>;
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
  /** Ends the service; this window does not begin it again by itself. */
  stop(): Promise<void>;
  onState(listener: (state: ConnectionState) => void): () => void;
  onEvent(listener: (event: ServiceEvent) => void): () => void;
  close(): void;
}

const BACKOFF = { first: 500, most: 30_000 };
/** Of looking for a service that somebody else may begin. */
const WATCH_MS = 3_000;
/** A lease that lasted this long means that the service was well. */
const WELL_MS = 10_000;
/** Two installations of different versions must not end each other's service for ever. */
const MOST_RETIREMENTS = 3;
const RETIRE_DEADLINE_MS = 8_000;

export function createConnection(options: ConnectionOptions): Connection {
  const { dataDir, log, backoffMs = BACKOFF } = options;
  const stateListeners = new Set<(state: ConnectionState) => void>();
  const eventListeners = new Set<(event: ServiceEvent) => void>();
  const closing = new AbortController();
  let state: ConnectionState = { kind: 'idle' };
  let mayStart = options.startsAtOnce;
  let failures = 0;
  let retirements = 0;
  /** Callers of `ready` that still wait. */
  let waiting = 0;
  /** Somebody began to wait: the next pause is none. */
  let isCalled = false;
  let wake: () => void = () => undefined;

  const setState = (next: ConnectionState): void => {
    state = next;
    for (const listener of stateListeners) listener(next);
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, isCalled ? 0 : ms);
      isCalled = false;
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const retire = async (service: ServiceHandle): Promise<void> => {
    retirements += 1;
    log.info(`An older service (${service.version}) is replaced`);
    await endService(service, dataDir);
  };

  /** null = none runs and none is to be started. */
  const reach = async (): Promise<ServiceHandle | null> => {
    const running = await discover(dataDir);
    if (running) {
      const verdict = judge(running, options.version);
      if (verdict === 'tooNew') throw new Error(`A newer Loci (${running.version}) is running: update this extension`);
      if (verdict === 'attach' || retirements >= MOST_RETIREMENTS) return running;
      if (verdict === 'retireIfIdle' && !(await isIdle(running))) return running;
      await retire(running);
    } else if (!mayStart) return null;
    if (state.kind !== 'ready') setState({ kind: 'connecting' });
    return attachOrStart({ dataDir, start: options.start });
  };

  const follow = async (service: ServiceHandle): Promise<void> => {
    const since = Date.now();
    const ending = await holdLease(service, {
      windowId: options.windowId,
      signal: closing.signal,
      onEvent: (event) => {
        if (event.type === 'ready') {
          log.info(`Connected to the service at ${service.url} (process ${service.pid})`);
          setState({ kind: 'ready', service });
        }
        for (const listener of eventListeners) listener(event);
      },
    });
    if (closing.signal.aborted) return;
    if (Date.now() - since > WELL_MS) failures = 0;
    if (ending === 'stopped') {
      // Whoever stopped it meant it: this window waits until it runs again or is needed.
      mayStart = waiting > 0;
      setState({ kind: 'idle' });
    } else {
      log.warn('The service has gone; it is begun again');
      setState({ kind: 'connecting' });
    }
  };

  const live = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        const service = await reach();
        if (service) await follow(service);
        else if (state.kind !== 'idle') setState({ kind: 'idle' });
        if (!mayStart) await pause(WATCH_MS);
        else await pause(Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failures++, 10)));
      } catch (error) {
        if (closing.signal.aborted) return;
        const message = error instanceof Error ? error.message : String(error);
        log.warn(message);
        setState({ kind: 'lost', message });
        await pause(Math.min(backoffMs.most, backoffMs.first * 2 ** Math.min(failures++, 10)));
      }
    }
  };

  const ready = (): Promise<ServiceHandle> => {
    if (state.kind === 'ready') return Promise.resolve(state.service);
    mayStart = true;
    waiting += 1;
    isCalled = true;
    return new Promise((resolve, reject) => {
      const unsubscribe = subscribe(stateListeners, (next) => {
        if (next.kind === 'ready') resolve(next.service);
        else if (next.kind === 'lost') reject(new Error(next.message));
        else return;
        unsubscribe();
        waiting -= 1;
      });
      wake();
    });
  };

  const stop = async (): Promise<void> => {
    const service = await discover(dataDir);
    mayStart = false;
    if (service) await endService(service, dataDir);
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
      if (state.kind === 'ready') setState({ kind: 'connecting' });
      await ready();
    },
    stop,
    onState: (listener) => subscribe(stateListeners, listener),
    onEvent: (listener) => subscribe(eventListeners, listener),
    close() {
      closing.abort();
      wake();
    },
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

async function isIdle(service: ServiceHandle): Promise<boolean> {
  const status = ServiceStatus.safeParse(await (await service.fetch('/_loci/status')).json());
  return status.success && status.data.leases === 0 && !status.data.isBusy;
}

/** Asks it to stop and waits until it has left. */
async function endService(service: ServiceHandle, dataDir: string): Promise<void> {
  await service.fetch('/_loci/stop', { method: 'POST' });
  const deadline = Date.now() + RETIRE_DEADLINE_MS;
  while (isAlive(service.pid) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
  if ((await discover(dataDir))?.pid === service.pid) throw new Error(`Process ${service.pid} does not stop`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
