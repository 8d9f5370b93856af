import type { z } from 'zod';
import {
  isPanelMethod,
  PANEL_REQUESTS,
  type PanelEvent,
  type PanelEventName,
  type PanelMethod,
} from '../../contract/panel/index.js';
import type { PanelAnswer } from '../../contract/panelWire.js';
import type { Core } from '../../core/core.js';
import { toCoreError } from '../../ports/errors.js';
import type { Log } from '../../ports/log.js';
import { activityHandlers } from './activity.js';
import { createAsks } from './asks.js';
import { chatHandlers } from './chat.js';
import { PANEL_APP, type Handlers, type PanelContext } from './handlers.js';
import { memoryHandlers } from './memories.js';
import { recordingHandlers, statusOf } from './recordings.js';

export interface ToldEvent {
  name: PanelEventName;
  data: PanelEvent<PanelEventName>;
}

/** What the service answers and tells its panels, however they are shown. */
export interface Panel {
  /** Never throws: what goes wrong is an answer too. */
  call(method: string, params: unknown): Promise<PanelAnswer>;
  /** What concerns the person for whom this is called. Returns how to stop listening. */
  subscribe(listener: (event: ToldEvent) => void): () => void;
  /** Stops answers that are on their way. */
  close(): Promise<void>;
}

export interface PanelDeps {
  core: Core;
  /** As `PanelContext`'s, for whose thing it is; null = who runs the service. */
  sign: (path: string, userId: string | null) => string;
  log: Log;
}

/** Changes that follow each other so quickly are told once, ms. */
const CHANGES_GATHERED_MS = 250;
/** How often recording is looked at, ms. */
const STATUS_MS = 1_000;

export function createPanel({ core, sign, log }: PanelDeps): Panel {
  const listeners = new Map<(event: ToldEvent) => void, string | null>();
  const current = (): string | null => core.acting.principal?.userId ?? null;
  const publishAll: PanelContext['publish'] = (name, data) => {
    for (const tell of listeners.keys()) tell({ name, data });
  };
  const publishTo =
    (userId: string | null): PanelContext['publish'] =>
    (name, data) => {
      for (const [tell, listener] of listeners) if (listener === userId) tell({ name, data });
    };
  const publish: PanelContext['publish'] = (name, data) => publishTo(current())(name, data);
  const scope = () => core.identity.ensureScope(core.identity.defaultUser, PANEL_APP);
  const context: PanelContext = { core, scope, publish, sign: (path) => sign(path, current()) };
  const asks = createAsks(context);
  const handlers: Handlers = {
    ...memoryHandlers(context),
    ...chatHandlers(context, asks),
    ...recordingHandlers(context),
    ...activityHandlers(context),
  };
  // The screen is that of who runs the service.
  const isHeard = (): boolean => [...listeners.values()].includes(null);
  const stops = [tellChanges(core, publishAll), tellStatus(core, publishTo(null), isHeard)];

  return {
    async call(method, params) {
      if (!isPanelMethod(method)) return failure('not_found', `There is no method ${method.slice(0, 100)}`);
      try {
        return await answer(handlers, method, params);
      } catch (thrown) {
        const error = toCoreError(thrown);
        if (error.code === 'internal')
          log.error('A panel’s request failed', {
            method,
            error: error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message,
          });
        return failure(error.code, error.message);
      }
    },
    subscribe(listener) {
      // A function of its own, so that one listener can listen twice.
      const tell = (event: ToldEvent): void => listener(event);
      listeners.set(tell, current());
      return () => void listeners.delete(tell);
    },
    async close() {
      for (const stop of stops) stop();
      await asks.close();
    },
  };
}

async function answer(handlers: Handlers, method: PanelMethod, params: unknown): Promise<PanelAnswer> {
  const parsed = PANEL_REQUESTS[method].params.safeParse(params ?? {});
  if (!parsed.success) return failure('invalid_input', describe(parsed.error));
  // The table's types pair each method with its own parameters; a method chosen at run time cannot say so.
  const handle = handlers[method] as (given: unknown) => Promise<z.core.util.JSONType>;
  return { ok: true, data: await handle(parsed.data) };
}

function describe({ issues }: z.ZodError): string {
  return issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ');
}

function failure(code: string, message: string): PanelAnswer {
  return { ok: false, error: { code, message } };
}

function tellChanges(core: Core, publish: PanelContext['publish']): () => void {
  let timer: NodeJS.Timeout | null = null;
  const unsubscribe = core.changes.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = null;
      publish('memories.changed', {});
    }, CHANGES_GATHERED_MS);
  });
  return () => {
    unsubscribe();
    if (timer) clearTimeout(timer);
  };
}

/** While somebody listens, what recording does is looked at, and told where that is not as before. */
function tellStatus(core: Core, publish: PanelContext['publish'], isHeard: () => boolean): () => void {
  let told = '';
  const timer = setInterval(() => {
    if (!isHeard()) return;
    const status = statusOf(core);
    const text = JSON.stringify(status);
    if (text === told) return;
    told = text;
    publish('recordings.status', status);
  }, STATUS_MS).unref();
  return () => clearInterval(timer);
}
