import { toCoreError } from '../ports/errors.js';
import type { Log } from '../ports/log.js';
import { concernsSetting, type Store } from '../ports/store.js';
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
  log,
}: {
  store: Store;
  acting: Acting;
  isAllowedBySetting: boolean;
  log: Log;
}): Promise<Consent> {
  const said = await store.getSetting(SETTING);
  let given = typeof said === 'boolean' ? said : isAllowedBySetting;
  const stops: (() => Promise<void>)[] = [];
  const settle = async (isGiven: boolean): Promise<void> => {
    given = isGiven;
    if (!isGiven) await Promise.all(stops.map((stop) => stop()));
  };
  store.watch((event) => {
    if (!concernsSetting(event, SETTING)) return;
    const reread = async (): Promise<void> => {
      const now = await store.getSetting(SETTING);
      if (typeof now === 'boolean' && now !== given) await settle(now);
    };
    reread().catch((error: unknown) => log.warn('Consent could not be read anew', { code: toCoreError(error).code }));
  });
  return {
    // The screen is that of who runs the service: people with tokens have no say in it.
    isGiven: () => given && acting.principal === null,
    async set(isGiven) {
      await store.commit([{ kind: 'setting.put', key: SETTING, value: isGiven }]);
      await settle(isGiven);
    },
    onWithdrawn: (stop) => void stops.push(stop),
  };
}
