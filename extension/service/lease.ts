import { ServiceEvent } from '../../server/contract/status.js';
import type { ServiceHandle } from '../../server/contract/discover.js';
import { readEvents } from './eventStream.js';

export interface LeaseOptions {
  /** This window, to the service. */
  windowId: string;
  signal: AbortSignal;
  onEvent: (event: ServiceEvent) => void;
}

/** Holds the service for this window as long as it can. `stopped`: the service said that it ends; `broken`: it did not. */
export async function holdLease(
  service: ServiceHandle,
  { windowId, signal, onEvent }: LeaseOptions,
): Promise<'stopped' | 'broken'> {
  const response = await service.fetch(`/_loci/events?window=${windowId}`, { signal });
  if (!response.ok || !response.body) throw new Error(`The service refused a lease (status ${response.status})`);
  let ending: 'stopped' | 'broken' = 'broken';
  try {
    for await (const { data } of readEvents(response.body)) {
      const event = ServiceEvent.safeParse(JSON.parse(data));
      if (!event.success) continue;
      if (event.data.type === 'stopping') ending = 'stopped';
      onEvent(event.data);
    }
  } catch {
    // However the stream ends, the lease is over; whether that was meant is known from what came before.
  }
  return ending;
}
