import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Translate } from '../l10n/translate.js';
import type { Client, EventData, EventName, Method, Params, Reply } from './client.js';

/** What every part of a panel may use. */
export interface App {
  client: Client;
  host: Reply<'host.describe'>;
  t: Translate;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('There is no app around this component');
  return app;
}

export function useEvent<E extends EventName>(name: E, listener: (data: EventData<E>) => void): void {
  const { client } = useApp();
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => client.on(name, (data) => latest.current(data)), [client, name]);
}

export interface Loaded<T> {
  /** The last that came, also while something newer is on its way. */
  data: T | null;
  error: string | null;
  reload: () => void;
}

/** What a request answers, asked again whenever its parameters change; null parameters ask nothing. */
export function useRequest<M extends Method>(method: M, params: Params<M> | null): Loaded<Reply<M>> {
  const { client } = useApp();
  const [state, setState] = useState<{ key: string; data: Reply<M> | null; error: string | null }>();
  const [round, setRound] = useState(0);
  const key = params === null ? '' : JSON.stringify(params);
  useEffect(() => {
    if (key === '') return;
    let isCurrent = true;
    client.call(method, JSON.parse(key) as Params<M>).then(
      (data) => isCurrent && setState({ key, data, error: null }),
      (error: unknown) => isCurrent && setState({ key, data: null, error: messageOf(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, method, key, round]);
  const reload = useCallback(() => setRound((value) => value + 1), []);
  const isSame = state?.key === key && key !== '';
  return { data: isSame ? state.data : null, error: isSame ? state.error : null, reload };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
