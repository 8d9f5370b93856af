import type { Json } from '../ports/json.js';
import type { Store } from '../ports/store.js';
import { ownKey, type Acting } from './people/acting.js';

/** Small things that a client keeps over restarts, by name: everybody's their own, where people have tokens. */
export interface Preferences {
  get(name: string): Promise<Json | undefined>;
  set(name: string, value: Json): Promise<void>;
}

export function createPreferences(store: Store, acting: Acting): Preferences {
  const keyOf = (name: string): string => ownKey(acting.principal, `preference:${name}`);
  return {
    get: async (name) => store.getSetting(keyOf(name)),
    set: async (name, value) => store.commit([{ kind: 'setting.put', key: keyOf(name), value }]),
  };
}
