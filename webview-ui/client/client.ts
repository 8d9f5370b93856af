import type { z } from 'zod';
import { PANEL_EVENT_DATA, PANEL_REQUESTS } from '../../server/contract/panel/index.js';
import { HOST_EVENTS, HOST_REQUESTS } from '../../server/contract/panelHost.js';
import type { Transport } from './transport.js';

const REQUESTS = { ...PANEL_REQUESTS, ...HOST_REQUESTS };
const EVENTS = { ...PANEL_EVENT_DATA, ...HOST_EVENTS };

type Requests = typeof REQUESTS;
export type Method = keyof Requests;
export type Params<M extends Method> = z.input<Requests[M]['params']>;
export type Reply<M extends Method> = z.output<Requests[M]['reply']>;
export type EventName = keyof typeof EVENTS;
export type EventData<E extends EventName> = z.output<(typeof EVENTS)[E]>;

/** Why a request failed, in words for people. */
export class RequestError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The service and the host, as a panel sees them; what comes from them is checked. */
export interface Client {
  /** Throws `RequestError`. */
  call<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>>;
  /** Returns how to stop listening. */
  on<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void;
}

export function createClient(transport: Transport): Client {
  const listeners = new Map<string, Set<(data: never) => void>>();
  /** What the host said before anybody listened: it does not say it again. */
  const unheard = new Map<string, unknown>();
  transport.listen((name, data) => {
    const parsed = Object.hasOwn(EVENTS, name) ? EVENTS[name as EventName].safeParse(data) : null;
    if (!parsed?.success) return;
    const heard = listeners.get(name) ?? new Set();
    if (heard.size === 0 && Object.hasOwn(HOST_EVENTS, name)) unheard.set(name, parsed.data);
    for (const listener of heard) listener(parsed.data as never);
  });
  return {
    async call(method, params) {
      const answer = await transport.send(method, params);
      if (!answer.ok) throw new RequestError(answer.error.code, answer.error.message);
      const reply = REQUESTS[method].reply.safeParse(answer.data);
      if (!reply.success) throw new RequestError('internal', `${method} was answered with something unexpected`);
      return reply.data as Reply<typeof method>;
    },
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      if (unheard.has(name)) listener(unheard.get(name) as never);
      unheard.delete(name);
      return () => void known.delete(listener);
    },
  };
}
