import type { Store } from '../ports/store.js';

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
  isAllowedBySetting,
}: {
  store: Store;
  isAllowedBySetting: boolean;
}): Promise<Consent> {
  const said = await store.getSetting(SETTING);
  let given = typeof said === 'boolean' ? said : isAllowedBySetting;
  const stops: (() => Promise<void>)[] = [];
  return {
    isGiven: () => given,
    async set(isGiven) {
      await store.commit([{ kind: 'setting.put', key: SETTING, value: isGiven }]);
      given = isGiven;
      if (!isGiven) await Promise.all(stops.map((stop) => stop()));
    },
    onWithdrawn: (stop) => void stops.push(stop),
  };
}
