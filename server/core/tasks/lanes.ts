import { CoreError } from '../../ports/errors.js';
import { createSlots, type Slots } from './slots.js';

/** What a kind of task may take up. */
export interface Lane {
  atOnce: number;
  /** At work and waiting; more are refused. */
  most: number;
}

/** The lanes of those kinds that have one; all others share the general slots. */
export interface Lanes {
  define(kind: string, lane: Lane): void;
  slotsOf(kind: string): Slots;
  /**
   * Takes a place for each, before anything is waited for, so that two at once cannot have the last one. Throws
   * `unavailable` (reason `queue_full`) when there are not enough; with `isOwed` they are taken all the same.
   */
  take(kinds: readonly string[], isOwed?: boolean): void;
  leave(kinds: readonly string[]): void;
  /** Lets everything that waits go on at once. */
  openAll(): void;
}

export function createLanes(general: number): Lanes {
  const shared = createSlots(general);
  const lanes = new Map<string, { slots: Slots; most: number; taken: number }>();
  const lanesOf = (kinds: readonly string[]) => kinds.flatMap((kind) => lanes.get(kind) ?? []);
  return {
    define: (kind, { atOnce, most }) => void lanes.set(kind, { slots: createSlots(atOnce), most, taken: 0 }),
    slotsOf: (kind) => lanes.get(kind)?.slots ?? shared,
    take(kinds, isOwed = false) {
      const wanted = lanesOf(kinds);
      if (!isOwed && wanted.some(({ taken, most }) => taken + wanted.length > most)) {
        const message = 'Too much of this kind is waiting already: try again later';
        throw new CoreError('unavailable', message, { reason: 'queue_full' });
      }
      for (const lane of wanted) lane.taken += 1;
    },
    leave(kinds) {
      for (const lane of lanesOf(kinds)) lane.taken -= 1;
    },
    openAll() {
      for (const slots of [shared, ...[...lanes.values()].map((lane) => lane.slots)]) slots.openAll();
    },
  };
}
