import { PANEL_CALL } from '../../../server/contract/panelWire.js';
import {
  PANEL_REQUESTS,
  type PanelMethod,
  type PanelParams,
  type PanelReply,
} from '../../../server/contract/panel/index.js';
import { SERVICE_TOKEN, type TestService } from '../../support/service.js';

export const TOKEN = { 'X-Loci-Token': SERVICE_TOKEN };

/** The answer as it came, whatever it is. */
export async function ask(service: TestService, method: string, params: unknown = {}): Promise<any> {
  const response = await service.fetch(PANEL_CALL, {
    method: 'POST',
    headers: { ...TOKEN, 'Content-Type': 'application/json' },
    body: JSON.stringify({ method, params }),
  });
  return response.json();
}

/** What the request yields; it must succeed, and fit what the contract says. */
export async function call<Method extends PanelMethod>(
  service: TestService,
  method: Method,
  params: PanelParams<Method>,
): Promise<PanelReply<Method>> {
  const answer = await ask(service, method, params);
  if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
  return PANEL_REQUESTS[method].reply.parse(answer.data) as PanelReply<Method>;
}

export interface Listener {
  /** The data of the next event of that name that was not taken yet. */
  next(name: string): Promise<any>;
  close(): void;
}

/** Reads the event stream as a panel's page does. */
export async function listen(service: TestService, headers: Record<string, string> = TOKEN): Promise<Listener> {
  const stopper = new AbortController();
  const response = await service.fetch('/_loci/panel/events', { headers, signal: stopper.signal });
  if (!response.ok || !response.body) throw new Error(`events: ${response.status}`);
  const told: { name: string; data: unknown }[] = [];
  let wake = (): void => undefined;
  void (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const frames = text.split('\n\n');
      text = frames.pop() ?? '';
      for (const frame of frames) {
        const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? [];
        if (name && data) told.push({ name, data: JSON.parse(data) as unknown });
      }
      wake();
    }
  })().catch(() => undefined);
  return {
    async next(name) {
      for (;;) {
        const at = told.findIndex((event) => event.name === name);
        if (at >= 0) return told.splice(at, 1)[0]!.data;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    close: () => stopper.abort(),
  };
}
