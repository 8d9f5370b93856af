import type { Turn, TurnBuffer } from '../../ports/entities.js';
import type { Scope } from './identity.js';

export interface BatchOutcome {
  buffer: TurnBuffer;
  /** This call completed at least one batch. */
  flushed: boolean;
}

/** Collects turns until a batch is full; kept over restarts. */
export interface Batcher {
  append(scope: Scope, sessionId: string | null, turns: Turn[]): Promise<BatchOutcome>;
}
