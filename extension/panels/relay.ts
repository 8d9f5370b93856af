import {
  FromPanel,
  HOST_METHODS,
  PANEL_CALL,
  PanelAnswer,
  type PanelFailure,
  type ToPanel,
} from '../../server/contract/panelWire.js';
import { HOST_REQUESTS, type HostMethod, type HostParams, type HostReply } from '../../server/contract/panelHost.js';
import type { ServiceHandle } from '../../server/contract/discover.js';

/** One function for each request that this window answers itself. */
export type HostHandlers = {
  [Method in HostMethod]: (params: HostParams<Method>) => Promise<HostReply<Method>>;
};

export interface RelayOptions {
  /** Throws why the service cannot be had. */
  service: () => Promise<ServiceHandle>;
  host: HostHandlers;
  post: (message: ToPanel) => void;
}

/** Takes one message of a page: answers it here, or passes it on to the service. Never throws. */
export function createRelay({ service, host, post }: RelayOptions): (message: unknown) => Promise<void> {
  const answerHere = async (method: string, params: unknown): Promise<PanelAnswer> => {
    if (!isHostMethod(method)) return failure('not_found', `There is no request ${method}`);
    const parsed = HOST_REQUESTS[method].params.safeParse(params);
    if (!parsed.success) return failure('invalid_input', parsed.error.issues[0]?.message ?? 'Not valid');
    // The table pairs each method with its own parameters; their union cannot say so.
    const handle = host[method] as (given: unknown) => Promise<HostReply<HostMethod>>;
    return { ok: true, data: await handle(parsed.data) };
  };
  const answerThere = async (method: string, params: unknown): Promise<PanelAnswer> => {
    const response = await (
      await service()
    ).fetch(PANEL_CALL, {
      method: 'POST',
      body: JSON.stringify({ method, params }),
      headers: { 'Content-Type': 'application/json' },
    });
    const answer = PanelAnswer.safeParse(await response.json());
    return answer.success
      ? answer.data
      : failure('internal', `The service answered ${method} with status ${response.status}`);
  };
  return async (message) => {
    const request = FromPanel.safeParse(message);
    if (!request.success) return;
    const { id, method, params } = request.data;
    const answer = method.startsWith(HOST_METHODS) ? answerHere : answerThere;
    try {
      post({ kind: 'answer', id, answer: await answer(method, params) });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      post({ kind: 'answer', id, answer: failure('unavailable', reason) });
    }
  };
}

function isHostMethod(method: string): method is HostMethod {
  return Object.hasOwn(HOST_REQUESTS, method);
}

function failure(code: string, message: string): { ok: false; error: PanelFailure } {
  return { ok: false, error: { code, message } };
}
