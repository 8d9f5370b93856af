import { useCallback, useEffect, useState } from 'preact/hooks';
import type { RecordingRow } from '../../server/contract/panel/recordings.js';
import { messageOf, useApp, useEvent } from '../client/app.js';

export interface Recordings {
  items: readonly RecordingRow[];
  total: number | null;
  /** Of all of them. */
  bytes: number;
  error: string | null;
  loadMore: () => void;
}

const PAGE = 60;
/** While recording goes on, files are completed and begun; once it has ended, the last one soon is, ms. */
const REFRESH_MS = { recording: 5_000, ending: 1_500 } as const;

/** The recordings, newest first, as many as were asked for. */
export function useRecordings(version: number, isRecording: boolean): Recordings {
  const { client } = useApp();
  const [pages, setPages] = useState(1);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<Recordings, 'loadMore'>>({ items: [], total: null, bytes: 0, error: null });
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const items: RecordingRow[] = [];
      let [total, bytes] = [0, 0];
      for (let page = 0; page < pages; page++) {
        const part = await client.call('recordings.list', { offset: page * PAGE, limit: PAGE });
        items.push(...part.items);
        ({ total, bytes } = part);
      }
      if (isCurrent) setState({ items, total, bytes, error: null });
    };
    load().catch((error: unknown) => isCurrent && setState((old) => ({ ...old, error: messageOf(error) })));
    return () => {
      isCurrent = false;
    };
  }, [client, pages, version, round]);
  const isEnding = !isRecording && state.items.some(({ isOpen }) => isOpen);
  useEffect(() => {
    if (!isRecording && !isEnding) return undefined;
    const wait = isRecording ? REFRESH_MS.recording : REFRESH_MS.ending;
    const timer = setInterval(() => setRound((value) => value + 1), wait);
    return () => clearInterval(timer);
  }, [isRecording, isEnding]);
  useEvent('host.connection', (connection) => connection.state === 'ready' && setRound((value) => value + 1));
  return { ...state, loadMore: useCallback(() => setPages((value) => value + 1), []) };
}
