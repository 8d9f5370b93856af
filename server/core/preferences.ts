import type { Json } from '../ports/json.js';
import type { Store } from '../ports/store.js';

/** Small things that a client keeps over restarts, by name. */
export interface Preferences {
  get(name: string): Promise<Json | undefined>;
  set(name: string, value: Json): Promise<void>;
}

const keyOf = (name: string): string => `preference:${name}`;

export function createPreferences(store: Store): Preferences {
  return {
    get: (name) => store.getSetting(keyOf(name)),
    set: (name, value) => store.commit([{ kind: 'setting.put', key: keyOf(name), value }]),
  };
}
