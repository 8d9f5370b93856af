import { PANEL_EVENTS } from '../../server/contract/panelWire.js';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { readEvents, type StreamEvent } from './eventStream.js';

const RETRY_MS = 2_000;

/** Follows what the service tells panels until the signal ends it; a stream that breaks is opened again. */
export async function followPanelEvents(
  service: ServiceHandle,
  signal: AbortSignal,
  tell: (event: StreamEvent) => void,
): Promise<void> {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      const response = await service.fetch(PANEL_EVENTS, { signal });
      if (response.ok && response.body) for await (const event of readEvents(response.body)) tell(event);
    } catch {
      // The service or its stream has gone: the connection says so to the panels.
    }
    if (!isOver()) await wait(RETRY_MS, signal);
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
