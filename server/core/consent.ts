import type { Store } from '../ports/store.js';
import type { Acting } from './people/acting.js';

/** Whether screen and input may be recorded. */
export interface Consent {
  isGiven(): boolean;
  /** Kept for later starts too. Taking it back stops what is being recorded before this resolves. */
  set(isGiven: boolean): Promise<void>;
  /** Called when it is taken back. */
  onWithdrawn(stop: () => Promise<void>): void;
}

const SETTING = 'capture.isAllowed';

/** What the person said last counts; before they said anything, the setting does. */
export async function createConsent({
  store,
  acting,
  isAllowedBySetting,
}: {
  store: Store;
  acting: Acting;
  isAllowedBySetting: boolean;
}): Promise<Consent> {
  const said = await store.getSetting(SETTING);
  let given = typeof said === 'boolean' ? said : isAllowedBySetting;
  const stops: (() => Promise<void>)[] = [];
  return {
    // The screen is that of who runs the service: people with tokens have no say in it.
    isGiven: () => given && acting.principal === null,
    async set(isGiven) {
      await store.commit([{ kind: 'setting.put', key: SETTING, value: isGiven }]);
      given = isGiven;
      if (!isGiven) await Promise.all(stops.map((stop) => stop()));
    },
    onWithdrawn: (stop) => void stops.push(stop),
  };
}
