import type { PanelAnswer } from '../../server/contract/panelWire.js';

/** How a page reaches the service and whoever shows it: through an editor, or by itself in a browser. */
export interface Transport {
  /** Never rejects: what goes wrong is an answer too. */
  send(method: string, params: unknown): Promise<PanelAnswer>;
  /** Called for each event of the service and of the host; once, at the start. */
  listen(listener: (name: string, data: unknown) => void): void;
}
