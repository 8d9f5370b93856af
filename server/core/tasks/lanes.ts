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
   * Takes a place for each, before anything is waited for, so that two at once cannot have the last one; they are left
   * again when the work fails. Throws `unavailable` (reason `queue_full`) when there are not enough.
   */
  take<T>(kinds: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Takes a place for what was promised before, whether there is one or not. */
  owe(kind: string): void;
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
    async take(kinds, work) {
      const wanted = lanesOf(kinds);
      if (wanted.some(({ taken, most }) => taken + wanted.length > most)) {
        const message = 'Too much of this kind is waiting already: try again later';
        throw new CoreError('unavailable', message, { reason: 'queue_full' });
      }
      for (const lane of wanted) lane.taken += 1;
      try {
        return await work();
      } catch (error) {
        for (const lane of wanted) lane.taken -= 1;
        throw error;
      }
    },
    owe(kind) {
      for (const lane of lanesOf([kind])) lane.taken += 1;
    },
    leave(kinds) {
      for (const lane of lanesOf(kinds)) lane.taken -= 1;
    },
    openAll() {
      for (const slots of [shared, ...[...lanes.values()].map((lane) => lane.slots)]) slots.openAll();
    },
  };
}
